/// Everything that a store holds, read into memory for checks.
public struct StoreHoldings: Hashable, Sendable {
    /// A message with its ledger and its octets.
    public struct Message: Hashable, Sendable {
        /// The envelope and where each recipient stands.
        public var stored: StoredMessage
        /// The ledger, in the order of the commits.
        public var entries: [LedgerEntry]
        /// The octets, or nil when the store has none.
        public var content: [UInt8]?
        /// Why the octets cannot be read, where they are damaged.
        public var damage: String?

        /// Makes a message.
        ///
        /// - Parameters:
        ///   - stored: the envelope and where each recipient stands.
        ///   - entries: the ledger.
        ///   - content: the octets, or nil when there are none.
        ///   - damage: why the octets cannot be read.
        public init(stored: StoredMessage, entries: [LedgerEntry], content: [UInt8]?, damage: String? = nil) {
            self.stored = stored
            self.entries = entries
            self.content = content
            self.damage = damage
        }

        /// Whether the store has octets, or nil when they are damaged.
        var hasContent: Bool? { damage == nil ? content != nil : nil }
    }

    /// The messages, finished ones of the history among them.
    public var messages: [MessageID: Message]

    /// Makes holdings.
    ///
    /// - Parameter messages: the messages.
    public init(messages: [MessageID: Message] = [:]) { self.messages = messages }

    /// Reads a store; all of it is in memory then, octets too.
    ///
    /// - Parameters:
    ///   - store: the store.
    ///   - others: messages that are asked for by name, though the store should name none beyond those that it finds.
    /// - Throws: what the store throws, but for a damaged message: that is noted.
    public init(reading store: any QueueStore, and others: [MessageID] = []) async throws(QueueStoreError) {
        var messages: [MessageID: Message] = [:]
        for stored in try await store.messages(MessageQuery(includesSettled: true, limit: .max)) {
            messages[stored.message.id] = try await Self.read(stored, from: store)
        }
        for id in others where messages[id] == nil {
            guard let stored = try await store.message(id) else { continue }
            messages[id] = try await Self.read(stored, from: store)
        }
        self.messages = messages
    }

    private static func read(
        _ stored: StoredMessage, from store: any QueueStore
    ) async throws(QueueStoreError) -> Message {
        let entries = try await store.events(of: stored.message.id)
        do throws(QueueStoreError) {
            return Message(stored: stored, entries: entries, content: try await store.content(of: stored.message.id))
        } catch  where error.kind == .quarantined {
            return Message(stored: stored, entries: entries, content: nil, damage: error.reason)
        }
    }
}
