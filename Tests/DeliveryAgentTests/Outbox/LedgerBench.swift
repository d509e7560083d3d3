import DeliveryQueue
import DeliveryQueueTesting
import MailAddressing
import NIOConcurrencyHelpers
import SMTPProtocol

@testable import DeliveryAgent

/// A message in a store, of which things are recorded and signalled one by one, as a queue does both.
struct LedgerBench {
    let id = MessageID(number: 1)
    let store = LedgerStore()
    let listeners = DeliveryListeners(after: [])
    let message: QueuedMessage

    /// Accepts a message.
    ///
    /// - Parameter recipients: its recipients.
    init(to recipients: String...) async throws {
        message = QueuedMessage(
            id: id, reversePath: try ReversePath("ada@sender.test"), recipients: try recipients.map { try Mailbox($0) },
            acceptedAt: WallTime(milliseconds: 0), expiresAt: WallTime(milliseconds: 1_000), size: 1,
            isEightBit: false, origin: "a test")
        try await store.commit([.accept(message, content: .octets([10]))])
    }

    func record(_ kind: RecipientEvent.Kind, _ recipient: Int = 0) async throws {
        try await store.commit([
            .event(id, recipients: [recipient], RecipientEvent(kind, at: WallTime(milliseconds: 1)))
        ])
    }

    func signal(_ kind: RecipientEvent.Kind, _ recipient: Int = 0) {
        listeners.recorded(
            RecipientEvent(kind, at: WallTime(milliseconds: 1)), of: message, recipients: [recipient])
    }

    /// Records and signals.
    func happens(_ kinds: RecipientEvent.Kind..., to recipient: Int = 0) async throws {
        for kind in kinds {
            try await record(kind, recipient)
            signal(kind, recipient)
        }
    }

    func follower(of id: MessageID? = nil) -> LedgerFollower {
        let id = id ?? self.id
        return LedgerFollower(of: id, in: store, clock: TimelessClock(), signals: listeners.listen(to: id))
    }
}

extension LedgerFollower {
    /// The recipients and kinds of so many events, as text; of all that are left where nothing is said.
    func told(_ count: Int = .max) async -> [String] {
        var told: [String] = []
        while told.count < count, let event = await next() {
            told.append("\(event.recipient.localPart) \(event.event.kind.rawValue)")
        }
        return told
    }
}

/// A store in memory that is interrupted by a test while it reads a ledger.
final class LedgerStore: QueueStoreDecorator {
    private let memory = MemoryQueueStore()
    var base: any QueueStore { memory }
    private let interruptions = NIOLockedValueBox<[@Sendable () async -> QueueStoreError?]>([])

    /// Interrupts a reading of a ledger, each once: what it does happens after the reading and before it returns.
    ///
    /// - Parameter interruption: says why the reading fails; nil where it does not.
    func interrupt(_ interruption: @escaping @Sendable () async -> QueueStoreError?) {
        interruptions.withLockedValue { $0.append(interruption) }
    }

    func events(of id: MessageID) async throws(QueueStoreError) -> [LedgerEntry] {
        let entries = await memory.events(of: id)
        let interruption = interruptions.withLockedValue { $0.isEmpty ? nil : $0.removeFirst() }
        if let error = await interruption?() { throw error }
        return entries
    }
}

/// A clock on which no wait takes time.
private struct TimelessClock: QueueClock {
    func now() -> WallTime { WallTime(milliseconds: 0) }
    func sleep(until moment: WallTime) async throws {}
}
