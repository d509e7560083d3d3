import DeliveryQueue

@testable import DeliveryQueueTesting

/// A store that answers from the model, on a disk that can fail; with a breakage it breaks the contract.
struct ModelStore: QueueStore, StateStore {
    let disk: ModelDisk
    var breakage: Breakage?
    /// Whether it was opened after a power cut.
    var isReopened = false

    /// Octets that came in pieces.
    actor Spool: ContentSpool {
        private var octets: [UInt8] = []

        func append(_ piece: [UInt8]) { octets += piece }

        func finish() -> SpooledContent {
            SpooledContent(size: octets.count, isEightBit: octets.contains { $0 > 127 }, place: octets)
        }

        func discard() { octets = [] }
    }

    var spoolThreshold: Int { 32_768 }

    func makeSpool() async throws(QueueStoreError) -> any ContentSpool { Spool() }

    func commit(_ changes: [QueueChange]) async throws(QueueStoreError) {
        // Others get a turn, so that commits of several tasks do interleave.
        await Task.yield()
        var steps: [QueueModel.Change] = []
        for change in changes {
            switch change {
            case .accept(let message, .octets(let octets), let key): steps.append(.accept(message, octets, key))
            case .accept(let message, .spooled(let head, let content), let key):
                guard let octets = content.place as? [UInt8] else {
                    throw QueueStoreError(.misuse, "the octets are not of this store")
                }
                steps.append(.accept(message, head + octets, key))
            case .event(let id, let recipients, let event): steps.append(.event(id, recipients, event))
            }
        }
        try disk.write(.commit(steps))
    }

    func openRecipients(
        after place: RecipientPlace?, limit: Int
    ) async throws(QueueStoreError) -> [OpenRecipient] {
        let page = disk.contents.queue.openRecipients(after: place, limit: limit)
        return breakage == .losesHeld ? page.filter { $0.state != .held } : page
    }

    func content(of id: MessageID) async throws(QueueStoreError) -> [UInt8]? {
        guard var octets = disk.contents.queue.entries[id]?.content else { return nil }
        if breakage == .losesExtent, isReopened, octets.count > 5_000 { octets.removeLast(4_096) }
        if breakage == .altersOctets, octets.count > 900 { octets[899] ^= 1 }
        return octets
    }

    func message(_ id: MessageID) async throws(QueueStoreError) -> StoredMessage? {
        disk.contents.queue.entries[id].map { seen($0.stored) }
    }

    private func seen(_ stored: StoredMessage) -> StoredMessage {
        guard breakage == .losesAmbiguity, isReopened else { return stored }
        var stored = stored
        for index in stored.recipients.indices { stored.recipients[index].isAmbiguous = false }
        return stored
    }

    func events(of id: MessageID) async throws(QueueStoreError) -> [LedgerEntry] {
        var entries = disk.contents.queue.entries[id]?.ledger ?? []
        if breakage == .losesReports, isReopened {
            entries = entries.map { entry in
                var event = entry.event
                event.report = nil
                return LedgerEntry(recipient: entry.recipient, event: event)
            }
        }
        if breakage == .reordersLedger, entries.count > 3 { entries.swapAt(entries.count - 1, entries.count - 2) }
        return entries
    }

    func messages(_ query: MessageQuery) async throws(QueueStoreError) -> [StoredMessage] {
        disk.contents.queue.messages(query).map(seen)
    }

    func summary() async throws(QueueStoreError) -> QueueSummary { disk.contents.queue.summary() }

    func statistics(
        from start: WallTime, until end: WallTime
    ) async throws(QueueStoreError) -> [DomainStatistics] {
        disk.contents.queue.statistics(from: start, until: end)
    }

    func newestMessage() async throws(QueueStoreError) -> MessageID? { disk.contents.queue.newest }

    func maintain(_ limits: HistoryLimits, at now: WallTime) async throws(QueueStoreError) -> StoreMaintenance {
        let before = disk.contents.queue.entries.count
        var limits = limits
        if breakage == .forgetsTooMuch { limits.retention = .zero }
        try disk.write(.maintenance(limits, now))
        var done = StoreMaintenance()
        done.forgotten = before - disk.contents.queue.entries.count
        return done
    }

    func write(_ changes: [String: [UInt8]?], in space: StateSpace) async throws(QueueStoreError) {
        for (key, value) in changes {
            guard key.utf8.count <= Self.maximumKeyLength, value?.count ?? 0 <= Self.maximumValueSize else {
                throw QueueStoreError(.misuse, "a key or value is too long")
            }
        }
        try disk.write(.state(changes, space))
    }

    func value(of key: String, in space: StateSpace) async throws(QueueStoreError) -> [UInt8]? {
        disk.contents.state[space]?[key]
    }

    func values(
        in space: StateSpace, after key: String?, limit: Int
    ) async throws(QueueStoreError) -> [(key: String, value: [UInt8])] {
        let all = (disk.contents.state[space] ?? [:]).sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        let rest = all.filter { pair in key.map { $0.utf8.lexicographicallyPrecedes(pair.key.utf8) } ?? true }
        return rest.prefix(limit).map { ($0.key, $0.value) }
    }
}

/// A bench for model stores.
final class ModelBench: PowerCutBench {
    private let disk: ModelDisk
    private let breakage: Breakage?

    init(breakage: Breakage? = nil) {
        self.breakage = breakage
        disk = ModelDisk(breakage: breakage)
    }

    var isCut: Bool { disk.isCut }

    func open() async throws -> any QueueStore { ModelStore(disk: disk, breakage: breakage, isReopened: true) }
    func abandon(_ store: any QueueStore) async {}
    func armCut(afterOperations operations: Int) { disk.armCut(operations) }
    func failSync(after syncs: Int) { disk.failSync(syncs) }
    func setFull(_ octets: Int?) { disk.setFull(octets) }
    func cut(seed: UInt64) async throws { disk.cut(seed: seed) }
    func remove() async {}
}
