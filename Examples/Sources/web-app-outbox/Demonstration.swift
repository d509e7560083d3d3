import DKIM
import DeliveryAgent
import DeliveryQueue
import DeliveryQueueSQLite
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import MXResolver
import MXResolverTesting
import MailAddressing
import NIOCore
import SMTPTesting

/// The app with a mail host that plays a script and a name server that leads to it, all on loopback.
enum Demonstration {
    private static let reader = "ada@reader.test"

    static func run() async throws {
        let directory = "\(NSTemporaryDirectory())waxwing-example-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let mailHost = try await ScriptedSMTPPeer.server(try script())
        let zone = try Zone(
            parsing: """
                $TTL 60
                reader.test.     SOA  ns.reader.test. hostmaster.reader.test. 1 1h 15m 1w 5m
                                 MX   10 mx.reader.test.
                mx.reader.test.  A    127.0.0.1
                """)
        try await ZoneServer.with(zone) { names in
            let dns = try CAresResolver(configuration: CAresResolver.Configuration(servers: [names.address]))
            let store = try SQLiteQueueStore(at: directory)
            // Mail leaves for port 25 of addresses in the internet unless something else is said.
            let outbox = try await DeliveryService(
                hostName: try DomainName("app.test"), store: store, signer: MessageSigner([]),
                resolver: MailExchangeResolver(
                    dns: dns, options: MailExchangeResolver.Options(privateAddresses: .allow)),
                route: .direct(port: mailHost.address.port ?? 25, tls: nil))
            try await signUp(at: WebApp.make(with: outbox), outbox)
            await store.close()
            dns.shutdown()
        }
        for line in try await mailHost.finish(within: .seconds(10)) { print("the mail host heard:", line) }
    }

    /// Runs the app, signs up, and follows the mail until it is delivered.
    private static func signUp(at app: some ApplicationProtocol, _ outbox: DeliveryService) async throws {
        try await app.test(.live) { client in
            let response = try await client.execute(
                uri: "/signup", method: .post, headers: [.contentType: "application/json"],
                body: ByteBuffer(string: #"{"email": "\#(reader)"}"#))
            let answer = String(buffer: response.body)
            print("the app said:", response.status.code, answer)
            guard let id = MessageID(answer) else { return }
            for await event in outbox.events(of: id) {
                print(event)
                // A second attempt would be minutes away.
                if event.event.kind == .deferred { break }
            }
        }
    }

    /// What the mail host says, and as many lines of a message as the app writes.
    private static func script() throws -> SMTPScript {
        let lines = try WebApp.welcome(to: try Mailbox(reader)).count { $0 == UInt8(ascii: "\n") }
        return try SMTPScript(
            """
            S: 220 mx.reader.test ESMTP
            C: EHLO *
            S: 250 mx.reader.test
            C: MAIL FROM:<\(WebApp.sender)>*
            S: 250 2.1.0 Ok
            C: RCPT TO:<\(reader)>*
            S: 250 2.1.5 Ok
            C: DATA
            S: 354 Go ahead
            \(Array(repeating: "C: *", count: lines).joined(separator: "\n"))
            C: .
            S: 250 2.0.0 Welcome received
            C: QUIT
            S: 221 2.0.0 Bye
            S: !close
            """)
    }
}
