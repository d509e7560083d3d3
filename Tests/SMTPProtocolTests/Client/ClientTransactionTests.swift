import MailAddressing
import SMTPProtocol
import Testing

@Suite("The client's transaction")
struct ClientTransactionTests {
    static let pipelining = "250-mx.example.test | 250-PIPELINING | 250-SIZE 1000 | 250 8BITMIME"
    static let plain = "250 mx.example.test"

    static func transaction(
        from sender: String = "ada@example.com", to recipients: [String] = ["bob@example.test", "carol@example.test"],
        size: Int = 100, isEightBit: Bool = false
    ) -> SMTPTransaction {
        SMTPTransaction(
            reversePath: try! ReversePath(sender), recipients: recipients.map { mailbox($0) }, size: size,
            isEightBit: isEightBit)
    }

    static let deliveries: [ClientScript] = [
        ClientScript(
            "goes out in one piece where the server offers PIPELINING", hello: pipelining,
            """
            > begin
            C: MAIL FROM:<ada@example.com> SIZE=100 BODY=7BIT | RCPT TO:<bob@example.test> | RCPT TO:<carol@example.test> | DATA
            > S: 250 2.1.0 ok | 250 2.1.5 ok
            > S: 250 2.1.5 ok
            > S: 354 Go on
            send message
            > sent
            > S: 250 2.0.0 Kept
            finished: accepted 250; accepted 250
            ready
            """),
        ClientScript(
            "takes all pipelined replies in one piece", hello: pipelining,
            """
            > begin
            C: MAIL FROM:<ada@example.com> SIZE=100 BODY=7BIT | RCPT TO:<bob@example.test> | RCPT TO:<carol@example.test> | DATA
            > S: 250 2.1.0 ok | 250 2.1.5 ok | 251 2.1.5 ok | 354 Go on
            send message
            > sent
            > S: 250-2.0.0 Kept | 250 2.0.0 for long
            finished: accepted 250; accepted 250
            ready
            """),
        ClientScript(
            "goes out line by line without PIPELINING", hello: plain,
            """
            > begin
            C: MAIL FROM:<ada@example.com>
            > S: 250 ok
            C: RCPT TO:<bob@example.test>
            > S: 250 ok
            C: RCPT TO:<carol@example.test>
            > S: 250 ok
            C: DATA
            > S: 354 Go on
            send message
            > sent
            > S: 250 Kept
            finished: accepted 250; accepted 250
            ready
            """),
        ClientScript(
            "is followed by another in the same session", hello: plain,
            """
            > begin
            C: MAIL FROM:<ada@example.com>
            > S: 250 ok
            C: RCPT TO:<bob@example.test>
            > S: 250 ok
            C: RCPT TO:<carol@example.test>
            > S: 250 ok
            C: DATA
            > S: 354 Go on
            send message
            > sent
            > S: 250 Kept
            finished: accepted 250; accepted 250
            ready
            > begin
            C: MAIL FROM:<ada@example.com>
            > S: 550 5.7.1 No
            finished: refused 550 at mail; refused 550 at mail
            C: RSET
            > S: 250 ok
            ready
            > begin
            C: MAIL FROM:<ada@example.com>
            > S: 250 ok
            C: RCPT TO:<bob@example.test>
            > lost
            finished: lost at recipient; lost at recipient
            failed at recipient: the connection is gone
            close
            """),
        ClientScript(
            "is not begun before the session is open, nor while another is under way",
            """
            > begin
            > S: 220 mx.example.test
            C: EHLO client.test
            > begin
            > S: 250 mx.example.test
            ready
            > begin
            C: MAIL FROM:<ada@example.com>
            > begin
            > S: 550 5.7.1 No
            finished: refused 550 at mail; refused 550 at mail
            C: RSET
            > begin
            > S: 250 ok
            ready
            """),
        ClientScript(
            "of nobody is not begun", transaction: transaction(to: []), hello: plain,
            """
            > begin
            """),
        ClientScript(
            "has the null reverse path of a report, and quotes where they must be",
            transaction: transaction(from: "", to: ["\"b o b\"@example.test", "carol@[IPv6:2001:db8::1]"]),
            hello: pipelining,
            """
            > begin
            C: MAIL FROM:<> SIZE=100 BODY=7BIT | RCPT TO:<"b o b"@example.test> | RCPT TO:<carol@[IPv6:2001:db8::1]> | DATA
            """),
    ]

    @Test("is carried out step by step", arguments: ClientTransactionTests.deliveries)
    func delivery(_ script: ClientScript) { run(script) }

