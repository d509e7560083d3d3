import SMTPProtocol
import TestSupport
import Testing

@Suite("Recipients who are refused as too many")
struct ClientCrowdTests {
    static let hello = "250-mx | 250 PIPELINING"

    /// The refusals that say so, and such as mean something else.
    static let crowding = ["452 4.5.3 Too many", "552 5.5.3 Too many", "452 Too many recipients", "452 5.5.3 Too many"]
    static let others = [
        "452 4.2.2 Mailbox full", "452 4.3.1 Disk full", "552 5.2.2 Mailbox full", "552 Too much", "450 4.5.3 Too many",
        "550 5.5.3 Too many", "451 Later", "453 You have no mail",
    ]

    @Test("come again in the next transaction (RFC 5321, section 4.5.3.1.10)", arguments: ClientCrowdTests.crowding)
    func again(refusal: String) {
        run(
            ClientScript(
                "", transaction: .to("bob", "carol", "dave"), hello: Self.hello,
                """
                > begin
                C: MAIL FROM:<ada@example.com> | RCPT TO:<bob@example.test> | RCPT TO:<carol@example.test> | RCPT TO:<dave@example.test> | DATA
                > S: 250 ok | 250 ok | \(refusal) | \(refusal) | 354 Go on
                send message
                > sent
                > S: 250 2.0.0 Kept
                C: MAIL FROM:<ada@example.com> | RCPT TO:<carol@example.test> | RCPT TO:<dave@example.test> | DATA
                > S: 250 ok | 250 ok | 250 ok | 354 Go on
                send message
                > sent
                > S: 250 2.0.0 Kept as well
                finished: accepted 250; accepted 250; accepted 250
                ready
                """))
    }

    @Test("are told from those whose refusal means something else", arguments: ClientCrowdTests.others)
    func otherwise(refusal: String) {
        run(
            ClientScript(
                "", transaction: .to("bob", "carol"), hello: Self.hello,
                """
                > begin
                C: MAIL FROM:<ada@example.com> | RCPT TO:<bob@example.test> | RCPT TO:<carol@example.test> | DATA
                > S: 250 ok | 250 ok | \(refusal) | 354 Go on
                send message
                > sent
                > S: 250 2.0.0 Kept
                finished: accepted 250; refused \(refusal.prefix(3)) at recipient
                ready
                """))
    }

