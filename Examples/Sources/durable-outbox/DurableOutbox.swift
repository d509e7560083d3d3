import DKIM
import DeliveryAgent
import DeliveryQueue
import DeliveryQueueSQLite
import MXResolver
import MailAddressing

/// A durable outbox inside an app: submit returns when the message is on disk, and a key keeps it from being sent twice.
///
/// Started without arguments it looks at its queue and ends; with a sender and a recipient it sends a message.
@main
enum DurableOutbox {
    static func main() async throws {
        let resolver = MailExchangeResolver(dns: try CAresResolver())
        let outbox = try await DeliveryService(
            hostName: try DomainName("app.example.com"), store: try SQLiteQueueStore(at: "/tmp/waxwing-example-outbox"),
            signer: MessageSigner([]), resolver: resolver)
        guard CommandLine.arguments.count == 3 else {
            print("usage: durable-outbox SENDER RECIPIENT")
            return
        }
        let running = Task { try await outbox.run() }
        let (sender, recipient) = (CommandLine.arguments[1], CommandLine.arguments[2])
        let message = "From: <\(sender)>\r\nTo: <\(recipient)>\r\nSubject: Hello\r\n\r\nHello!\r\n"
        // Handed in again under the same key, as after a crash of the app, it is accepted once.
        let id = try await outbox.submit(
            Array(message.utf8), from: try Mailbox(sender), to: [try Mailbox(recipient)],
            key: InjectionKey("hello to \(recipient)"))
        print("queued as", id)
        running.cancel()
        try await running.value
    }
}
