import SMTPProtocol
import Testing

@Suite("A message that the client sends in chunks")
struct ClientChunkTests {
    static let pipelining = "250-mx.example.test | 250-PIPELINING | 250 CHUNKING"
    static let plain = "250-mx.example.test | 250 CHUNKING"

    /// A script of a client that sends every message in chunks.
    static func chunked(
        _ name: String, transaction: SMTPTransaction = .usual, hello: String, _ script: String
    ) -> ClientScript {
        ClientScript(
            name, configure: { $0.chunking = .from(octets: 0) }, transaction: transaction, hello: hello, script)
    }

    static let deliveries: [ClientScript] = [
        chunked(
            "has no DATA in the envelope, and is sent when all recipients are answered", hello: pipelining,
            """
            > begin
            C: MAIL FROM:<ada@example.com> | RCPT TO:<bob@example.test> | RCPT TO:<carol@example.test>
            > S: 250 2.1.0 ok | 250 2.1.5 ok
            > S: 250 2.1.5 ok
            send chunks
            > sent
            > S: 250 2.0.0 Kept
            finished: accepted 250; accepted 250
            ready
            """),
        chunked(
            "is sent after an envelope that went out line by line", hello: plain,
            """
            > begin
            C: MAIL FROM:<ada@example.com>
            > S: 250 ok
            C: RCPT TO:<bob@example.test>
            > S: 250 ok
            C: RCPT TO:<carol@example.test>
            > S: 250 ok
            send chunks
            > sent
            > S: 250 Kept
            finished: accepted 250; accepted 250
            ready
            """),
        chunked(
            "goes to those recipients who are accepted", hello: pipelining,
            """
            > begin
            C: MAIL FROM:<ada@example.com> | RCPT TO:<bob@example.test> | RCPT TO:<carol@example.test>
            > S: 250 ok | 250 ok | 550 5.1.1 No such user
            send chunks
            > sent
            > S: 250 2.0.0 Kept
            finished: accepted 250; refused 550 at recipient
            ready
            """),
        chunked(
            "is followed by another one in the same session", hello: pipelining,
            """
            > begin
            C: MAIL FROM:<ada@example.com> | RCPT TO:<bob@example.test> | RCPT TO:<carol@example.test>
            > S: 250 ok | 250 ok | 250 ok
            send chunks
            > sent
            > S: 250 2.0.0 Kept
            finished: accepted 250; accepted 250
            ready
            > begin
            C: MAIL FROM:<ada@example.com> | RCPT TO:<bob@example.test> | RCPT TO:<carol@example.test>
            > S: 250 ok | 250 ok | 250 ok
            send chunks
            """),
    ]

    @Test("is sent step by step", arguments: ClientChunkTests.deliveries)
    func delivery(_ script: ClientScript) { run(script) }

