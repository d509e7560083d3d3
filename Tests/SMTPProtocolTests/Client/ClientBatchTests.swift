import SMTPProtocol
import Testing

@Suite("Recipients beyond the number that the server takes at once")
struct ClientBatchTests {
    static let two = "250-mx | 250-PIPELINING | 250 LIMITS RCPTMAX=2"
    static let one = "250-mx | 250-PIPELINING | 250 LIMITS RCPTMAX=1"

    /// The first go of three: bob is accepted, carol is not, and the message is kept.
    private static let firstGo = """
        > begin
        C: MAIL FROM:<ada@example.com> | RCPT TO:<bob@example.test> | RCPT TO:<carol@example.test> | DATA
        > S: 250 ok | 250 ok | 550 5.1.1 No | 354 Go on
        send message
        > sent
        > S: 250 2.0.0 Kept
        C: MAIL FROM:<ada@example.com> | RCPT TO:<dave@example.test> | DATA
        """

    static let goes: [ClientScript] = [
        ClientScript(
            "go in one transaction when they are as many as the server takes", transaction: .to("bob", "carol"),
            hello: two,
            """
            > begin
            C: MAIL FROM:<ada@example.com> | RCPT TO:<bob@example.test> | RCPT TO:<carol@example.test> | DATA
            > S: 250 ok | 250 ok | 250 ok | 354 Go on
            send message
            > sent
            > S: 250 2.0.0 Kept
            finished: accepted 250; accepted 250
            ready
            """),
        ClientScript(
            "go in a second transaction, with the message again", transaction: .to("bob", "carol", "dave"),
            hello: two,
            """
            \(firstGo)
            > S: 250 ok | 250 ok | 354 Go on
            send message
            > sent
            > S: 250 2.0.0 Kept as well
            finished: accepted 250; refused 550 at recipient; accepted 250
            ready
            """),
        ClientScript(
            "go in a third transaction, line by line", transaction: .to("bob", "carol", "dave"),
            hello: "250-mx | 250 LIMITS RCPTMAX=1",
            """
            > begin
            C: MAIL FROM:<ada@example.com>
            > S: 250 ok
            C: RCPT TO:<bob@example.test>
            > S: 250 ok
            C: DATA
            > S: 354 Go on
            send message
            > sent
            > S: 250 Kept
            C: MAIL FROM:<ada@example.com>
            > S: 250 ok
            C: RCPT TO:<carol@example.test>
            > S: 550 5.1.1 No
            C: RSET
            > S: 250 ok
            C: MAIL FROM:<ada@example.com>
            > S: 250 ok
            C: RCPT TO:<dave@example.test>
            > S: 250 ok
            C: DATA
            > S: 354 Go on
            send message
            > sent
            > S: 452 4.3.1 Full
            finished: accepted 250; refused 550 at recipient; refused 452 at finalDot
            ready
            """),
        ClientScript(
            "go in a second transaction in chunks too", configure: { $0.chunking = .from(octets: 0) },
            transaction: .to("bob", "carol"), hello: "250-mx | 250-CHUNKING | 250-PIPELINING | 250 LIMITS RCPTMAX=1",
            """
            > begin
            C: MAIL FROM:<ada@example.com> | RCPT TO:<bob@example.test>
            > S: 250 ok | 250 ok
            send chunks
            > sent
            > S: 250 2.0.0 Kept
            C: MAIL FROM:<ada@example.com> | RCPT TO:<carol@example.test>
            > S: 250 ok | 250 ok
            send chunks
            > sent
            > S: 554 5.7.1 Not again
            finished: accepted 250; refused 554 at finalDot
            ready
            """),
        ClientScript(
            "go in a second transaction in LMTP, with a reply for each in each",
            configure: { $0.dialect = .lmtp }, transaction: .to("bob", "carol", "dave"), hello: two,
            """
            > begin
            C: MAIL FROM:<ada@example.com> | RCPT TO:<bob@example.test> | RCPT TO:<carol@example.test> | DATA
            > S: 250 ok | 250 ok | 250 ok | 354 Go on
            send message
            > sent
            > S: 250 bob has it
            > S: 452 4.2.2 carol is full
            C: MAIL FROM:<ada@example.com> | RCPT TO:<dave@example.test> | DATA
            > S: 250 ok | 250 ok | 354 Go on
            send message
            > sent
            > S: 250 dave has it
            finished: accepted 250; refused 452 at finalDot; accepted 250
            ready
            """),
    ]