    static let needs: [ClientScript] = [
        ClientScript(
            "of 8-bit text is announced where 8BITMIME is offered", transaction: transaction(isEightBit: true),
            hello: "250-mx | 250 8BITMIME",
            """
            > begin
            C: MAIL FROM:<ada@example.com> BODY=8BITMIME
            """),
        ClientScript(
            "of 8-bit text is refused without asking where 8BITMIME is not offered",
            transaction: transaction(isEightBit: true), hello: "250-mx | 250 PIPELINING",
            """
            > begin
            finished: lost at mail; lost at mail
            ready
            > quit
            C: QUIT
            """),
        ClientScript(
            "as large as the server takes is sent", transaction: transaction(size: 1_000),
            hello: "250-mx | 250 SIZE 1000",
            """
            > begin
            C: MAIL FROM:<ada@example.com> SIZE=1000
            """),
        ClientScript(
            "larger than the server takes is refused without asking", transaction: transaction(size: 1_001),
            hello: "250-mx | 250 SIZE 1000",
            """
            > begin
            finished: lost at mail; lost at mail
            ready
            """),
        ClientScript(
            "of any size is sent where the server names no limit", transaction: transaction(size: 1_000_000_000),
            hello: "250-mx | 250 SIZE",
            """
            > begin
            C: MAIL FROM:<ada@example.com> SIZE=1000000000
            """),
        ClientScript(
            "of any size is sent where the limit is nought", transaction: transaction(size: 1_000_000_000),
            hello: "250-mx | 250 SIZE 0",
            """
            > begin
            C: MAIL FROM:<ada@example.com> SIZE=1000000000
            """),
    ]

    @Test("is only begun with what the server can take", arguments: ClientTransactionTests.needs)
    func need(_ script: ClientScript) { run(script) }

    @Test("refused without asking says for good why, with an enhanced status code")
    func impossible() {
        for (hello, transaction, status) in [
            ("250-mx | 250 SIZE 10", Self.transaction(size: 11), "5.3.4"),
            ("250 mx", Self.transaction(isEightBit: true), "5.6.3"),
        ] {
            var machine = ClientScript("", hello: hello, "").machine
            guard case .finished(let outcomes)? = machine.begin(transaction).first else {
                Issue.record("the transaction was begun")
                continue
            }
            for outcome in outcomes {
                // The words are ours and not the server's.
                guard case .lost(let failure) = outcome, case .unsupported(let reply) = failure.reason else {
                    Issue.record("another outcome: \(outcome)")
                    continue
                }
                #expect(reply.isPermanentFailure)
                #expect(reply.enhancedStatusCode?.description == status)
            }
        }
    }

    static let endings: [ClientScript] = [
        ClientScript(
            "that is malformed cuts the connection without a final dot", hello: pipelining,
            """
            > malformed
            > begin
            C: MAIL FROM:<ada@example.com> SIZE=100 BODY=7BIT | RCPT TO:<bob@example.test> | RCPT TO:<carol@example.test> | DATA
            > malformed
            > S: 250 ok | 550 5.1.1 no | 250 ok | 354 Go on
            send message
            > malformed
            finished: refused 550 at recipient; lost at message
            failed at message: malformed
            close
            > malformed
            > sent
            > S: 250 ok
            """),
        ClientScript(
            "that the server refuses before its end is over", hello: pipelining,
            """
            > begin
            C: MAIL FROM:<ada@example.com> SIZE=100 BODY=7BIT | RCPT TO:<bob@example.test> | RCPT TO:<carol@example.test> | DATA
            > S: 250 ok | 250 ok | 250 ok | 354 Go on
            send message
            > S: 451 4.3.0 Disk full
            finished: refused 451 at message; refused 451 at message
            failed at message: 451 4.3.0 Disk full
            close
            """),
        ClientScript(
            "is not taken before its end", hello: pipelining,
            """
            > begin
            C: MAIL FROM:<ada@example.com> SIZE=100 BODY=7BIT | RCPT TO:<bob@example.test> | RCPT TO:<carol@example.test> | DATA
            > S: 250 ok | 250 ok | 250 ok | 354 Go on | 250 2.0.0 Kept
            send message
            finished: lost at message; lost at message
            failed at message: 451 4.5.0 The server sent a reply out of order
            close
            """),
    ]

    @Test("ends only with a reply to its final dot", arguments: ClientTransactionTests.endings)
    func ending(_ script: ClientScript) { run(script) }
}
