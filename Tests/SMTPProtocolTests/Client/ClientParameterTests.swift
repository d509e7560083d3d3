import MailAddressing
import SMTPProtocol
import Testing

@Suite("What a sender asks for")
struct ClientParameterTests {
    /// A wish, the offer that it needs, and what is then sent of it.
    struct Wish: Sendable, CustomStringConvertible {
        let description: String
        let offer: String
        var isEncrypted = false
        let options: @Sendable (inout MailOptions) -> Void
        let text: String
        /// What is said where it is not offered; nil where the message goes without it.
        var refusal: String?
    }

    static let wishes: [Wish] = [
        Wish(
            description: "RET", offer: "DSN", options: { $0.returnedContent = .headers }, text: " RET=HDRS"),
        Wish(
            description: "ENVID", offer: "DSN",
            options: { options in
                options.returnedContent = .full
                options.envelopeIdentifier = "a+b=c d"
            }, text: " RET=FULL ENVID=a+2Bb+3Dc+20d"),
        Wish(
            description: "MT-PRIORITY", offer: "MT-PRIORITY MIXER", options: { $0.priority = MessagePriority(-3) },
            text: " MT-PRIORITY=-3"),
        Wish(
            description: "BY that only notifies", offer: "DELIVERBY",
            options: { $0.deliverBy = DeliverBy(seconds: -30, mode: .notify, wantsTrace: true) }, text: " BY=-30;NT"),
        Wish(
            description: "BY that returns", offer: "DELIVERBY",
            options: { $0.deliverBy = DeliverBy(seconds: 3_600, mode: .return) }, text: " BY=3600;R",
            refusal: "554 5.3.3 The message has to arrive in time and the server does not offer DELIVERBY"),
        Wish(
            description: "HOLDFOR", offer: "FUTURERELEASE 86400 2030-01-01T00:00:00Z",
            options: { $0.futureRelease = .after(seconds: 600) }, text: " HOLDFOR=600",
            refusal: "554 5.3.3 The message is to be held and the server does not offer FUTURERELEASE"),
        Wish(
            description: "HOLDUNTIL", offer: "FUTURERELEASE 86400 2030-01-01T00:00:00Z",
            options: { $0.futureRelease = .at(unixSeconds: 1_798_135_200) }, text: " HOLDUNTIL=2026-12-24T18:00:00Z",
            refusal: "554 5.3.3 The message is to be held and the server does not offer FUTURERELEASE"),
        Wish(
            description: "REQUIRETLS", offer: "REQUIRETLS", isEncrypted: true, options: { $0.requiresTLS = true },
            text: " REQUIRETLS",
            refusal: "550 5.7.30 The sender demands TLS all the way and the server does not offer REQUIRETLS"),
    ]

    private func begin(_ wish: Wish, hello: String, isEncrypted: Bool) -> [SMTPClientMachine.Action] {
        let transaction = SMTPTransaction.with { wish.options(&$0.options) }
        let script = ClientScript("", isEncrypted: isEncrypted, transaction: transaction, hello: hello, "")
        var machine = script.machine
        return machine.begin(transaction)
    }

    @Test("is a parameter of MAIL where it is offered", arguments: ClientParameterTests.wishes)
    func offered(_ wish: Wish) {
        let actions = begin(wish, hello: "250-mx | 250 \(wish.offer)", isEncrypted: wish.isEncrypted)
        #expect(actions.map(\.text) == ["C: MAIL FROM:<ada@example.com>\(wish.text)"])
    }

    @Test(
        "is left out where it is not offered, or fails the message where it must not be",
        arguments: ClientParameterTests.wishes)
    func missing(_ wish: Wish) {
        let offers = Self.wishes.map(\.offer).filter { $0 != wish.offer } + ["SIZE", "8BITMIME"]
        let hello = "250-mx | " + offers.map { "250-\($0)" }.joined(separator: " | ") + " | 250 HELP"
        let actions = begin(wish, hello: hello, isEncrypted: true)
        guard let refusal = wish.refusal else {
            #expect(actions.map(\.text) == ["C: MAIL FROM:<ada@example.com> SIZE=100 BODY=7BIT"])
            return
        }
        #expect(actions.map(\.text) == ["finished: lost at mail; lost at mail", "ready"])
        guard case .finished(let outcomes)? = actions.first else { return }
        #expect(outcomes.map { $0.unsupported?.description } == [refusal, refusal])
    }

