import DKIM
import DeliveryAgent
import DeliveryQueue
import DeliveryQueueSQLite
import MXResolver
import MailAddressing
import ServiceLifecycle
import UnixSignals

/// A durable outbox inside an app: submit returns when the message is on disk, and a key keeps it from being sent twice.
///
/// Started without arguments it says what it wants and ends; with a sender and a recipient it sends a message, and ends
/// when the recipient is settled, or when it is interrupted: what waits then is tried again at the next start.
@main
enum DurableOutbox {
    static func main() async throws {
        let arguments = try CommandLine.arguments.dropFirst().map { try Mailbox($0) }
        guard arguments.count == 2 else { return print("usage: durable-outbox SENDER RECIPIENT") }
        let (sender, recipient) = (arguments[0], arguments[1])
        let message = "From: <\(sender)>\r\nTo: <\(recipient)>\r\nSubject: Hello\r\n\r\nHello!\r\n"

        let store = try SQLiteQueueStore(at: "/tmp/waxwing-example-outbox")
        let outbox = try await DeliveryService(
            hostName: try DomainName("app.example.com"), store: store, signer: MessageSigner([]),
            resolver: MailExchangeResolver(dns: try CAresResolver()))
        let services = ServiceGroup(services: [outbox], gracefulShutdownSignals: [.sigint, .sigterm])
        let running = Task { try await services.run() }

        // Handed in again under the same key, as after a crash of the app, it is accepted once.
        let id = try await outbox.submit(
            Array(message.utf8), from: sender, to: [recipient], key: InjectionKey("hello to \(recipient)"))
        print("queued as", id)
        for await event in outbox.events(of: id) { print(event) }

        await services.triggerGracefulShutdown()
        try await running.value
        await store.close()
    }
}
