import DeliveryQueue
import DeliveryQueueSQLite
import NIOConcurrencyHelpers

/// How commands reach the data in a directory: through the daemon that runs on it, or on the files where none runs.
struct DataAccess: Sendable {
    /// The data directory.
    let dataPath: String

    /// Asks the daemon, or works on the files where none runs; shows on a terminal how far it is.
    ///
    /// - Parameters:
    ///   - request: what is asked.
    ///   - page: given the pages of a list.
    /// - Returns: the answer, which is there.
    /// - Throws: `CommandFailure` when there is none: operational for a failure, negative for what does not exist.
    func ask(
        _ request: QueueRequest, page: ([MessageView]) -> Void = { _ in }
    ) async throws(CommandFailure) -> QueueResponse {
        let answer = try ControlClient.ask(request, dataPath: dataPath) { partial in
            if let progress = partial.progress { ProgressLine.show(progress.text) }
            if let list = partial.page { page(list) }
        }
        let response: QueueResponse
        if let answer { response = answer } else { response = try await onFiles(request, page: page) }
        ProgressLine.clear()
        if let failure = response.failure { throw .operational(failure) }
        if let notFound = response.notFound { throw .negative(notFound) }
        return response
    }

    /// Works on the files.
    ///
    /// - Parameters:
    ///   - request: what is asked.
    ///   - page: given the pages of a list.
    /// - Throws: `CommandFailure` when there is no queue, it is in use, or it is not restored whole.
    func onFiles(
        _ request: QueueRequest, page: ([MessageView]) -> Void = { _ in }
    ) async throws(CommandFailure) -> QueueResponse {
        try RestoreMarker.refuse(in: dataPath)
        guard Files.exists(dataPath + "/queue.sqlite") else {
            throw .operational("there is no queue in \(dataPath); name the data directory with --data")
        }
        do throws(QueueStoreError) {
            let store = try SQLiteQueueStore(at: dataPath)
            let service = try await ControlService.onFiles(store, dataPath: dataPath)
            let response = await service.answer(request, progress: Self.shown(), page: page)
            await store.close()
            return response
        } catch {
            throw .operational(error.reason)
        }
    }

    /// Shows how far something is, no more often than anybody wants to see.
    static func shown() -> @Sendable (StoreProgress) -> Void {
        let gate = NIOLockedValueBox(ProgressGate())
        return { progress in
            guard gate.withLockedValue({ $0.admits(progress) }) else { return }
            ProgressLine.show(ProgressView(progress).text)
        }
    }
}
