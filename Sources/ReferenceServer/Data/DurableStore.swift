import DeliveryQueue
import DeliveryQueueSQLite

/// A store on the disk: it can be copied and checked while it works, and has to be closed.
protocol DurableStore: QueueStore {
    /// Copies the store into a new directory, while it works.
    ///
    /// - Parameters:
    ///   - directory: the directory, absent or empty.
    ///   - progress: told how far it is.
    /// - Throws: `QueueStoreError` when the copy could not be made whole.
    func backup(
        to directory: String, progress: @escaping @Sendable (StoreProgress) -> Void
    ) async throws(QueueStoreError) -> StoreBackup

    /// Looks at everything that the store holds.
    ///
    /// - Parameter progress: told how far it is.
    /// - Returns: what was found, problems among it.
    /// - Throws: `QueueStoreError` when the store cannot be read at all.
    func check(
        progress: @escaping @Sendable (StoreProgress) -> Void
    ) async throws(QueueStoreError) -> StoreCheck

    /// Commits what waits, closes the files and gives the directory up.
    func close() async
}

extension SQLiteQueueStore: DurableStore {}
