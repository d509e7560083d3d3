import DeliveryAgent
import DeliveryQueue
import DeliveryQueueSQLite

/// Questions to the data in a directory, one after the other: to the daemon that runs on it, or on the files, which are
/// opened once for all of them.
///
/// Not to be used by several tasks at a time. `DataAccess.session` makes one and closes it.
final class DataSession {
    private let dataPath: String
    private let asksDaemon: Bool
    private var opened: (store: SQLiteQueueStore, service: ControlService)?

    /// Makes a session; nothing is opened before the first question.
    ///
    /// - Parameters:
    ///   - dataPath: the data directory.
    ///   - asksDaemon: whether a daemon is asked, where one runs.
    init(dataPath: String, asksDaemon: Bool) {
        self.dataPath = dataPath
        self.asksDaemon = asksDaemon
    }

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
        var answer: QueueResponse?
        if asksDaemon, opened == nil {
            answer = try ControlClient.ask(request, dataPath: dataPath) { partial in
                if let progress = partial.progress { ProgressLine.show(progress.text) }
                if let list = partial.page { page(list) }
            }
        }
        let response = if let answer { answer } else { try await onFiles(request, page: page) }
        ProgressLine.clear()
        if let failure = response.failure { throw .operational(failure) }
        if let notFound = response.notFound { throw .negative(notFound) }
        return response
    }

    /// Closes the files, where they are open.
    func close() async {
        await opened?.store.close()
        opened = nil
    }

    /// Works on the files.
    ///
    /// - Throws: `CommandFailure` when there is no queue, it is in use, or it is not restored whole.
    private func onFiles(
        _ request: QueueRequest, page: ([MessageView]) -> Void
    ) async throws(CommandFailure) -> QueueResponse {
        var (store, service) = if let opened { opened } else { try await open() }
        if case .suppression = request, service.suppressions == nil {
            // Read once for all questions; where it cannot be read, the answer says why.
            service.suppressions = try? await StateSuppressionStore.open(store)
        }
        if case .tlsReport = request, service.tlsReports == nil {
            service.tlsReports = try? await StateTLSReportStore.open(store)
        }
        opened = (store, service)
        return await service.answer(request, progress: DataAccess.shown(), page: page)
    }

    private func open() async throws(CommandFailure) -> (SQLiteQueueStore, ControlService) {
        try RestoreMarker.refuse(in: dataPath)
        guard Files.exists(dataPath + "/queue.sqlite") else {
            throw .operational("there is no queue in \(dataPath); name the data directory with --data")
        }
        do throws(QueueStoreError) {
            let store = try SQLiteQueueStore(at: dataPath)
            do throws(QueueStoreError) {
                return (store, try await ControlService.onFiles(store, dataPath: dataPath))
            } catch {
                await store.close()
                throw error
            }
        } catch {
            throw .operational(error.reason)
        }
    }
}
