import MailAddressing
import SMTPProtocol
import Testing

@Suite("A transaction with other letters than those of ASCII")
struct ClientInternationalTests {
    static let offered = "250-mx | 250-PIPELINING | 250-8BITMIME | 250 SMTPUTF8"
    static let missing = "250-mx | 250-PIPELINING | 250 8BITMIME"

    static let sender = SMTPTransaction.with { $0.reversePath = .mailbox(mailbox("åsa@example.com")) }
    static let header = SMTPTransaction.with { $0.hasInternationalizedHeader = true }
    static let recipient = SMTPTransaction.to("bob", "käthe", "dave")
    static let wish = SMTPTransaction.with { $0.options.allowsInternationalized = true }

    static let requests: [ClientScript] = [
        ClientScript(
            "says SMTPUTF8 for its sender", transaction: sender, hello: offered,
            """
            > begin
            C: MAIL FROM:<åsa@example.com> BODY=7BIT SMTPUTF8 | RCPT TO:<bob@example.test> | RCPT TO:<carol@example.test> | DATA
            """),
        ClientScript(
            "says SMTPUTF8 for its header", transaction: header, hello: offered,
            """
            > begin
            C: MAIL FROM:<ada@example.com> BODY=7BIT SMTPUTF8 | RCPT TO:<bob@example.test> | RCPT TO:<carol@example.test> | DATA
            """),
        ClientScript(
            "says SMTPUTF8 for one of its recipients", transaction: recipient, hello: offered,
            """
            > begin
            C: MAIL FROM:<ada@example.com> BODY=7BIT SMTPUTF8 | RCPT TO:<bob@example.test> | RCPT TO:<käthe@example.test> | RCPT TO:<dave@example.test> | DATA
            > S: 250 ok | 250 ok | 250 ok | 250 ok | 354 Go on
            send message
            > sent
            > S: 250 2.0.0 Kept
            finished: accepted 250; accepted 250; accepted 250
            ready
            """),
        ClientScript(
            "says SMTPUTF8 when its sender asks for it", transaction: wish, hello: offered,
            """
            > begin
            C: MAIL FROM:<ada@example.com> BODY=7BIT SMTPUTF8 | RCPT TO:<bob@example.test> | RCPT TO:<carol@example.test> | DATA
            """),
        ClientScript(
            "says nothing when it needs nothing", hello: offered,
            """
            > begin
            C: MAIL FROM:<ada@example.com> BODY=7BIT | RCPT TO:<bob@example.test> | RCPT TO:<carol@example.test> | DATA
            """),
        ClientScript(
            "says nothing for a domain, which goes in letters of ASCII",
            transaction: .with { $0.recipients = [SMTPRecipient(mailbox: mailbox("bob@bücher.example"))] },
            hello: offered,
            """
            > begin
            C: MAIL FROM:<ada@example.com> BODY=7BIT | RCPT TO:<bob@xn--bcher-kva.example> | DATA
            """),
        ClientScript(
            "says SMTPUTF8 in every go", transaction: recipient,
            hello: "250-mx | 250-SMTPUTF8 | 250-PIPELINING | 250 LIMITS RCPTMAX=2",
            """
            > begin
            C: MAIL FROM:<ada@example.com> SMTPUTF8 | RCPT TO:<bob@example.test> | RCPT TO:<käthe@example.test> | DATA
            > S: 250 ok | 250 ok | 250 ok | 354 Go on
            send message
            > sent
            > S: 250 2.0.0 Kept
            C: MAIL FROM:<ada@example.com> SMTPUTF8 | RCPT TO:<dave@example.test> | DATA
            """),
    ]

    @Test("says SMTPUTF8 where it is needed and offered (RFC 6531, section 3.4)", arguments: requests)
    func request(_ script: ClientScript) { run(script) }

    static let lacks: [ClientScript] = [
        ClientScript(
            "goes to the others when a recipient needs SMTPUTF8", transaction: recipient, hello: missing,
            """
            > begin
            C: MAIL FROM:<ada@example.com> BODY=7BIT | RCPT TO:<bob@example.test> | RCPT TO:<dave@example.test> | DATA
            > S: 250 ok | 250 ok | 550 5.1.1 No | 354 Go on
            send message
            > sent
            > S: 250 2.0.0 Kept
            finished: accepted 250; lost at recipient; refused 550 at recipient
            ready
            """),
        ClientScript(
            "goes to nobody when its only recipients need SMTPUTF8", transaction: .to("käthe", "søren"),
            hello: missing,
            """
            > begin
            finished: lost at recipient; lost at recipient
            ready
            > quit
            C: QUIT
            """),
        ClientScript(
            "goes to nobody when its sender needs SMTPUTF8", transaction: sender, hello: missing,
            """
            > begin
            finished: lost at mail; lost at mail
            ready
            """),
        ClientScript(
            "goes to nobody when its header needs SMTPUTF8", transaction: header, hello: missing,
            """
            > begin
            finished: lost at mail; lost at mail
            ready
            """),
        ClientScript(
            "goes as it is when its sender only allows SMTPUTF8", transaction: wish, hello: missing,
            """
            > begin
            C: MAIL FROM:<ada@example.com> BODY=7BIT | RCPT TO:<bob@example.test> | RCPT TO:<carol@example.test> | DATA
            """),
        ClientScript(
            "keeps the outcome of such a recipient when the others are cut off", transaction: recipient,
            hello: missing,
            """
            > begin
            C: MAIL FROM:<ada@example.com> BODY=7BIT | RCPT TO:<bob@example.test> | RCPT TO:<dave@example.test> | DATA
            > S: 550 5.7.1 No | 503 no | 503 no | 503 no
            finished: refused 550 at mail; lost at recipient; refused 550 at mail
            C: RSET
            """),
    ]

    @Test("goes without SMTPUTF8 as far as it can", arguments: lacks)
    func lack(_ script: ClientScript) { run(script) }

    /// A transaction, and what must be said in place of the server for each of its recipients.
    static let replies: [(transaction: SMTPTransaction, statuses: [String?])] = [
        (recipient, [nil, "550 5.6.7", nil]),
        (.to("käthe", "søren"), ["550 5.6.7", "550 5.6.7"]),
        (sender, ["550 5.6.7", "550 5.6.7"]),
        (header, ["550 5.6.9", "550 5.6.9"]),
    ]

    @Test("says for good what is missing, in the codes of RFC 6531, section 3.5", arguments: replies)
    func reply(transaction: SMTPTransaction, statuses: [String?]) throws {
        var machine = ClientScript("", transaction: transaction, hello: Self.missing, "").machine
        var actions = machine.begin(transaction)
        if case .write? = actions.first { actions = machine.actions(after: "lost") }
        guard case .finished(let outcomes)? = actions.first else {
            Issue.record("the transaction goes on")
            return
        }
        #expect(outcomes.map { $0.unsupported.map { String($0.description.prefix(9)) } } == statuses)
    }
}
