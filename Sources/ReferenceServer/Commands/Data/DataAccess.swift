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
        try await session { session throws(CommandFailure) in try await session.ask(request, page: page) }
    }

    /// Asks several questions, one after the other: where no daemon runs, the files are opened once for all of them.
    ///
    /// - Parameters:
    ///   - asksDaemon: whether a daemon is asked, where one runs; else there must be none.
    ///   - body: asks them.
    /// - Returns: what it returns.
    /// - Throws: what it throws.
    func session<Result>(
        asksDaemon: Bool = true, _ body: (DataSession) async throws(CommandFailure) -> Result
    ) async throws(CommandFailure) -> Result {
        let session = DataSession(dataPath: dataPath, asksDaemon: asksDaemon)
        do throws(CommandFailure) {
            let result = try await body(session)
            await session.close()
            return result
        } catch {
            await session.close()
            throw error
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