    static let refusals: [ClientScript] = [
        chunked(
            "is not sent when all recipients are refused", hello: pipelining,
            """
            > begin
            C: MAIL FROM:<ada@example.com> | RCPT TO:<bob@example.test> | RCPT TO:<carol@example.test>
            > S: 250 ok | 550 5.1.1 No | 450 4.2.1 Later
            finished: refused 550 at recipient; refused 450 at recipient
            C: RSET
            > S: 250 ok
            ready
            """),
        chunked(
            "is not sent when all recipients are refused one by one", hello: plain,
            """
            > begin
            C: MAIL FROM:<ada@example.com>
            > S: 250 ok
            C: RCPT TO:<bob@example.test>
            > S: 550 5.1.1 No
            C: RCPT TO:<carol@example.test>
            > S: 450 4.2.1 Later
            finished: refused 550 at recipient; refused 450 at recipient
            C: RSET
            """),
        chunked(
            "is not sent when the sender is refused, even where recipients are then accepted", hello: pipelining,
            """
            > begin
            C: MAIL FROM:<ada@example.com> | RCPT TO:<bob@example.test> | RCPT TO:<carol@example.test>
            > S: 550 5.7.1 No | 250 ok
            > S: 250 ok
            finished: refused 550 at mail; refused 550 at mail
            C: RSET
            > S: 250 ok
            ready
            """),
        chunked(
            "is not sent when the sender is refused, line by line", hello: plain,
            """
            > begin
            C: MAIL FROM:<ada@example.com>
            > S: 450 4.7.1 Later
            finished: refused 450 at mail; refused 450 at mail
            C: RSET
            """),
        chunked(
            "may be refused at its end, for those who were still open", hello: pipelining,
            """
            > begin
            C: MAIL FROM:<ada@example.com> | RCPT TO:<bob@example.test> | RCPT TO:<carol@example.test>
            > S: 250 ok | 550 5.1.1 No | 250 ok
            send chunks
            > sent
            > S: 554 5.7.1 Not that
            finished: refused 550 at recipient; refused 554 at finalDot
            ready
            """),
        chunked(
            "may be refused for now at its end", hello: plain,
            """
            > begin
            C: MAIL FROM:<ada@example.com>
            > S: 250 ok
            C: RCPT TO:<bob@example.test>
            > S: 250 ok
            C: RCPT TO:<carol@example.test>
            > S: 250 ok
            send chunks
            > sent
            > S: 452 4.3.1 Full
            finished: refused 452 at finalDot; refused 452 at finalDot
            ready
            """),
        chunked(
            "is not taken by a 354, which makes no sense here", hello: pipelining,
            """
            > begin
            C: MAIL FROM:<ada@example.com> | RCPT TO:<bob@example.test> | RCPT TO:<carol@example.test>
            > S: 250 ok | 250 ok | 250 ok
            send chunks
            > sent
            > S: 354 Go on
            finished: refused 451 at finalDot; refused 451 at finalDot
            ready
            """),
    ]

    @Test("ends with the refusal that it gets", arguments: ClientChunkTests.refusals)
    func refusal(_ script: ClientScript) { run(script) }

    /// What may come when the envelope is answered and the chunk not yet sent to its end.
    static let early: [ClientScript] = [
        ("S: 552 5.3.4 Too large", "refused 552 at message", "552 5.3.4 Too large"),
        ("S: 451 4.3.0 Disk full", "refused 451 at message", "451 4.3.0 Disk full"),
        ("S: 421 4.3.2 Bye", "lost at message", "421 4.3.2 Bye"),
        ("S: 250 2.0.0 Kept", "lost at message", "451 4.5.0 The server sent a reply out of order"),
        ("S: 354 Go on", "lost at message", "354 Go on"),
        ("S: what", "lost at message", "violation noCode"),
        ("lost", "lost at message", "the connection is gone"),
        ("malformed", "lost at message", "malformed"),
    ].map { event, outcome, reason in
        chunked(
            "\(event) comes while it is sent", hello: pipelining,
            """
            > begin
            C: MAIL FROM:<ada@example.com> | RCPT TO:<bob@example.test> | RCPT TO:<carol@example.test>
            > S: 250 ok | 550 5.1.1 No | 250 ok
            send chunks
            > \(event)
            finished: refused 550 at recipient; \(outcome)
            failed at message: \(reason)
            close
            > sent
            > S: 250 2.0.0 Kept
            > lost
            """)
    }

    @Test("ends the session when a reply or the end comes before its own end", arguments: ClientChunkTests.early)
    func cutShort(_ script: ClientScript) { run(script) }

    static let lost: [ClientScript] = [
        ("lost", "lost at finalDot", "the connection is gone"),
        ("S: 421 4.3.2 Bye", "refused 421 at finalDot", "421 4.3.2 Bye"),
        ("S: what", "lost at finalDot", "violation noCode"),
    ].map { event, outcome, reason in
        chunked(
            "\(event) comes when it was sent", hello: pipelining,
            """
            > begin
            C: MAIL FROM:<ada@example.com> | RCPT TO:<bob@example.test> | RCPT TO:<carol@example.test>
            > S: 250 ok | 250 ok | 250 ok
            send chunks
            > sent
            > \(event)
            finished: \(outcome); \(outcome)
            failed at finalDot: \(reason)
            close
            """)
    }

    @Test("is in doubt only when the connection is lost behind its end", arguments: ClientChunkTests.lost)
    func inDoubt(_ script: ClientScript) { run(script) }
}
