import MailAddressing
import NIOCore
import SMTPProtocol
import SMTPTesting
import SMTPTransport
import Testing

@Suite("A scripted peer")
struct ScriptedSMTPPeerTests {
    @Test("plays a server for a client, and hears what it says")
    func server() async throws {
        let script = try SMTPScript(
            """
            # a server without extensions
            S: 220 mx.example ESMTP
            C: EHLO client.example

            S: 250 mx.example
            C: MAIL FROM:<ada@example.com>
            S: 250 ok
            C: RCPT TO:<*@example.net>
            S: 550 5.1.1 nobody
            C: RSET
            S: 250 ok
            C: QUIT
            S: 221 bye
            S: !close
            """)
        let peer = try await ScriptedSMTPPeer.server(script)
        let client = try await SMTPClient.connect(
            to: peer.address, serverName: nil, helloName: "client.example", security: .none)
        let transaction = SMTPTransaction(
            reversePath: try ReversePath("ada@example.com"), recipients: [try Mailbox("bob@example.net")], size: 4,
            isEightBit: false)
        let outcomes = await client.send(transaction, content: ByteBuffer(string: "hi\r\n"))
        #expect(outcomes == [.refused(SMTPReply(550, .init(5, 1, 1), "nobody"), .recipient)])
        await client.quit()
        #expect(try await peer.finish().count == 5)
    }

    @Test("plays a client of a server")
    func client() async throws {
        final class Session: SMTPSession {
            func recipient(_ recipient: SMTPRecipient) -> SMTPDecision { .accept }
            func receive(_ octets: ByteBuffer) -> SMTPDemand { .more }
            func message(size: Int) -> SMTPDecision { .reply(554, .init(5, 7, 1), "no") }
        }
        let server = SMTPServer()
        let configuration = SMTPServerConfiguration(hostName: try MailHost("mx.example"), extensions: [.pipelining])
        let address = try await server.listen(.init(host: "127.0.0.1", port: 0, configuration: configuration)) {
            Session()
        }
        let script = try SMTPScript(
            """
            S: 220 mx.example ESMTP
            C: EHLO me
            S: 250-mx.example
            S: 250 PIPELINING
            C: MAIL FROM:<>
            C: RCPT TO:<ada@mx.example>
            C: DATA
            S: 250 *
            S: 250 *
            S: 354 *
            C: hi
            C: .
            S: 554 no
            C: QUIT
            S: 221 *
            S: !close
            """)
        let peer = try await ScriptedSMTPPeer.client(script, of: address)
        try await peer.finish()
        await server.shutdown()
    }

    @Test("reports what does not go as written")
    func mismatch() async throws {
        let peer = try await ScriptedSMTPPeer.server(try SMTPScript("S: 220 hi\nC: HELO *\nS: 250 hi"))
        await #expect(throws: SMTPClientFailure.self) {
            _ = try await SMTPClient.connect(
                to: peer.address, serverName: nil, helloName: "client.example", security: .none)
        }
        await #expect(throws: SMTPScriptError.self) { try await peer.finish() }
    }

    @Test("is not made of a text that is no script")
    func syntax() {
        #expect(throws: SMTPScriptError.self) { try SMTPScript("S: 220 hi\nEHLO me") }
    }
}
