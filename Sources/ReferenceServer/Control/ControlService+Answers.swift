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
            case .summary(let domains): return QueueResponse(summary: try await summary(domains: domains))
            case .explain(let subject): return try await explain(subject)
            case .show(let id): return try await show(id)
            case .suspend(let scope, let reason, let milliseconds):
                return try await suspend(scope, because: reason, milliseconds: milliseconds)
            case .resume(let scope): return try await resume(scope)
            case .suspensions:
                return QueueResponse(suspensions: await queue.suspensions().map(SuspensionView.init))
            case .choose(let way, let site): return try await choose(way, forSite: site)
            case .list(let filter): return QueueResponse(listed: try await list(filter, page: page))
            case .trace(let text): return try await trace(text)
            case .statistics(let from, let until):
                let domains = try await store.statistics(
                    from: WallTime(milliseconds: from), until: WallTime(milliseconds: until))
                return QueueResponse(statistics: domains.map(DomainView.init).sorted(by: DomainView.comesBefore))
            case .change(let operation, let selection):
                return QueueResponse(change: try await change(operation, selection))
            case .suppression(let request): return try await suppression(request)
            case .tlsReport(let request): return QueueResponse(tlsReport: try await tlsReport(request))
            case .directory(let request): return await directoryAnswer(to: request)
            case .backup(let target):
                var backup = DataBackup(dataPath: dataPath, target: target, reserve: reserve)
                backup.directory = directoryStore
                return QueueResponse(backup: try await backup.make(of: try durableStore(), progress: progress))
            case .check:
                var check = CheckView(try await durableStore().check(progress: progress))
                check.problems += await DataCheck.directoryProblems(in: dataPath, by: directoryStore)
                return QueueResponse(check: check)
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

    private func summary(domains: Int?) async throws(QueueStoreError) -> SummaryView {
        var view = SummaryView(try await store.summary())
        let shape = try await QueueShape(reading: store, at: SystemQueueClock().now())
        view.shape = ShapeView(shape, domains: domains ?? ShapeView.usualDomains)
        if isDelivering {
            view.warmUps = await queue.warmUps().map { WarmUpView(source: $0.source, $0.progress) }
        }
        view.suspensions = await queue.suspensions().count
        return view
    }

    private func trace(_ text: String) async throws(QueueStoreError) -> QueueResponse {
        guard let id = MessageID(text) else { return Self.noName(text) }
        guard let stored = try await store.message(id) else { return Self.noMessage(id) }
        return QueueResponse(trace: TraceView(stored, try await store.events(of: id)))
    }
}
