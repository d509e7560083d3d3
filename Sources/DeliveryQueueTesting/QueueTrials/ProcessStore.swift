import DeliveryQueue

/// A store as the queue of one process in a trial sees it: what is recorded is noted, and it ends with the process.
///
/// A commit that was refused is not noted: nothing of it may be there, unless the same is recorded later, and the audit
/// of the trial knows of everything.
actor ProcessStore: QueueStoreDecorator, StateStore {
    /// The store that does the work.
    nonisolated let base: any QueueStore
    /// Whether the process has ended: nothing is recorded or read any more.
    private(set) var isOver = false
    private let bench: any PowerCutBench
    private let journal: MailQueueJournal
    private var callsUnderWay = 0
    private var wasRefused = false

    /// Where the octets of a spool lie, and what they are.
    private struct NotedPlace: Sendable {
        var content: SpooledContent
        var octets: [UInt8]
    }

    /// Makes the store of a process that begins.
    ///
    /// - Parameters:
    ///   - base: the store that does the work.
    ///   - bench: the bench that it is on.
    ///   - journal: where commits are noted.
    init(_ base: any QueueStore, on bench: any PowerCutBench, journal: MailQueueJournal) {
        self.base = base
        self.bench = bench
        self.journal = journal
    }

    /// Whether no call is under way.
    var isIdle: Bool { callsUnderWay == 0 }

    /// Whether a commit was refused since this was asked last.
    func takeRefusal() -> Bool {
        defer { wasRefused = false }
        return wasRefused
    }

    /// Ends the process; calls under way come to their end.
    func end() { isOver = true }

    private func begin() throws(QueueStoreError) {
        if isOver { throw QueueStoreError(.stopped, "the process has ended") }
        callsUnderWay += 1
    }

    private func read<Value: Sendable>(
        _ reading: (any QueueStore) async throws(QueueStoreError) -> Value
    ) async throws(QueueStoreError) -> Value {
        try begin()
        defer { callsUnderWay -= 1 }
        return try await reading(base)
    }

    func commit(_ changes: [QueueChange]) async throws(QueueStoreError) {
        try begin()
        defer { callsUnderWay -= 1 }
        let notes = changes.map(Self.note)
        // What begins when the machine is off cannot be there.
        let couldBeThere = !bench.isCut
        do throws(QueueStoreError) {
            try await base.commit(changes.map(Self.original))
        } catch {
            wasRefused = true
            if couldBeThere, bench.isCut { await journal.note(AuditedCommit(notes, fate: .unknown)) }
            throw error
        }
        await journal.note(AuditedCommit(notes, fate: .acknowledged))
    }

    /// A change as the store that does the work knows it.
    private static func original(_ change: QueueChange) -> QueueChange {
        guard case .accept(let message, .spooled(let head, let content), let key) = change,
            let noted = content.place as? NotedPlace
        else { return change }
        return .accept(message, content: .spooled(head: head, noted.content), key: key)
    }

    private static func note(_ change: QueueChange) -> AuditedCommit.Change {
        switch change {
        case .event(let id, let recipients, let event): .event(id, recipients: recipients, event)
        case .accept(let message, .octets(let octets), _): .accept(message, .octets(octets))
        case .accept(let message, .spooled(let head, let content), _):
            .accept(message, .octets(head + ((content.place as? NotedPlace)?.octets ?? [])))
        }
    }

    /// Takes pieces for the store that does the work, and remembers them.
    private actor Spool: ContentSpool {
        private let base: any ContentSpool
        private var octets: [UInt8] = []

        init(_ base: any ContentSpool) { self.base = base }

        func append(_ piece: [UInt8]) async throws(QueueStoreError) {
            octets += piece
            try await base.append(piece)
        }

        func finish() async throws(QueueStoreError) -> SpooledContent {
            let content = try await base.finish()
            return SpooledContent(
                size: content.size, isEightBit: content.isEightBit,
                place: NotedPlace(content: content, octets: octets))
        }

        func discard() async { await base.discard() }
    }
}

extension ProcessStore {
    func makeSpool() async throws(QueueStoreError) -> any ContentSpool {
        Spool(try await read { store throws(QueueStoreError) in try await store.makeSpool() })
    }

    func openRecipients(
        after place: RecipientPlace?, limit: Int
    ) async throws(QueueStoreError) -> [OpenRecipient] {
        try await read { store throws(QueueStoreError) in try await store.openRecipients(after: place, limit: limit) }
    }

    func content(of id: MessageID) async throws(QueueStoreError) -> [UInt8]? {
        try await read { store throws(QueueStoreError) in try await store.content(of: id) }
    }

    func message(_ id: MessageID) async throws(QueueStoreError) -> StoredMessage? {
        try await read { store throws(QueueStoreError) in try await store.message(id) }
    }

    func events(of id: MessageID) async throws(QueueStoreError) -> [LedgerEntry] {
        try await read { store throws(QueueStoreError) in try await store.events(of: id) }
    }

    func messages(_ query: MessageQuery) async throws(QueueStoreError) -> [StoredMessage] {
        try await read { store throws(QueueStoreError) in try await store.messages(query) }
    }

    func summary() async throws(QueueStoreError) -> QueueSummary {
        try await read { store throws(QueueStoreError) in try await store.summary() }
    }

    func statistics(from start: WallTime, until end: WallTime) async throws(QueueStoreError) -> [DomainStatistics] {
        try await read { store throws(QueueStoreError) in try await store.statistics(from: start, until: end) }
    }

    func newestMessage() async throws(QueueStoreError) -> MessageID? {
        try await read { store throws(QueueStoreError) in try await store.newestMessage() }
    }

    func maintain(_ limits: HistoryLimits, at now: WallTime) async throws(QueueStoreError) -> StoreMaintenance {
        try await read { store throws(QueueStoreError) in try await store.maintain(limits, at: now) }
    }
}

/// State, where the store that does the work keeps any: it ends with the process as well.
extension ProcessStore {
    func write(_ changes: [String: [UInt8]?], in space: StateSpace) async throws(QueueStoreError) {
        try begin()
        defer { callsUnderWay -= 1 }
        do throws(QueueStoreError) {
            try await (base as? any StateStore)?.write(changes, in: space)
        } catch {
            wasRefused = true
            throw error
        }
    }

    func value(of key: String, in space: StateSpace) async throws(QueueStoreError) -> [UInt8]? {
        try await read { store throws(QueueStoreError) in
            try await (store as? any StateStore)?.value(of: key, in: space)
        }
    }

    func values(
        in space: StateSpace, after: String?, limit: Int
    ) async throws(QueueStoreError) -> [(key: String, value: [UInt8])] {
        try await read { store throws(QueueStoreError) in
            try await (store as? any StateStore)?.values(in: space, after: after, limit: limit) ?? []
        }
    }
}
