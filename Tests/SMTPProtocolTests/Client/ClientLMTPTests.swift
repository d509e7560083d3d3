import SMTPProtocol
import Testing

@Suite("The client in LMTP")
struct ClientLMTPTests {
    static let pipelining = "250-mx.example.test | 250 PIPELINING"

    /// A script of a client of LMTP.
    static func lmtp(
        _ name: String, chunking: SMTPClientConfiguration.Chunking = .never,
        transaction: SMTPTransaction = .to("bob", "carol", "dave"), hello: String? = pipelining, _ script: String
    ) -> ClientScript {
        ClientScript(
            name,
            configure: {
                $0.dialect = .lmtp
                $0.chunking = chunking
            }, transaction: transaction, hello: hello, script)
    }

    /// The envelope of three recipients of whom the second is refused, up to the message.
    private static let envelope = """
        > begin
        C: MAIL FROM:<ada@example.com> | RCPT TO:<bob@example.test> | RCPT TO:<carol@example.test> | RCPT TO:<dave@example.test> | DATA
        > S: 250 ok | 250 ok | 550 5.1.1 No | 250 ok | 354 Go on
        send message
        """

    static let greetings: [ClientScript] = [
        lmtp(
            "says LHLO", hello: nil,
            """
            > S: 220 mx.example.test LMTP
            C: LHLO client.test
            > S: 250 mx.example.test
            ready
            """),
        lmtp(
            "knows no HELO to fall back to", hello: nil,
            """
            > S: 220 mx.example.test
            C: LHLO client.test
            > S: 500 5.5.1 This is SMTP
            failed at hello: 500 5.5.1 This is SMTP
            close
            """),
        ClientScript(
            "says LHLO again under TLS", tls: .required, configure: { $0.dialect = .lmtp },
            """
            > S: 220 mx.example.test LMTP
            C: LHLO client.test
            > S: 250-mx.example.test | 250 STARTTLS
            C: STARTTLS
            > S: 220 2.0.0 Go ahead
            start TLS
            > tls
            C: LHLO client.test
            > S: 250 mx.example.test
            ready
            """),
    ]

    @Test("greets in its own way (RFC 2033, section 4.1)", arguments: ClientLMTPTests.greetings)
    func greeting(_ script: ClientScript) { run(script) }

    static let deliveries: [ClientScript] = [
        lmtp(
            "waits for each accepted recipient's reply",
            """
            \(envelope)
            > sent
            > S: 250 2.1.5 bob has it
            > S: 250 2.1.5 dave has it
            finished: accepted 250; refused 550 at recipient; accepted 250
            ready
            """),
        lmtp(
            "takes all of them in one piece",
            """
            \(envelope)
            > sent
            > S: 250-2.1.5 bob | 250 2.1.5 has it | 250 2.1.5 dave has it
            finished: accepted 250; refused 550 at recipient; accepted 250
            ready
            """),
        lmtp(
            "tells them apart where they differ",
            """
            \(envelope)
            > sent
            > S: 452 4.2.2 bob is full
            > S: 250 2.1.5 dave has it
            finished: refused 452 at finalDot; refused 550 at recipient; accepted 250
            ready
            > begin
            C: MAIL FROM:<ada@example.com> | RCPT TO:<bob@example.test> | RCPT TO:<carol@example.test> | RCPT TO:<dave@example.test> | DATA
            """),
        lmtp(
            "keeps their order",
            """
            \(envelope)
            > sent
            > S: 250 2.1.5 bob has it | 550 5.7.1 dave does not want it
            finished: accepted 250; refused 550 at recipient; refused 550 at finalDot
            ready
            """),
        lmtp(
            "takes a reply that makes no sense for a refusal for now",
            """
            \(envelope)
            > sent
            > S: 354 What | 250 2.1.5 dave has it
            finished: refused 451 at finalDot; refused 550 at recipient; accepted 250
            ready
            """),
        lmtp(
            "awaits as many behind the last chunk", chunking: .from(octets: 0),
            hello: "250-mx | 250-PIPELINING | 250 CHUNKING",
            """
            > begin
            C: MAIL FROM:<ada@example.com> | RCPT TO:<bob@example.test> | RCPT TO:<carol@example.test> | RCPT TO:<dave@example.test>
            > S: 250 ok | 250 ok | 250 ok | 450 4.2.1 Later
            send chunks
            > sent
            > S: 250 2.1.5 bob has it
            > S: 452 4.2.2 carol is full
            finished: accepted 250; refused 452 at finalDot; refused 450 at recipient
            ready
            """),
        lmtp(
            "does not end the session when there is one reply too many",
            """
            \(envelope)
            > sent
            > S: 250 ok | 250 ok
            finished: accepted 250; refused 550 at recipient; accepted 250
            ready
            > S: 250 ok
            failed at hello: 451 4.5.0 The server sent a reply out of order
            close
            """),
    ]