    @Test("of TLS all the way fails the message in the clear, even where a server offers it there")
    func requireTLSInTheClear() {
        let transaction = SMTPTransaction.with { $0.options.requiresTLS = true }
        var machine = ClientScript("", hello: "250-mx | 250 REQUIRETLS", "").machine
        let actions = machine.begin(transaction).map(\.text)
        #expect(actions == ["finished: lost at mail; lost at mail", "ready"])
    }

    @Test(
        "of a time to be held fails the message only beyond what the server allows",
        arguments: [
            ("FUTURERELEASE 600 2030-01-01T00:00:00Z", 600, true), ("FUTURERELEASE 600", 601, false),
            ("FUTURERELEASE", 999_999_999, true),
        ])
    func hold(offer: String, seconds: Int, isSent: Bool) {
        let transaction = SMTPTransaction.with { $0.options.futureRelease = .after(seconds: seconds) }
        var machine = ClientScript("", hello: "250-mx | 250 \(offer)", "").machine
        let actions = machine.begin(transaction).map(\.text)
        let sent = ["C: MAIL FROM:<ada@example.com> HOLDFOR=\(seconds)"]
        #expect(actions == (isSent ? sent : ["finished: lost at mail; lost at mail", "ready"]))
    }

    @Test("is one line in the order of the extensions, however much of it there is")
    func all() {
        let transaction = SMTPTransaction.with {
            $0.isEightBit = true
            $0.hasInternationalizedHeader = true
            $0.options.returnedContent = .headers
            $0.options.envelopeIdentifier = "id1"
            $0.options.deliverBy = DeliverBy(seconds: 120, mode: .return)
            $0.options.futureRelease = .after(seconds: 60)
            $0.options.priority = MessagePriority(9)
            $0.options.requiresTLS = true
        }
        let offers = [
            "SIZE", "8BITMIME", "SMTPUTF8", "DSN", "DELIVERBY", "FUTURERELEASE 99", "MT-PRIORITY", "REQUIRETLS",
        ]
        let hello = "250-mx | " + offers.map { "250-\($0)" }.joined(separator: " | ") + " | 250 HELP"
        var machine = ClientScript("", isEncrypted: true, hello: hello, "").machine
        let line =
            "C: MAIL FROM:<ada@example.com> SIZE=100 BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=id1 BY=120;R HOLDFOR=60"
        #expect(machine.begin(transaction).map(\.text) == [line + " MT-PRIORITY=9 REQUIRETLS"])
    }

    static let recipients: [ClientScript] = [
        ClientScript(
            "is a parameter of RCPT where DSN is offered", transaction: forRecipients,
            hello: "250-mx | 250-PIPELINING | 250 DSN",
            """
            > begin
            C: MAIL FROM:<ada@example.com> | RCPT TO:<bob@example.test> NOTIFY=NEVER | RCPT TO:<carol@example.test> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;c+2Bx@example.org | RCPT TO:<dave@example.test> | DATA
            """),
        ClientScript(
            "is left out where DSN is not offered", transaction: forRecipients, hello: "250-mx | 250 PIPELINING",
            """
            > begin
            C: MAIL FROM:<ada@example.com> | RCPT TO:<bob@example.test> | RCPT TO:<carol@example.test> | RCPT TO:<dave@example.test> | DATA
            """),
        ClientScript(
            "goes with its recipient in every go", transaction: forRecipients,
            hello: "250-mx | 250-PIPELINING | 250-DSN | 250 LIMITS RCPTMAX=1",
            """
            > begin
            C: MAIL FROM:<ada@example.com> | RCPT TO:<bob@example.test> NOTIFY=NEVER | DATA
            > S: 250 ok | 550 no | 554 no
            C: RSET
            > S: 250 ok
            C: MAIL FROM:<ada@example.com> | RCPT TO:<carol@example.test> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;c+2Bx@example.org | DATA
            > S: 250 ok | 550 no | 554 no
            C: RSET
            > S: 250 ok
            C: MAIL FROM:<ada@example.com> | RCPT TO:<dave@example.test> | DATA
            """),
    ]

    private static let forRecipients = SMTPTransaction.with {
        $0.recipients = [
            SMTPRecipient(mailbox: mailbox("bob@example.test"), options: .init(notify: .never)),
            SMTPRecipient(
                mailbox: mailbox("carol@example.test"),
                options: .init(
                    notify: [.success, .delay], originalRecipient: OriginalRecipient(mailbox("c+x@example.org")))),
            SMTPRecipient(mailbox: mailbox("dave@example.test")),
        ]
    }

    @Test("of the reports on one recipient is said of that recipient alone", arguments: ClientParameterTests.recipients)
    func recipient(_ script: ClientScript) { run(script) }
}
