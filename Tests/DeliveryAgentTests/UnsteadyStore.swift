import DeliveryQueue
import DeliveryQueueTesting

/// A store in memory that is asked by a test before what is queued is read.
final class UnsteadyStore: QueueStoreDecorator {
    let memory = MemoryQueueStore()
    var base: any QueueStore { memory }
    private let trouble: @Sendable () async -> QueueStoreError?

    /// Makes a store.
    ///
    /// - Parameter trouble: waits as long as it likes, and says why a page cannot be read, or nil.
    init(trouble: @escaping @Sendable () async -> QueueStoreError?) { self.trouble = trouble }

    func openRecipients(after: RecipientPlace?, limit: Int) async throws(QueueStoreError) -> [OpenRecipient] {
        if let error = await trouble() { throw error }
        return await memory.openRecipients(after: after, limit: limit)
    }
}
