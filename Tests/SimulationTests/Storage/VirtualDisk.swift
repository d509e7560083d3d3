import DeliveryQueue
import DeliveryQueueTesting

/// The disk of a simulated machine: commits wait for a sync, in groups, and are there when it has ended.
///
/// What outlasts a process is in `base`, which has nothing but what was synced. Of what waits for a sync when the power
/// goes, the group that is being synced may be there up to some commit; when a process is killed, what it has written
/// already stays.
final class VirtualDisk: @unchecked Sendable {
    // Unchecked: everything runs on one thread.

    /// What a commit changes; complete.
    enum Work: Sendable {
        /// Mail.
        case changes([QueueChange])
        /// Small state.
        case state([String: [UInt8]?], StateSpace)
    }

    /// What became of a commit, as its process learns it.
    typealias Answer = Result<Void, QueueStoreError>

    private struct Pending {
        var work: Work
        var continuation: UnsafeContinuation<Answer, Never>?
    }

    /// How a disk fails; complete.
    enum Fault: Hashable, Sendable {
        /// There is no room.
        case full
        /// Syncs fail, and the store is being built anew in between.
        case failing
    }

    /// What was synced.
    let base = MemoryQueueStore()
    /// How it fails now.
    private(set) var fault: Fault?
    /// When it failed last.
    private(set) var lastFault: VirtualTime.Moment = -1_000_000_000
    /// How many recipients are not settled, and of how many messages.
    private(set) var openRecipients = 0
    /// How many syncs there were.
    private(set) var syncs = 0
    /// How many commits there were.
    private(set) var commits = 0
    /// What is wrong with it on purpose.
    let plant: Plant
    private let time: VirtualTime
    private var random: SeededGenerator
    private var gathered: [Pending] = []
    private var syncing: [Pending] = []
    private var isApplying = false
    /// Counts the processes, so that nothing is done for one that has ended.
    private var epoch = 0

    /// Makes an empty disk.
    ///
    /// - Parameters:
    ///   - time: the time.
    ///   - seed: decides how long syncs take, and what is there after a cut.
    ///   - plant: what is wrong with it on purpose.
    init(time: VirtualTime, seed: UInt64, plant: Plant) {
        self.time = time
        self.plant = plant
        random = SeededGenerator(seed: seed)
    }

    /// Has the disk fail, or work again.
    func set(_ fault: Fault?) {
        self.fault = fault
        lastFault = time.now
    }

    /// Records something.
    ///
    /// - Returns: what became of it, once it is synced.
    func commit(_ work: Work) async -> Answer {
        if fault == .full { return .failure(QueueStoreError(.full, "The disk is full")) }
        if fault == .failing, syncing.isEmpty, Int.random(in: 0..<4, using: &random) > 0 {
            return .failure(QueueStoreError(.recovering, "The store is being built anew"))
        }
        commits += 1
        if plant.strikes(.forgottenCommit) { return .success(()) }
        let isEarly = plant.strikes(.earlyAcknowledgement)
        return await withUnsafeContinuation { continuation in
            if isEarly { continuation.resume(returning: .success(())) }
            gathered.append(Pending(work: work, continuation: isEarly ? nil : continuation))
            if syncing.isEmpty, !isApplying { beginSync() }
        }
    }

    /// Whether a reading fails now.
    func failsReading() -> Bool { fault == .failing && Bool.random(using: &random) }

    /// How long a reading takes, in milliseconds.
    func readingTime() -> VirtualTime.Moment {
        Int.random(in: 0..<4, using: &random) == 0 ? Int64.random(in: 1...40, using: &random) : 0
    }

    private func beginSync() {
        syncs += 1
        syncing = gathered
        gathered = []
        let isSlow = Int.random(in: 0..<200, using: &random) == 0
        let wait = Int64.random(in: isSlow ? 500...20_000 : 1...25, using: &random)
        let epoch = epoch
        time.after(wait) { [self] in
            Task.detached { await self.endSync(epoch) }
        }
    }

    private func endSync(_ epoch: Int) async {
        guard epoch == self.epoch else { return }
        let group = syncing
        syncing = []
        isApplying = true
        // From here on it is synced, whatever becomes of the process.
        for one in group {
            let answer = await answer(to: one.work)
            one.continuation?.resume(returning: answer)
        }
        guard epoch == self.epoch else { return }
        isApplying = false
        if !gathered.isEmpty { beginSync() }
    }

    private func answer(to work: Work) async -> Answer {
        switch fault {
        case .full: .failure(QueueStoreError(.full, "The disk is full"))
        case .failing: .failure(QueueStoreError(.failed, "The sync failed"))
        case nil: await apply(work)
        }
    }

    /// Puts a commit to what is synced, or refuses it.
    private func apply(_ work: Work) async -> Answer {
        do throws(QueueStoreError) {
            switch work {
            case .state(let changes, let space): try await base.write(changes, in: space)
            case .changes(let all):
                let changes = all.filter { !$0.isEvent || !plant.strikes(.lostEvent) }
                try await base.commit(changes)
                for change in changes { count(change) }
            }
            return .success(())
        } catch {
            return .failure(error)
        }
    }

    private func count(_ change: QueueChange) {
        switch change {
        case .accept(let message, _, _): openRecipients += message.recipients.count
        case .event(_, let recipients, let event):
            switch event.kind {
            case .delivered, .bounced, .expired, .cancelled: openRecipients -= recipients.count
            default: break
            }
        }
    }

    /// Ends the process that has the disk, or the power.
    ///
    /// Its commits are answered as `stopped`; what of them is there is decided here.
    func end(isPowerCut: Bool) {
        let (first, second) = (syncing, gathered)
        (syncing, gathered) = ([], [])
        isApplying = false
        epoch += 1
        let stopped = Answer.failure(QueueStoreError(.stopped, "the process has ended"))
        for one in first + second { one.continuation?.resume(returning: stopped) }
        guard fault == nil, !first.isEmpty else { return }
        // A killed process has written its group or not; a cut leaves what had come to the disk, in its order.
        let isWritten = Bool.random(using: &random)
        let kept = isPowerCut ? Int.random(in: 0...first.count, using: &random) : isWritten ? first.count : 0
        let works = first.prefix(kept).map(\.work)
        Task.detached { [self] in
            for work in works { _ = await apply(work) }
        }
    }
}

extension QueueChange {
    /// Whether it is an event.
    fileprivate var isEvent: Bool {
        if case .event = self { return true }
        return false
    }
}