    @Test("go in further transactions of the session (RFC 9422)", arguments: ClientBatchTests.goes)
    func furtherGo(_ script: ClientScript) { run(script) }

    static let firstRefusals: [ClientScript] = [
        ClientScript(
            "when the message was refused in the first", transaction: .to("bob", "carol"), hello: one,
            """
            > begin
            C: MAIL FROM:<ada@example.com> | RCPT TO:<bob@example.test> | DATA
            > S: 250 ok | 250 ok | 354 Go on
            send message
            > sent
            > S: 554 5.7.1 bob does not want it
            C: MAIL FROM:<ada@example.com> | RCPT TO:<carol@example.test> | DATA
            > S: 250 ok | 250 ok | 354 Go on
            send message
            > sent
            > S: 250 2.0.0 Kept
            finished: refused 554 at finalDot; accepted 250
            ready
            """),
        ClientScript(
            "when DATA was refused in the first", transaction: .to("bob", "carol"), hello: one,
            """
            > begin
            C: MAIL FROM:<ada@example.com> | RCPT TO:<bob@example.test> | DATA
            > S: 250 ok | 250 ok | 451 4.3.0 Later
            C: RSET
            > S: 250 ok
            C: MAIL FROM:<ada@example.com> | RCPT TO:<carol@example.test> | DATA
            > S: 250 ok | 250 ok | 354 Go on
            send message
            > sent
            > S: 250 2.0.0 Kept
            finished: refused 451 at data; accepted 250
            ready
            """),
        ClientScript(
            "when all of the first were refused", transaction: .to("bob", "carol"), hello: one,
            """
            > begin
            C: MAIL FROM:<ada@example.com> | RCPT TO:<bob@example.test> | DATA
            > S: 250 ok | 550 5.1.1 No | 554 5.5.1 No recipient
            C: RSET
            > S: 250 ok
            C: MAIL FROM:<ada@example.com> | RCPT TO:<carol@example.test> | DATA
            > S: 250 ok | 250 ok | 354 Go on
            send message
            """),
        ClientScript(
            "when all of the first were refused and DATA was not", transaction: .to("bob", "carol"), hello: one,
            """
            > begin
            C: MAIL FROM:<ada@example.com> | RCPT TO:<bob@example.test> | DATA
            > S: 250 ok | 550 5.1.1 No | 354 Go on
            C: .
            > S: 554 5.5.1 No recipient
            C: MAIL FROM:<ada@example.com> | RCPT TO:<carol@example.test> | DATA
            > S: 250 ok | 250 ok | 354 Go on
            send message
            > sent
            > S: 250 2.0.0 Kept
            finished: refused 550 at recipient; accepted 250
            ready
            """),
    ]

    @Test("are tried whatever became of those before them", arguments: ClientBatchTests.firstRefusals)
    func firstRefusal(_ script: ClientScript) { run(script) }

    static let secondRefusals: [ClientScript] = [
        ("S: 450 4.7.1 Later | 503 no | 503 no", "refused 450 at mail"),
        ("S: 550 5.7.1 No | 503 no | 503 no", "refused 550 at mail"),
        ("S: 250 ok | 550 5.1.1 No | 554 no", "refused 550 at recipient"),
        ("S: 250 ok | 250 ok | 451 4.3.0 Later", "refused 451 at data"),
    ].map { event, outcome in
        ClientScript(
            "have it: \(event)", transaction: .to("bob", "carol", "dave"), hello: two,
            """
            \(firstGo)
            > \(event)
            finished: accepted 250; refused 550 at recipient; \(outcome)
            C: RSET
            > S: 250 ok
            ready
            """)
    }

