import DeliveryQueue
import MailAddressing

/// Checks that what people and senders have said is followed: nothing comes that is suspended, before its time, or long
/// after it.
final class OrderWatch: @unchecked Sendable {
    // Unchecked: everything runs on one thread.

    private struct Entry {
        var since: Int64
        var until: WallTime?
    }

    /// The time.
    let time: VirtualTime
    /// The machine's disk.
    let disk: VirtualDisk
    /// Where problems are noted.
    let journal: Journal
    /// How long an attempt may take to begin when its turn has come, in milliseconds: what is under way goes on.
    let patience: Int64
    /// How long messages are kept.
    let expiry: Duration
    private var suspended: [SuspensionTarget: Entry] = [:]
    private var hurried: Set<MessageID> = []

    /// Makes a watch.
    init(_ scenario: Scenario, time: VirtualTime, disk: VirtualDisk, journal: Journal) {
        self.time = time
        self.disk = disk
        self.journal = journal
        expiry = scenario.expiry
        // Where memory is short, who has a turn waits until others have ended.
        patience = scenario.troubles.contains(.littleMemory) ? 3_600_000 : 45_000
    }

    /// The targets that are suspended.
    var targets: [SuspensionTarget] { suspended.keys.sorted { "\($0)" < "\($1)" } }

    /// A suspension was acknowledged.
    func suspended(_ target: SuspensionTarget, until: WallTime?) {
        suspended[target] = Entry(since: time.now, until: until)
    }

    /// A suspension is being ended, or nobody knows whether it was made.
    func forget(_ target: SuspensionTarget) { suspended[target] = nil }

    /// Civil time is about to jump: what has ended by itself does not begin again.
    func willJump() { suspended = suspended.filter { $0.value.until.map { time.wall < $0 } ?? true } }

    /// Somebody wants messages tried at once.
    func hurry(_ ids: [MessageID]) { hurried.formUnion(ids) }

    /// Whether somebody has wanted a message tried at once.
    func isHurried(_ id: MessageID) -> Bool { hurried.contains(id) }

    /// Checks an attempt that begins.
    ///
    /// - Parameters:
    ///   - attempt: the attempt.
    ///   - began: when the process began that makes it.
    func check(_ attempt: DeliveryAttempt, since began: VirtualTime.Moment) {
        for (target, entry) in suspended where applies(target, to: attempt) {
            guard time.now - entry.since > patience, entry.until.map({ time.wall < $0 }) ?? true else { continue }
            journal.note(.order, "\(attempt.message.id) is tried though \(target) is suspended")
        }
        checkRelease(attempt)
        checkDeadline(attempt, since: began)
        checkEnd(attempt, since: began)
    }

    private func applies(_ target: SuspensionTarget, to attempt: DeliveryAttempt) -> Bool {
        switch target {
        case .site(let name):
            return name == attempt.site
                || attempt.recipients.contains { attempt.message.recipients[$0].host.description == name }
        case .sender(let name):
            let sender = attempt.message.reversePath.description.lowercased()
            return name.hasPrefix("@") ? sender.hasSuffix(name) : sender == name
        case .source(let name): return name == attempt.source.name
        case .path(let source, let site): return source == attempt.source.name && site == attempt.site
        }
    }
}
