import MailAddressing
import NIOCore
import SMTPProtocol
import SMTPTransport

/// Counts the messages of its connection.
final class CountingSession: SMTPSession {
    private var messages = 0

    func connected(_ connection: SMTPConnection) -> SMTPDecision {
        print("server: a connection")
        return .accept
    }

    func recipient(_ recipient: SMTPRecipient) -> SMTPDecision { .accept }

    func receive(_ octets: ByteBuffer) -> SMTPDemand { .more }

    func message(size: Int) -> SMTPDecision {
        messages += 1
        return .reply(250, .init(2, 0, 0), "Message \(messages) of this connection")
    }

    func quit() -> SMTPDecision {
        print("server: goodbye after \(messages) messages")
        return .accept
    }
}

/// Three messages to a server in the same process, over one connection.
@main
enum ConnectionPool {
    static func main() async throws {
        let server = SMTPServer()
        let listener = SMTPServer.Listener.mx(host: "127.0.0.1", port: 0, hostName: try MailHost("mx.example.com"))
        let address = try await server.listen(listener) { CountingSession() }

        var limits = SMTPConnectionPoolLimits()
        limits.maximumConnectionsPerHost = 2
        limits.idleTimeout = .seconds(10)
        let pool = SMTPConnectionPool(limits: limits)
        // What stands here decides whether two messages may share a connection.
        let destination = SMTPConnectionPool.Destination(
            address: address, serverName: nil, helloName: "app.example.com", security: .none)
        for number in 1...3 {
            let message = "From: <me@example.com>\r\nSubject: Message \(number)\r\n\r\nHello!\r\n"
            let transaction = SMTPTransaction(
                reversePath: .null, recipients: [try Mailbox("ada@example.com")], size: message.utf8.count,
                isEightBit: false)
            for outcome in try await pool.send(transaction, content: ByteBuffer(string: message), to: destination) {
                if case .accepted(let reply) = outcome {
                    print("client: \(reply)")
                } else {
                    print("client: \(outcome)")
                }
            }
        }
        print("client: \(pool.connectionCount) connection is open")
        await pool.shutdown()
        await server.shutdown()
    }
}
