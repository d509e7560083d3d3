import HeapModule
import MailAddressing

/// A store in memory, for trials and tests: as consistent as one on disk, and gone with the process.
///
/// It keeps the contract of `QueueStore` and of `StateStore`, but for durability. The cost of a commit grows with what is
/// in it, that of a page with its length; only searches and counts look at everything.
public actor MemoryQueueStore: QueueStore, StateStore {
    /// Messages with open recipients, finished ones, and the history.
    var messages: [MessageID: StoredMessage] = [:]
    /// The octets of messages with open recipients.
    var contents: [MessageID: [UInt8]] = [:]
    var ledger: [MessageID: [LedgerEntry]] = [:]
    /// How many recipients of a message are open; those without any are absent.
    var openCounts: [MessageID: Int] = [:]
    /// The names of all messages.
    var known = SortedIdentifiers()
    /// The names of messages with open recipients.
    var open = SortedIdentifiers()
    /// Under which keys messages were handed in.
    var keys: [InjectionKey: MessageID] = [:]
    var keysByMessage: [MessageID: InjectionKey] = [:]
    /// Messages that were finished since the last maintenance, and when.
    var finished: [MessageID: WallTime] = [:]
    var history: Heap<FinishedMessage> = []
    /// Roughly how many octets the history takes.
    var historySize = 0
    /// Contents that belong to no message yet.
    var spooled: [UInt64: [UInt8]] = [:]
    var spoolCount: UInt64 = 0
    var spaces: [StateSpace: MemoryStateTable] = [:]

    /// A message in the history; ordered by when it was finished.
    struct FinishedMessage: Comparable {
        var finishedAt: WallTime
        var id: MessageID
        var size: Int

        static func < (left: FinishedMessage, right: FinishedMessage) -> Bool {
            (left.finishedAt, left.id) < (right.finishedAt, right.id)
        }
    }

    /// Makes an empty store.
    public init() {}

    /// Nothing is better handed in piece by piece, as all of it stays in memory.
    public nonisolated var spoolThreshold: Int { .max }

    /// Reads a page of the recipients that are not settled; see the contract of `QueueStore`.
    public func openRecipients(after place: RecipientPlace?, limit: Int) -> [OpenRecipient] {
        var page: [OpenRecipient] = []
        var next = place.map { open.first(notBefore: $0.message) } ?? open.first
        while let id = next, page.count < limit {
            if let stored = messages[id] {
                let start = place?.message == id ? (place?.recipient ?? -1) + 1 : 0
                for index in stored.recipients.indices.dropFirst(max(0, start)) where page.count < limit {
                    if let recipient = stored.openRecipient(at: index) { page.append(recipient) }
                }
            }
            next = open.first(after: id)
        }
        return page
    }

    /// Reads the octets of a message; see the contract of `QueueStore`.
    public func content(of id: MessageID) -> [UInt8]? { contents[id] }

    /// Reads a message; see the contract of `QueueStore`.
    public func message(_ id: MessageID) -> StoredMessage? { messages[id] }

    /// Reads the ledger of a message; see the contract of `QueueStore`.
    public func events(of id: MessageID) -> [LedgerEntry] { ledger[id] ?? [] }

    /// The name of the newest message; see the contract of `QueueStore`.
    public func newestMessage() -> MessageID? { known.last }
}
