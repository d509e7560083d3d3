import DeliveryQueue
import DeliveryQueueSQLite
import MailAddressing
import SMTPProtocol

/// What is committed is there when the store is opened again.
@main
enum QueueOnDisk {
    static func main() async throws {
        let directory = "/tmp/waxwing-example-queue"
        let id = MessageID(number: Int64.random(in: 0...Int64.max))
        do {
            let store = try SQLiteQueueStore(at: directory)
            let now = SystemQueueClock().now()
            let message = QueuedMessage(
                id: id, reversePath: .null, recipients: [try Mailbox("ada@example.net")], acceptedAt: now,
                expiresAt: now + .seconds(86_400), size: 5, isEightBit: false, origin: "an example")
            try await store.commit([.accept(message, content: Array("Hello".utf8))])
            print("committed", id)
        }
        let store = try SQLiteQueueStore(at: directory)
        print("read back", try await store.message(id)?.recipients.first?.state.rawValue ?? "nothing")
        print("in all", try await store.summary().unsettledMessages, "messages wait")
    }
}
