import DeliveryAgent
import DeliveryQueue
import DeliveryQueueSQLite
import MailForwarding
import MailForwardingSQLite

/// Questions to the data in a directory, one after the other: to the daemon that runs on it, or on the files, which are
/// opened once for all of them.
///
/// Not to be used by several tasks at a time. `DataAccess.session` makes one and closes it.
final class DataSession {
    private let dataPath: String
    private let asksDaemon: Bool
    private var opened: (store: SQLiteQueueStore, service: ControlService)?
    private var openedDirectory: SQLiteDirectoryStore?

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
        if let problem = response.directory?.problem { throw problem.commandFailure }
        return response
    }

    /// Closes the files, where they are open.
    func close() async {
        openedDirectory?.close()
        openedDirectory = nil
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
        // Before the directory is opened, so that the queue is closed where that cannot be.
        opened = (store, service)
        if case .directory = request, service.directory == nil {
            service.directory = try await openDirectory()
            opened = (store, service)
        }
        return await service.answer(request, progress: DataAccess.shown(), page: page)
    }

    /// Opens the directory, and makes it where it is absent.
    private func openDirectory() async throws(CommandFailure) -> MailDirectory {
        do throws(DirectoryStoreError) {
            let store = try SQLiteDirectoryStore(at: dataPath + Self.directoryFile)
            openedDirectory = store
            return try await MailDirectory.open(store)
        } catch {
            throw .operational(error.reason)
        }
    }

    private static let directoryFile = "/directory.sqlite"

    /// Opens the queue; one that is absent is made where there is a directory of domains and aliases already.
    private func open() async throws(CommandFailure) -> (SQLiteQueueStore, ControlService) {
        try RestoreMarker.refuse(in: dataPath)
        guard Files.exists(dataPath + "/queue.sqlite") || Files.exists(dataPath + Self.directoryFile) else {
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
