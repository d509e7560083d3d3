import SMTPProtocol
import Testing

@Suite("The way in which a message goes out")
struct ClientTransferTests {
    /// What is set, what is offered, and what is sent.
    struct Choice: Sendable, CustomStringConvertible {
        let description: String
        let chunking: SMTPClientConfiguration.Chunking
        let offers: String
        let size: Int
        var isBinary = false
        let action: String
    }

    static let choices: [Choice] = [
        Choice(
            description: "a small message goes by DATA", chunking: .from(octets: 1_000), offers: "250 CHUNKING",
            size: 999, action: "send message"),
        Choice(
            description: "a message of the threshold goes in chunks", chunking: .from(octets: 1_000),
            offers: "250 CHUNKING", size: 1_000, action: "send chunks"),
        Choice(
            description: "a large message goes by DATA where chunks are not offered", chunking: .from(octets: 1_000),
            offers: "250 8BITMIME", size: 1_000_000, action: "send message"),
        Choice(
            description: "a client that never wants chunks uses DATA", chunking: .never, offers: "250 CHUNKING",
            size: 1_000_000, action: "send message"),
        Choice(
            description: "a client that always wants chunks sends an empty message so", chunking: .from(octets: 0),
            offers: "250 CHUNKING", size: 0, action: "send chunks"),
        Choice(
            description: "a binary message goes in chunks whatever its size", chunking: .from(octets: 1_000),
            offers: "250-CHUNKING | 250 BINARYMIME", size: 1, isBinary: true, action: "send chunks"),
        Choice(
            description: "a binary message goes in chunks even from a client that never wants them", chunking: .never,
            offers: "250-CHUNKING | 250 BINARYMIME", size: 1, isBinary: true, action: "send chunks"),
    ]

    @Test(
        "follows from its size and kind, the settings and the offer, with and without PIPELINING",
        arguments: ClientTransferTests.choices)
    func choice(_ choice: Choice) {
        let transaction = SMTPTransaction.with {
            $0.size = choice.size
            if choice.isBinary { $0.options.body = .binaryMIME }
        }
        for offers in [choice.offers, "250-PIPELINING | " + choice.offers] {
            let script = ClientScript(
                "", configure: { $0.chunking = choice.chunking }, transaction: transaction, hello: "250-mx | " + offers,
                "")
            var machine = script.machine
            _ = machine.begin(transaction)
            var actions: [String] = []
            for event in ["S: 250 ok", "S: 250 ok", "S: 250 ok"] {
                actions = machine.actions(after: event).map(\.text)
            }
            // Without PIPELINING DATA goes out last of all.
            if actions == ["C: DATA"] || actions.isEmpty {
                actions = machine.actions(after: "S: 354 Go on").map(\.text)
            }
            #expect(actions == [choice.action], "\(offers)")
        }
    }

    @Test("is by DATA below 64 KiB by default, and in chunks from there on")
    func byDefault() {
        #expect(SMTPClientConfiguration(helloName: "client.test").chunking == .from(octets: 65_536))
    }

    static let binary: [(offers: String, actions: [String])] = [
        ("250-CHUNKING | 250 BINARYMIME", ["C: MAIL FROM:<ada@example.com> BODY=BINARYMIME"]),
        (
            "250-CHUNKING | 250-BINARYMIME | 250 8BITMIME",
            ["C: MAIL FROM:<ada@example.com> BODY=BINARYMIME"]
        ),
        ("250-CHUNKING | 250 8BITMIME", ["finished: lost at mail; lost at mail", "ready"]),
        ("250-BINARYMIME | 250 8BITMIME", ["finished: lost at mail; lost at mail", "ready"]),
        ("250 8BITMIME", ["finished: lost at mail; lost at mail", "ready"]),
    ]

    @Test("is none for a binary message without both CHUNKING and BINARYMIME", arguments: ClientTransferTests.binary)
    func binaryMessage(offers: String, expected: [String]) {
        let transaction = SMTPTransaction.with { $0.options.body = .binaryMIME }
        var machine = ClientScript("", hello: "250-mx | " + offers, "").machine
        let actions = machine.begin(transaction)
        #expect(actions.map(\.text) == expected)
        if case .finished(let outcomes)? = actions.first {
            #expect(
                outcomes.compactMap(\.unsupported).map(\.description) == Array(repeating: Self.needsBinary, count: 2))
        }
    }

    private static let needsBinary = "554 5.6.3 The message is binary and the server does not offer BINARYMIME"

    static let unpipelined: [ClientScript] = [
        ClientScript(
            "sends line by line, by DATA", configure: { $0.usesPipelining = false },
            hello: "250-mx | 250 PIPELINING",
            """
            > begin
            C: MAIL FROM:<ada@example.com>
            > S: 250 ok
            C: RCPT TO:<bob@example.test>
            > S: 550 5.1.1 No
            C: RCPT TO:<carol@example.test>
            > S: 250 ok
            C: DATA
            > S: 354 Go on
            send message
            > sent
            > S: 250 Kept
            finished: refused 550 at recipient; accepted 250
            ready
            """),
        ClientScript(
            "sends line by line, in chunks",
            configure: {
                $0.usesPipelining = false
                $0.chunking = .from(octets: 0)
            }, hello: "250-mx | 250-CHUNKING | 250 PIPELINING",
            """
            > begin
            C: MAIL FROM:<ada@example.com>
            > S: 250 ok
            C: RCPT TO:<bob@example.test>
            > S: 250 ok
            C: RCPT TO:<carol@example.test>
            > S: 550 5.1.1 No
            send chunks
            """),
        ClientScript(
            "does not send DATA when nobody is left", configure: { $0.usesPipelining = false },
            hello: "250-mx | 250 PIPELINING",
            """
            > begin
            C: MAIL FROM:<ada@example.com>
            > S: 250 ok
            C: RCPT TO:<bob@example.test>
            > S: 550 5.1.1 No
            C: RCPT TO:<carol@example.test>
            > S: 550 5.1.1 No
            finished: refused 550 at recipient; refused 550 at recipient
            C: RSET
            > S: 250 ok
            ready
            """),
    ]

    @Test(
        "of a client that uses no PIPELINING is one command at a time, whatever is offered",
        arguments: ClientTransferTests.unpipelined)
    func lineByLine(_ script: ClientScript) { run(script) }
}

extension SMTPRecipientOutcome {
    /// What we said in place of the server, where it could not be asked.
    var unsupported: SMTPReply? {
        guard case .lost(let failure) = self, case .unsupported(let reply) = failure.reason else { return nil }
        return reply
    }
}