    static let endings: [ClientScript] = [
        ClientScript(
            "come once more for each go that took somebody", transaction: .to("bob", "carol", "dave"), hello: hello,
            """
            > begin
            C: MAIL FROM:<ada@example.com> | RCPT TO:<bob@example.test> | RCPT TO:<carol@example.test> | RCPT TO:<dave@example.test> | DATA
            > S: 250 ok | 250 ok | 452 4.5.3 No | 452 4.5.3 No | 354 Go on
            send message
            > sent
            > S: 250 2.0.0 Kept
            C: MAIL FROM:<ada@example.com> | RCPT TO:<carol@example.test> | RCPT TO:<dave@example.test> | DATA
            > S: 250 ok | 250 ok | 452 4.5.3 No | 354 Go on
            send message
            > sent
            > S: 554 5.7.1 Not to carol
            C: MAIL FROM:<ada@example.com> | RCPT TO:<dave@example.test> | DATA
            > S: 250 ok | 452 4.5.3 No | 554 5.5.1 No recipient
            finished: accepted 250; refused 554 at finalDot; refused 452 at recipient
            C: RSET
            """),
        ClientScript(
            "do not come again when nobody at all was taken", transaction: .to("bob", "carol"), hello: hello,
            """
            > begin
            C: MAIL FROM:<ada@example.com> | RCPT TO:<bob@example.test> | RCPT TO:<carol@example.test> | DATA
            > S: 250 ok | 452 4.5.3 No | 452 4.5.3 No | 554 5.5.1 No recipient
            finished: refused 452 at recipient; refused 452 at recipient
            C: RSET
            """),
        ClientScript(
            "do not come again when nobody was taken and DATA was not refused", transaction: .to("bob", "carol"),
            hello: hello,
            """
            > begin
            C: MAIL FROM:<ada@example.com> | RCPT TO:<bob@example.test> | RCPT TO:<carol@example.test> | DATA
            > S: 250 ok | 452 4.5.3 No | 550 5.1.1 No | 354 Go on
            C: .
            > S: 250 ok
            finished: refused 452 at recipient; refused 550 at recipient
            ready
            """),
        ClientScript(
            "do not come again when DATA was refused", transaction: .to("bob", "carol"), hello: hello,
            """
            > begin
            C: MAIL FROM:<ada@example.com> | RCPT TO:<bob@example.test> | RCPT TO:<carol@example.test> | DATA
            > S: 250 ok | 250 ok | 452 4.5.3 No | 451 4.3.0 Later
            finished: refused 451 at data; refused 452 at recipient
            C: RSET
            """),
        ClientScript(
            "keep their refusal when the connection is lost before they come again", transaction: .to("bob", "carol"),
            hello: hello,
            """
            > begin
            C: MAIL FROM:<ada@example.com> | RCPT TO:<bob@example.test> | RCPT TO:<carol@example.test> | DATA
            > S: 250 ok | 250 ok | 452 4.5.3 No | 354 Go on
            send message
            > sent
            > lost
            finished: lost at finalDot; refused 452 at recipient
            failed at finalDot: the connection is gone
            close
            """),
        ClientScript(
            "come again before those who were not named yet", transaction: .to("bob", "carol", "dave"),
            hello: "250-mx | 250-PIPELINING | 250 LIMITS RCPTMAX=2",
            """
            > begin
            C: MAIL FROM:<ada@example.com> | RCPT TO:<bob@example.test> | RCPT TO:<carol@example.test> | DATA
            > S: 250 ok | 250 ok | 452 4.5.3 No | 354 Go on
            send message
            > sent
            > S: 250 2.0.0 Kept
            C: MAIL FROM:<ada@example.com> | RCPT TO:<carol@example.test> | RCPT TO:<dave@example.test> | DATA
            """),
        ClientScript(
            "come again in LMTP when all replies are there", configure: { $0.dialect = .lmtp },
            transaction: .to("bob", "carol", "dave"), hello: hello,
            """
            > begin
            C: MAIL FROM:<ada@example.com> | RCPT TO:<bob@example.test> | RCPT TO:<carol@example.test> | RCPT TO:<dave@example.test> | DATA
            > S: 250 ok | 250 ok | 250 ok | 452 4.5.3 No | 354 Go on
            send message
            > sent
            > S: 250 bob has it
            > S: 452 4.5.3 carol has too many
            C: MAIL FROM:<ada@example.com> | RCPT TO:<dave@example.test> | DATA
            > S: 250 ok | 250 ok | 354 Go on
            send message
            > sent
            > S: 250 dave has it
            finished: accepted 250; refused 452 at finalDot; accepted 250
            ready
            """),
    ]

    @Test("come again only behind a message that somebody was named for", arguments: ClientCrowdTests.endings)
    func ending(_ script: ClientScript) { run(script) }

    @Test(
        "never come again without end, whatever the server says", arguments: 0..<200 as Range<UInt64>)
    func end(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let count = 12
        let transaction = SMTPTransaction.with {
            $0.recipients = (0..<count).map { SMTPRecipient(mailbox: mailbox("user\($0)@example.test")) }
        }
        let hello = seed % 2 == 0 ? Self.hello : "250-mx | 250 LIMITS RCPTMAX=5"
        var machine = ClientScript("", hello: hello, "").machine
        let replies = ["250 ok", "452 4.5.3 No", "452 No", "552 5.5.3 No"]
        var actions = machine.begin(transaction)
        var goes = 0
        var outcomes: [SMTPRecipientOutcome]?
        while outcomes == nil, goes <= count {
            var next: [SMTPClientMachine.Action] = []
            for action in actions {
                if case .finished(let given) = action { outcomes = given }
                if case .sendMessage(_) = action {
                    machine.messageSent()
                    next += machine.actions(after: "S: 250 ok")
                }
                for line in action.text.dropFirst(3).split(separator: " | ") {
                    guard action.text.hasPrefix("C: ") else { break }
                    if line.hasPrefix("MAIL") { goes += 1 }
                    let reply = replies.randomElement(using: &generator) ?? ""
                    let word = line == "DATA" ? "354 Go on" : line.hasPrefix("RCPT") ? reply : "250 ok"
                    next += machine.actions(after: "S: \(word)")
                }
            }
            actions = next
        }
        #expect(outcomes?.count == count)
        #expect(goes <= count)
    }
}
