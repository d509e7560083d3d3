extension MemoryQueueStore {
    /// Begins to keep the octets of a message that comes in pieces; see the contract of `QueueStore`.
    public func makeSpool() -> any ContentSpool { MemoryContentSpool(store: self) }

    /// Where spooled octets lie: the number of the spool.
    private struct SpoolPlace: Sendable {
        var store: ObjectIdentifier
        var number: UInt64
    }

    /// Keeps the octets of a message that is complete.
    fileprivate func keep(_ octets: [UInt8]) -> SpooledContent {
        spoolCount += 1
        spooled[spoolCount] = octets
        return SpooledContent(
            size: octets.count, isEightBit: octets.contains { $0 > 127 },
            place: SpoolPlace(store: ObjectIdentifier(self), number: spoolCount))
    }

    /// Forgets octets that belong to no message.
    fileprivate func forget(_ content: SpooledContent) {
        if let number = spoolNumber(of: content) { spooled[number] = nil }
    }

    /// The number of octets that lie in this store and belong to no message, or nil where they do not.
    func spoolNumber(of content: SpooledContent) -> UInt64? {
        guard let place = content.place as? SpoolPlace, place.store == ObjectIdentifier(self),
            spooled[place.number] != nil
        else { return nil }
        return place.number
    }

    /// The octets of content that was looked at by `commit`, which belong to a message from now on.
    func take(_ content: QueueContent) -> [UInt8] {
        switch content {
        case .octets(let octets): octets
        case .spooled(let head, let place):
            head + (spoolNumber(of: place).flatMap { spooled.removeValue(forKey: $0) } ?? [])
        }
    }
}

/// Collects the octets of a message in memory.
private actor MemoryContentSpool: ContentSpool {
    private let store: MemoryQueueStore
    private var octets: [UInt8] = []
    private var content: SpooledContent?
    private var isOver = false

    init(store: MemoryQueueStore) { self.store = store }

    func append(_ octets: [UInt8]) throws(QueueStoreError) {
        guard !isOver else { throw QueueStoreError(.misuse, "The spool has ended; nothing can be appended") }
        self.octets += octets
    }

    func finish() async throws(QueueStoreError) -> SpooledContent {
        guard !isOver else { throw QueueStoreError(.misuse, "The spool has ended already") }
        isOver = true
        let content = await store.keep(octets)
        self.content = content
        octets = []
        return content
    }

    func discard() async {
        isOver = true
        octets = []
        if let content { await store.forget(content) }
        content = nil
    }
}
