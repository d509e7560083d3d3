import DeliveryQueue
import NIOConcurrencyHelpers

/// The part of a message on its way in that lies in the queue's store.
///
/// A client may go while a piece is being written; then the spool is given up as soon as the piece is. So whoever
/// gives it up never waits, and the store's spool is used by one task at a time.
final class InboundSpool: Sendable {
    private struct State {
        var spool: (any ContentSpool)?
        var isBusy = false
        var isGivenUp = false
        var failure: QueueStoreError?
    }

    private let queue: MailQueue
    private let state = NIOLockedValueBox(State())

    /// Makes a spool that is nothing yet; the store's is made for the first piece.
    ///
    /// - Parameter queue: the queue in whose store the octets go.
    init(queue: MailQueue) { self.queue = queue }

    /// Why the message cannot be taken, or nil while nothing has gone wrong.
    var failure: QueueStoreError? { state.withLockedValue { $0.failure } }

    /// Writes the next octets; after a failure, or when it was given up, it does nothing.
    ///
    /// - Parameter octets: what follows.
    func append(_ octets: [UInt8]) async {
        guard let made = begin() else { return }
        var failure: QueueStoreError?
        do throws(QueueStoreError) {
            let spool: any ContentSpool
            if let made { spool = made } else { spool = try await make() }
            try await spool.append(octets)
        } catch {
            failure = error
        }
        await end(failure)
    }

    /// Writes the last octets and ends the message.
    ///
    /// - Parameter rest: what follows; may be empty.
    /// - Returns: what to hand to the queue.
    /// - Throws: `QueueStoreError` when this or an earlier piece could not be written: the message cannot be taken.
    func finish(with rest: [UInt8]) async throws(QueueStoreError) -> SpooledContent {
        if !rest.isEmpty { await append(rest) }
        if let failure { throw failure }
        guard let spool = state.withLockedValue({ $0.spool }) else {
            throw QueueStoreError(.misuse, "A message was ended of which nothing was spooled")
        }
        return try await spool.finish()
    }

    /// Gives the message up, now or when the piece has been written that is being written.
    func giveUp() {
        let spool = state.withLockedValue { state in
            state.isGivenUp = true
            return state.isBusy ? nil : state.spool.take()
        }
        // The event loop does not wait; what a crash leaves behind, the store removes at its next start.
        if let spool { Task { await spool.discard() } }
    }

    /// Begins to write: the store's spool if there is one, or nil inside when it is to be made; nil when nothing is
    /// written any more.
    private func begin() -> (any ContentSpool)?? {
        state.withLockedValue { state in
            guard state.failure == nil, !state.isGivenUp else { return .none }
            state.isBusy = true
            return .some(state.spool)
        }
    }

    private func make() async throws(QueueStoreError) -> any ContentSpool {
        let spool = try await queue.makeSpool()
        state.withLockedValue { $0.spool = spool }
        return spool
    }

    private func end(_ failure: QueueStoreError?) async {
        let unwanted = state.withLockedValue { state in
            state.isBusy = false
            state.failure = failure
            return failure != nil || state.isGivenUp ? state.spool.take() : nil
        }
        await unwanted?.discard()
    }
}
