import DKIM
import DeliveryAgent
import DeliveryQueueSQLite
import Hummingbird
import MXResolver
import MailAddressing

/// Serves a web app with a durable outbox on 127.0.0.1:8080 until it is interrupted.
///
/// `curl --json '{"email":"ada@example.net"}' http://127.0.0.1:8080/signup` sends a mail. With `--demo` it shows all of it
/// by itself, with a mail host and a name server of its own on loopback, and ends.
@main
enum WebAppOutbox {
    static func main() async throws {
        guard !CommandLine.arguments.contains("--demo") else { return try await Demonstration.run() }
        let store = try SQLiteQueueStore(at: "/tmp/waxwing-example-web-app")
        let outbox = try await DeliveryService(
            hostName: try DomainName("app.test"), store: store, signer: MessageSigner([]),
            resolver: MailExchangeResolver(dns: try CAresResolver()))
        try await WebApp.make(with: outbox).runService()
        await store.close()
    }
}
