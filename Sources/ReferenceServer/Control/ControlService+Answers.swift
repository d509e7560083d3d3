import DeliveryQueue
import DeliveryQueueSQLite

extension ControlService {
    /// Answers a question.
    ///
    /// - Parameters:
    ///   - request: the question.
    ///   - progress: told how far the answer is, where it takes long.
    ///   - page: given the pages of a list, one after the other; when it throws, the answer is a failure.
    func answer(
        _ request: QueueRequest, progress: @escaping @Sendable (StoreProgress) -> Void = { _ in },
        page: ([MessageView]) async throws -> Void = { _ in }
    ) async -> QueueResponse {
        do {
            switch request {
            case .summary: return QueueResponse(summary: SummaryView(try await store.summary()))
            case .list(let filter): return QueueResponse(listed: try await list(filter, page: page))
            case .trace(let text): return try await trace(text)
            case .statistics(let from, let until):
                let domains = try await store.statistics(
                    from: WallTime(milliseconds: from), until: WallTime(milliseconds: until))
                return QueueResponse(statistics: domains.map(DomainView.init).sorted(by: DomainView.comesBefore))
            case .change(let operation, let selection):
                return QueueResponse(change: try await change(operation, selection))
            case .backup(let target):
                let backup = DataBackup(dataPath: dataPath, target: target, reserve: reserve)
                return QueueResponse(backup: try await backup.make(of: try durableStore(), progress: progress))
            case .check:
                return QueueResponse(check: CheckView(try await durableStore().check(progress: progress)))
            }
        } catch let error as QueueStoreError {
            return QueueResponse(failure: error.reason)
        } catch let failure as CommandFailure {
            return QueueResponse(failure: failure.message)
        } catch {
            return QueueResponse(failure: "\(error)")
        }
    }

    private func durableStore() throws(CommandFailure) -> any DurableStore {
        guard let durable = store as? any DurableStore else {
            throw .operational("the daemon keeps its messages in memory: there is nothing on the disk")
        }
        return durable
    }

    private func trace(_ text: String) async throws(QueueStoreError) -> QueueResponse {
        guard let id = MessageID(text) else {
            return QueueResponse(
                notFound: "\(Console.printable(text)) is no message's name: it has 13 letters and digits")
        }
        guard let stored = try await store.message(id) else {
            return QueueResponse(notFound: "there is no message \(id), or its history is over")
        }
        return QueueResponse(trace: TraceView(stored, try await store.events(of: id)))
    }
}
