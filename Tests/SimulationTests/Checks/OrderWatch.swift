import DeliveryQueue
import MailAddressing

/// Checks that what people and senders have said is followed: nothing comes that is suspended, or before its time.
final class OrderWatch: @unchecked Sendable {
    // Unchecked: everything runs on one thread.

    private struct Entry {
        var since: Int64
        var until: WallTime?
    }

    private let time: VirtualTime
    private let journal: Journal
    /// How long an attempt may take to begin when its turn has come, in milliseconds: what is under way goes on.
    private let patience: Int64
    private var suspended: [SuspensionTarget: Entry] = [:]
    private var hurried: Set<MessageID> = []

    /// Makes a watch.
    init(_ scenario: Scenario, time: VirtualTime, journal: Journal) {
        self.time = time
        self.journal = journal
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

    /// Checks an attempt that begins.
    func check(_ attempt: DeliveryAttempt) {
        for (target, entry) in suspended where applies(target, to: attempt) {
            guard time.now - entry.since > patience, entry.until.map({ time.wall < $0 }) ?? true else { continue }
            journal.note(.order, "\(attempt.message.id) is tried though \(target) is suspended")
        }
        if let release = attempt.message.releaseAt, time.latestWall < release, !hurried.contains(attempt.message.id) {
            journal.note(.order, "\(attempt.message.id) is tried before its release")
        }
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
