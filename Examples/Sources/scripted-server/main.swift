// SMTPTesting: a server that greylists, played from a script for a client under test.

import MailAddressing
import NIOCore
import SMTPProtocol
import SMTPTesting
import SMTPTransport

let script = try SMTPScript(
    """
    S: 220 mx.example ESMTP
    C: EHLO *
    S: 250 mx.example
    C: MAIL FROM:<ada@example.com>
    S: 250 2.1.0 ok
    C: RCPT TO:<bob@example.net>
    S: 451 4.7.1 Greylisted, come back later
    C: RSET
    S: 250 2.0.0 ok
    C: QUIT
    S: 221 2.0.0 bye
    S: !close
    """)
let server = try await ScriptedSMTPPeer.server(script)
let client = try await SMTPClient.connect(
    to: server.address, serverName: nil, helloName: "client.example", security: .none)
let transaction = SMTPTransaction(
    reversePath: try ReversePath("ada@example.com"), recipients: [try Mailbox("bob@example.net")], size: 4,
    isEightBit: false)
for outcome in await client.send(transaction, content: ByteBuffer(string: "hi\r\n")) {
    if case .refused(let reply, let stage) = outcome { print("refused at \(stage.rawValue): \(reply)") }
}
await client.quit()
for line in try await server.finish() { print("the client said", line) }