    @Test("have a refusal of their own in the second go", arguments: ClientBatchTests.secondRefusals)
    func secondRefusal(_ script: ClientScript) { run(script) }

    static let cuts: [ClientScript] = [
        ("> lost", "lost at mail", "mail: the connection is gone"),
        ("> S: 250 ok\n> lost", "lost at recipient", "recipient: the connection is gone"),
        ("> S: 250 ok | 250 ok\n> S: 421 4.3.2 Bye", "lost at data", "data: 421 4.3.2 Bye"),
        ("> S: 421 4.7.0 Too many messages", "lost at mail", "mail: 421 4.7.0 Too many messages"),
        ("> S: 250 ok | 250 ok | 354 Go on\nsend message\n> malformed", "lost at message", "message: malformed"),
        (
            "> S: 250 ok | 250 ok | 354 Go on\nsend message\n> sent\n> lost", "lost at finalDot",
            "finalDot: the connection is gone"
        ),
        (
            "> S: 250 ok | 250 ok | 354 Go on\nsend message\n> sent\n> S: 421 4.3.2 Bye", "refused 421 at finalDot",
            "finalDot: 421 4.3.2 Bye"
        ),
    ].map { events, outcome, failure in
        ClientScript(
            "end with \(failure)", transaction: .to("bob", "carol", "dave"), hello: two,
            """
            \(firstGo)
            \(events)
            finished: accepted 250; refused 550 at recipient; \(outcome)
            failed at \(failure)
            close
            """)
    }

    @Test("take nothing from those of the first go when the second is cut off", arguments: ClientBatchTests.cuts)
    func cut(_ script: ClientScript) { run(script) }

    @Test("are not named any more when the sender is refused in the first go")
    func refusedSender() {
        run(
            ClientScript(
                "", transaction: .to("bob", "carol", "dave", "eve"), hello: Self.two,
                """
                > begin
                C: MAIL FROM:<ada@example.com> | RCPT TO:<bob@example.test> | RCPT TO:<carol@example.test> | DATA
                > S: 550 5.7.1 No | 503 no | 503 no | 503 no
                finished: refused 550 at mail; refused 550 at mail; refused 550 at mail; refused 550 at mail
                C: RSET
                > S: 250 ok
                ready
                """))
    }

    @Test("are lost, and those before them are not, when the connection goes between two goes")
    func lostBetween() {
        run(
            ClientScript(
                "", transaction: .to("bob", "carol"), hello: Self.one,
                """
                > begin
                C: MAIL FROM:<ada@example.com> | RCPT TO:<bob@example.test> | DATA
                > S: 250 ok | 250 ok | 451 4.3.0 Later
                C: RSET
                > begin
                > lost
                finished: refused 451 at data; lost at mail
                failed at hello: the connection is gone
                close
                """))
    }

    @Test("are as many goes as are needed, with one outcome for each", arguments: [1, 2, 3, 7, 100])
    func count(limit: Int) {
        let names = (0..<100).map { "user\($0)" }
        let transaction = SMTPTransaction.with {
            $0.recipients = names.map { SMTPRecipient(mailbox: mailbox("\($0)@example.test")) }
        }
        var machine = ClientScript("", hello: "250-mx | 250 LIMITS RCPTMAX=\(limit)", "").machine
        var named: [String] = []
        var goes = 0
        var actions = machine.begin(transaction)
        while let action = actions.first?.text, !action.hasPrefix("finished") {
            if action.hasPrefix("C: MAIL") { goes += 1 }
            if action.hasPrefix("C: RCPT") { named.append(String(action.dropFirst(12).prefix { $0 != "@" })) }
            if action == "send message" { machine.messageSent() }
            actions = machine.actions(after: action == "C: DATA" ? "S: 354 Go on" : "S: 250 ok")
        }
        #expect(goes == (100 + limit - 1) / limit)
        #expect(named == names)
        #expect(
            actions.map(\.text) == ["finished: " + names.map { _ in "accepted 250" }.joined(separator: "; "), "ready"])
    }
}
