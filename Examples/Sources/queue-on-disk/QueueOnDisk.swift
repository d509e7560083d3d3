import DeliveryQueue
import DeliveryQueueSQLite
import MailAddressing
import SMTPProtocol

/// What is committed is there when the store is opened again, and in a copy that is made while it works.
@main
enum QueueOnDisk {
    static func main() async throws {
        let directory = "/tmp/waxwing-example-queue"
        let id = MessageID(number: Int64.random(in: 0...Int64.max))
        let first = try SQLiteQueueStore(at: directory)
        let now = SystemQueueClock().now()
        let message = QueuedMessage(
            id: id, reversePath: .null, recipients: [try Mailbox("ada@example.net")], acceptedAt: now,
            expiresAt: now + .seconds(86_400), size: 5, isEightBit: false, origin: "an example")
        try await first.commit([.accept(message, content: .octets(Array("Hello".utf8)))])
        print("committed", id)
        await first.close()

        let store = try SQLiteQueueStore(at: directory) { event in print("the store says:", event) }
        print("read back", try await store.message(id)?.recipients.first?.state.rawValue ?? "nothing")
        print("in all", try await store.summary().unsettledMessages, "messages wait")

        let copied = try await store.backup(to: "\(directory)-copy-\(id)")
        print("copied", copied.messages, "messages in", copied.files.count, "files")
        print("problems:", try await store.check().problems)
        await store.close()
    }
}
