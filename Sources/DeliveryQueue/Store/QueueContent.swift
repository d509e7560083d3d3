/// A message's octets as they are handed to a store; complete.
public enum QueueContent: Sendable {
    /// All of them.
    case octets([UInt8])
    /// What lies in the store already, and what is put before it.
    case spooled(head: [UInt8], SpooledContent)

    /// How many octets there are.
    public var size: Int {
        switch self {
        case .octets(let octets): octets.count
        case .spooled(let head, let content): head.count + content.size
        }
    }

    /// Whether an octet is over 127.
    public var isEightBit: Bool {
        switch self {
        case .octets(let octets): octets.contains { $0 > 127 }
        case .spooled(let head, let content): content.isEightBit || head.contains { $0 > 127 }
        }
    }

    /// The content with octets before it.
    ///
    /// - Parameter head: what is put before it.
    public func preceded(by head: [UInt8]) -> QueueContent {
        switch self {
        case .octets(let octets): .octets(head + octets)
        case .spooled(let old, let content): .spooled(head: head + old, content)
        }
    }
}

/// Takes the octets of one message as they come in; made by a store, used by one task at a time.
public protocol ContentSpool: Sendable {
    /// Takes the next octets; nothing of them needs to be kept in memory then.
    ///
    /// - Parameter octets: what follows; pieces of 64 KiB and more are best.
    /// - Throws: `QueueStoreError` when the disk is full or fails: the message cannot be taken.
    func append(_ octets: [UInt8]) async throws(QueueStoreError)

    /// Ends the message; it is durable when its acceptance is.
    ///
    /// - Returns: what to hand to `commit`.
    func finish() async throws(QueueStoreError) -> SpooledContent

    /// Gives the message up, at any time before its acceptance.
    func discard() async
}

/// Octets that lie in a store and belong to no message yet.
public struct SpooledContent: Sendable {
    /// How many.
    public let size: Int
    /// Whether one is over 127.
    public let isEightBit: Bool
    /// The store's own note of where they lie.
    public let place: any Sendable

    /// Makes a description, for stores.
    ///
    /// - Parameters:
    ///   - size: how many octets.
    ///   - isEightBit: whether one is over 127.
    ///   - place: the store's own note of where they lie.
    public init(size: Int, isEightBit: Bool, place: any Sendable) {
        self.size = size
        self.isEightBit = isEightBit
        self.place = place
    }
}

/// A sender's own name for a message that it hands in: handed in twice under one key, it is accepted once.
///
/// Keys are compared by their octets in UTF-8, as a database does, and not as text: `é` in one code point and in two
/// are different keys.
public struct InjectionKey: Hashable, Sendable {
    /// The key.
    public let text: String
    /// The longest key in octets: room for any identifier in use, and a bound for an index.
    public static let maximumLength = 255

    /// Makes a key; nil is returned for an empty one and for one of more than `maximumLength` octets.
    ///
    /// - Parameter text: the key.
    public init?(_ text: String) {
        guard (1...Self.maximumLength).contains(text.utf8.count) else { return nil }
        self.text = text
    }

    /// Whether two keys have the same octets.
    public static func == (left: InjectionKey, right: InjectionKey) -> Bool {
        left.text.utf8.elementsEqual(right.text.utf8)
    }

    /// Hashes the octets.
    ///
    /// - Parameter hasher: takes them.
    public func hash(into hasher: inout Hasher) {
        for octet in text.utf8 { hasher.combine(octet) }
        hasher.combine(text.utf8.count)
    }
}
