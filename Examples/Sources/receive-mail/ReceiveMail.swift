import MailAddressing
import NIOCore
import SMTPProtocol
import SMTPTransport

/// Takes mail for one domain and prints it.
final class PrintingSession: SMTPSession {
    private var text = ""

    func recipient(_ recipient: SMTPRecipient) -> SMTPDecision {
        guard recipient.mailbox.host.description == "example.com" else {
            return .reply(550, .init(5, 7, 1), "Only example.com lives here")
        }
        return .accept
    }

    func receive(_ octets: ByteBuffer) -> SMTPDemand {
        text += String(buffer: octets)
        return .more
    }

    func message(size: Int) -> SMTPDecision {
        print(text)
        text = ""
        return .accept
    }
}

/// A server on a free port of loopback, and a client that sends it a message.
@main
enum ReceiveMail {
    static func main() async throws {
        let server = SMTPServer()
        let configuration = SMTPServerConfiguration(hostName: try MailHost("mx.example.com"))
        let listener = SMTPServer.Listener(host: "127.0.0.1", port: 0, configuration: configuration)
        let address = try await server.listen(listener) { PrintingSession() }

        let client = try await SMTPClient.connect(
            to: address, serverName: nil, helloName: "app.example.com", security: .none)
        let message = "From: <me@example.com>\r\nSubject: Hello\r\n\r\nHello!\r\n"
        let transaction = SMTPTransaction(
            reversePath: .null, recipients: [try Mailbox("ada@example.com"), try Mailbox("eve@example.net")],
            size: message.utf8.count, isEightBit: false)
        for outcome in await client.send(transaction, content: ByteBuffer(string: message)) { print(outcome) }
        await client.quit()
        await server.shutdown()
    }
}
