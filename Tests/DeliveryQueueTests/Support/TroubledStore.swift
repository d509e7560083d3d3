import DeliveryQueue
import DeliveryQueueTesting

/// A store that throws what a script says, and tells who reads its pages.
actor TroubledStore: QueueStoreDecorator {
    /// A call; commits and pages are counted from 1.
    enum Call: Hashable, Sendable {
        case commit(Int)
        case page(Int)
        case content(MessageID)
        case message(MessageID)
    }

    private let store: MemoryQueueStore
    nonisolated var base: any QueueStore { store }
    private let trouble: @Sendable (Call) -> QueueStoreError?
    private let refusal: @Sendable ([QueueChange]) -> QueueStoreError?
    private let beforeCommit: @Sendable (Int) async -> Void
    private let afterCommit: @Sendable (Int) async -> Void
    private let beforePage: @Sendable (Int) async -> Void
    private var commits = 0
    private var pages = 0
    /// The calls that were made.
    private(set) var calls: [Call] = []

    init(
        over store: MemoryQueueStore = MemoryQueueStore(),
        trouble: @escaping @Sendable (Call) -> QueueStoreError? = { _ in nil },
        refusal: @escaping @Sendable ([QueueChange]) -> QueueStoreError? = { _ in nil },
        beforeCommit: @escaping @Sendable (Int) async -> Void = { _ in },
        afterCommit: @escaping @Sendable (Int) async -> Void = { _ in },
        beforePage: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        self.store = store
        self.beforePage = beforePage
        self.trouble = trouble
        self.refusal = refusal
        self.beforeCommit = beforeCommit
        self.afterCommit = afterCommit
    }

    private func note(_ call: Call) throws(QueueStoreError) {
        calls.append(call)
        if let error = trouble(call) { throw error }
    }

    func commit(_ changes: [QueueChange]) async throws(QueueStoreError) {
        commits += 1
        let number = commits
        await beforeCommit(number)
        try note(.commit(number))
        if let error = refusal(changes) { throw error }
        try await store.commit(changes)
        await afterCommit(number)
    }

    func openRecipients(after: RecipientPlace?, limit: Int) async throws(QueueStoreError) -> [OpenRecipient] {
        pages += 1
        await beforePage(pages)
        try note(.page(pages))
        return await store.openRecipients(after: after, limit: limit)
    }

    func content(of id: MessageID) async throws(QueueStoreError) -> [UInt8]? {
        try note(.content(id))
        return await store.content(of: id)
    }

    func message(_ id: MessageID) async throws(QueueStoreError) -> StoredMessage? {
        try note(.message(id))
        return await store.message(id)
    }
}
