import DeliveryQueue
import NIOConcurrencyHelpers
import SMTPProtocol

/// Where senders wait for the first attempt of a forward, so that what its target refuses is refused, and never bounced.
///
/// A forward is queued before it is tried, as any other, so that nothing is lost whatever happens meanwhile. While its
/// sender waits here nobody writes a report on its failure: the sender is told by the reply. Whoever comes first decides:
/// once the sender has stopped waiting, the message is accepted, and a later failure is reported as usual. After a restart
/// nobody waits: then a sender that never got its reply may get a report, too, and is free to send again.
final class CutThroughDesk: MailQueueObserver {
    /// What became of a forward while its sender waited; complete.
    enum Answer: Hashable, Sendable {
        /// It is with its target.
        case delivered
        /// Its target has refused it for good, and nobody else will say so.
        case refused(EnhancedStatusCode?)
        /// It is queued, and tried further.
        case queued
        /// It has failed, no report was written, and that could not be recorded in time: the sender is to come again.
        case undecided
    }

    /// How long a failure that is being recorded is awaited beyond the limit: a disk that takes longer does not answer.
    static let recordingTime = Duration.seconds(60)

    private struct Entry {
        /// The answer, before somebody has asked for it.
        var answer: Answer?
        /// Whether a report was left out, so that the sender has to be told.
        var isWithheld = false
        var waiter: CheckedContinuation<Answer, Never>?
    }

    private struct State {
        var entries: [MessageID: Entry] = [:]
        var isClosed = false
    }

    private let state = NIOLockedValueBox(State())

    /// Expects a sender to wait for a message; called before the message is queued.
    ///
    /// - Parameter id: the message, which has one recipient.
    func expect(_ id: MessageID) {
        state.withLockedValue { state in
            if !state.isClosed { state.entries[id] = Entry() }
        }
    }

    /// Gives up on a message that was not queued.
    func forget(_ id: MessageID) {
        let waiter = state.withLockedValue { $0.entries.removeValue(forKey: id)?.waiter }
        waiter?.resume(returning: .queued)
    }

    /// Waits for what becomes of a message that was expected and queued.
    ///
    /// - Parameters:
    ///   - id: the message.
    ///   - limit: for how long; a failure that is being recorded is awaited for another minute.
    ///   - sleep: lets time pass, until it is cancelled.
    func answer(
        for id: MessageID, within limit: Duration,
        sleep: @escaping @Sendable (Duration) async -> Void = { try? await ContinuousClock().sleep(for: $0) }
    ) async -> Answer {
        let alarm = Task {
            await sleep(limit)
            guard !Task.isCancelled else { return }
            self.stopWaiting(for: id)
            await sleep(Self.recordingTime)
            if !Task.isCancelled { self.giveUp(id) }
        }
        defer { alarm.cancel() }
        return await withCheckedContinuation { continuation in
            let known: Answer? = state.withLockedValue { state in
                guard var entry = state.entries[id] else { return .queued }
                if let answer = entry.answer {
                    state.entries[id] = nil
                    return answer
                }
                entry.waiter = continuation
                state.entries[id] = entry
                return nil
            }
            if let known { continuation.resume(returning: known) }
        }
    }

    /// Whether a failure is left to be told by a reply; asked when a report would be written.
    ///
    /// - Parameter id: the message that failed.
    func withholdsReport(on id: MessageID) -> Bool {
        state.withLockedValue { state in
            guard state.entries[id] != nil else { return false }
            state.entries[id]?.isWithheld = true
            return true
        }
    }

    /// Whether a report on a message was left out.
    func hasWithheldReport(on id: MessageID) -> Bool { state.withLockedValue { $0.entries[id]?.isWithheld ?? false } }

    func recorded(_ event: RecipientEvent, of message: QueuedMessage, recipients: [Int]) {
        switch event.kind {
        case .delivered: settle(message.id, .delivered)
        case .bounced, .expired: settle(message.id, .refused(event.reply?.enhancedStatusCode))
        case .deferred, .cancelled, .held: settle(message.id, .queued)
        default: break
        }
    }

    /// Lets everybody go who waits, and nobody wait from now on, as the server stops.
    func close() {
        let waiting = state.withLockedValue { state in
            state.isClosed = true
            let free = state.entries.filter { !$0.value.isWithheld }
            for id in free.keys { state.entries[id] = nil }
            return free.values.compactMap(\.waiter)
        }
        for waiter in waiting { waiter.resume(returning: .queued) }
    }

    private func stopWaiting(for id: MessageID) {
        let waiter: CheckedContinuation<Answer, Never>? = state.withLockedValue { state in
            // A failure that is being recorded is told by the reply: no report was written on it.
            guard let entry = state.entries[id], !entry.isWithheld else { return nil }
            state.entries[id] = nil
            return entry.waiter
        }
        waiter?.resume(returning: .queued)
    }

    private func giveUp(_ id: MessageID) {
        let waiter = state.withLockedValue { $0.entries.removeValue(forKey: id)?.waiter }
        waiter?.resume(returning: .undecided)
    }

    private func settle(_ id: MessageID, _ answer: Answer) {
        let waiter: CheckedContinuation<Answer, Never>? = state.withLockedValue { state in
            guard var entry = state.entries[id] else { return nil }
            guard let waiter = entry.waiter else {
                // The attempt was faster than the one who waits for it.
                if entry.answer == nil { entry.answer = answer }
                state.entries[id] = entry
                return nil
            }
            state.entries[id] = nil
            return waiter
        }
        waiter?.resume(returning: answer)
    }
}
