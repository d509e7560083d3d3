import Synchronization

/// How much a queue holds, counted where anybody may look without waiting for the queue.
final class QueueRoom: Sendable {
    /// How much it may hold, or nil for as much as the store takes.
    let limit: QueueLimit?
    private let messages: Atomic<Int>
    private let recipients: Atomic<Int>

    /// Makes a count.
    ///
    /// - Parameters:
    ///   - limit: how much the queue may hold; nil for as much as the store takes.
    ///   - messages: how many messages with unsettled recipients it holds now.
    ///   - recipients: how many unsettled recipients.
    init(limit: QueueLimit?, messages: Int = 0, recipients: Int = 0) {
        self.limit = limit
        self.messages = Atomic(messages)
        self.recipients = Atomic(recipients)
    }

    /// How much the queue holds now.
    var held: (messages: Int, recipients: Int) {
        (messages.load(ordering: .relaxed), recipients.load(ordering: .relaxed))
    }

    /// Looks whether a message would find room.
    ///
    /// - Parameter count: how many recipients it has, at least one.
    /// - Throws: `QueueStoreError` of kind `queueFull` when it would not.
    func demand(recipients count: Int = 1) throws(QueueStoreError) {
        guard let limit else { return }
        let held = held
        if held.messages >= limit.messages {
            throw QueueStoreError(.queueFull, "The queue holds \(held.messages) messages, its limit")
        }
        if count > limit.recipients - held.recipients {
            let what = held.recipients >= limit.recipients ? "its limit" : "its limit is \(limit.recipients)"
            throw QueueStoreError(.queueFull, "The queue holds mail for \(held.recipients) recipients, \(what)")
        }
    }

    /// Counts a message that is about to be accepted; called by the queue alone, so that none comes between look and
    /// count.
    ///
    /// - Parameter count: how many recipients it has.
    func enter(recipients count: Int) {
        messages.wrappingAdd(1, ordering: .relaxed)
        recipients.wrappingAdd(count, ordering: .relaxed)
    }

    /// Counts a message out that was not accepted after all.
    ///
    /// - Parameter count: how many recipients it has.
    func withdraw(recipients count: Int) {
        messages.wrappingSubtract(1, ordering: .relaxed)
        recipients.wrappingSubtract(count, ordering: .relaxed)
    }

    /// Counts recipients that are settled.
    ///
    /// - Parameters:
    ///   - count: how many.
    ///   - isLast: whether no other recipient of their message is unsettled.
    func settled(_ count: Int, isLast: Bool) {
        recipients.wrappingSubtract(count, ordering: .relaxed)
        if isLast { messages.wrappingSubtract(1, ordering: .relaxed) }
    }
}