    @Test(
        "takes a reply for each accepted recipient of a message (RFC 2033, section 4.2)",
        arguments: ClientLMTPTests.deliveries)
    func delivery(_ script: ClientScript) { run(script) }

    static let refusals: [ClientScript] = [
        lmtp(
            "of DATA is every recipient's, in one reply",
            """
            > begin
            C: MAIL FROM:<ada@example.com> | RCPT TO:<bob@example.test> | RCPT TO:<carol@example.test> | RCPT TO:<dave@example.test> | DATA
            > S: 250 ok | 250 ok | 550 5.1.1 No | 250 ok | 451 4.3.0 Later
            finished: refused 451 at data; refused 550 at recipient; refused 451 at data
            C: RSET
            > S: 250 ok
            ready
            """),
        lmtp(
            "of all recipients makes the server refuse DATA",
            """
            > begin
            C: MAIL FROM:<ada@example.com> | RCPT TO:<bob@example.test> | RCPT TO:<carol@example.test> | RCPT TO:<dave@example.test> | DATA
            > S: 250 ok | 550 no | 551 no | 553 no | 503 5.5.1 No recipient
            finished: refused 550 at recipient; refused 551 at recipient; refused 553 at recipient
            C: RSET
            """),
        lmtp(
            "of one recipient alone leaves one reply to wait for", transaction: .to("bob", "carol"),
            """
            > begin
            C: MAIL FROM:<ada@example.com> | RCPT TO:<bob@example.test> | RCPT TO:<carol@example.test> | DATA
            > S: 250 ok | 550 no | 250 ok | 354 Go on
            send message
            > sent
            > S: 550 5.7.1 carol does not want it
            finished: refused 550 at recipient; refused 550 at finalDot
            ready
            """),
    ]

    @Test("takes a refusal before the message as SMTP does", arguments: ClientLMTPTests.refusals)
    func refusal(_ script: ClientScript) { run(script) }

    /// What ends the session between the first reply and the second.
    static let cuts: [ClientScript] = [
        ("lost", "lost at finalDot", "the connection is gone"),
        ("S: 421 4.3.2 Bye", "refused 421 at finalDot", "421 4.3.2 Bye"),
        ("S: what", "lost at finalDot", "violation noCode"),
    ].flatMap { event, outcome, reason in
        [("250 2.1.5 bob has it", "accepted 250"), ("452 4.2.2 bob is full", "refused 452 at finalDot")].map {
            first, settled in
            lmtp(
                "\(event) comes behind \(first)",
                """
                \(envelope)
                > sent
                > S: \(first)
                > \(event)
                finished: \(settled); refused 550 at recipient; \(outcome)
                failed at finalDot: \(reason)
                close
                > S: 250 ok
                """)
        }
    }

    @Test(
        "lets those who were answered keep their outcome when the session ends between the replies",
        arguments: ClientLMTPTests.cuts)
    func cut(_ script: ClientScript) { run(script) }

    @Test("waits for the reply to the message as long as one of them is missing")
    func stage() {
        let script = Self.lmtp("", Self.envelope)
        var machine = script.machine
        for turn in script.turns { _ = machine.actions(after: turn.event, script.transaction) }
        _ = machine.actions(after: "sent")
        let first = machine.actions(after: "S: 250 ok")
        #expect(first.isEmpty)
        #expect(machine.stage == .finalDot)
        #expect(!machine.isReady)
        let second = machine.actions(after: "S: 250 ok").map(\.text)
        #expect(second.last == "ready")
        #expect(machine.isReady)
    }
}
