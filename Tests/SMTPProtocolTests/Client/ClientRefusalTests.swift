import SMTPProtocol
import Testing

@Suite("A refusal")
struct ClientRefusalTests {
    static let pipelining = "250-mx.example.test | 250 PIPELINING"
    static let plain = "250 mx.example.test"

    static let pipelinedScripts: [ClientScript] = [
        ClientScript(
            "of one recipient leaves the other", hello: pipelining,
            """
            > begin
            C: MAIL FROM:<ada@example.com> | RCPT TO:<bob@example.test> | RCPT TO:<carol@example.test> | DATA
            > S: 250 ok | 550 5.1.1 No such user | 250 ok | 354 Go on
            send message
            > sent
            > S: 250 2.0.0 Kept
            finished: refused 550 at recipient; accepted 250
            ready
            """),
        ClientScript(
            "of all recipients and of DATA ends the transaction", hello: pipelining,
            """
            > begin
            C: MAIL FROM:<ada@example.com> | RCPT TO:<bob@example.test> | RCPT TO:<carol@example.test> | DATA
            > S: 250 ok | 550 5.1.1 No | 450 4.2.1 Later | 554 5.5.1 No recipients
            finished: refused 550 at recipient; refused 450 at recipient
            C: RSET
            > S: 250 2.0.0 ok
            ready
            """),
        ClientScript(
            "of all recipients but not of DATA is answered with an empty message (RFC 2920, section 3.1)",
            hello: pipelining,
            """
            > begin
            C: MAIL FROM:<ada@example.com> | RCPT TO:<bob@example.test> | RCPT TO:<carol@example.test> | DATA
            > S: 250 ok | 550 5.1.1 No | 450 4.2.1 Later | 354 Go on
            C: .
            > S: 250 2.0.0 Kept, though it was empty
            finished: refused 550 at recipient; refused 450 at recipient
            ready
            > begin
            C: MAIL FROM:<ada@example.com> | RCPT TO:<bob@example.test> | RCPT TO:<carol@example.test> | DATA
            > S: 250 ok | 250 ok | 250 ok | 354 Go on
            send message
            """),
        ClientScript(
            "of the empty message changes nothing", hello: pipelining,
            """
            > begin
            C: MAIL FROM:<ada@example.com> | RCPT TO:<bob@example.test> | RCPT TO:<carol@example.test> | DATA
            > S: 250 ok | 550 5.1.1 No | 450 4.2.1 Later | 354 Go on
            C: .
            > S: 554 5.5.1 No recipients
            finished: refused 550 at recipient; refused 450 at recipient
            ready
            """),
        ClientScript(
            "of the sender is every recipient's, whatever follows", hello: pipelining,
            """
            > begin
            C: MAIL FROM:<ada@example.com> | RCPT TO:<bob@example.test> | RCPT TO:<carol@example.test> | DATA
            > S: 451 4.7.1 Later
            > S: 503 5.5.1 No | 503 5.5.1 No
            > S: 503 5.5.1 No
            finished: refused 451 at mail; refused 451 at mail
            C: RSET
            > S: 250 2.0.0 ok
            ready
            """),
        ClientScript(
            "of the sender is every recipient's even where the server goes on to 354", hello: pipelining,
            """
            > begin
            C: MAIL FROM:<ada@example.com> | RCPT TO:<bob@example.test> | RCPT TO:<carol@example.test> | DATA
            > S: 550 5.7.1 No | 250 ok | 250 ok | 354 Go on
            C: .
            > S: 250 ok
            finished: refused 550 at mail; refused 550 at mail
            ready
            """),
    ]

    static let plainScripts: [ClientScript] = [
        ClientScript(
            "of the sender ends the transaction at once", hello: plain,
            """
            > begin
            C: MAIL FROM:<ada@example.com>
            > S: 550 5.7.1 No
            finished: refused 550 at mail; refused 550 at mail
            C: RSET
            > S: 500 5.5.1 What
            ready
            """),
        ClientScript(
            "of all recipients ends the transaction before DATA", hello: plain,
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
            > S: 250 ok
            ready
            """),
        ClientScript(
            "of the last recipient leaves the first", hello: plain,
            """
            > begin
            C: MAIL FROM:<ada@example.com>
            > S: 250 ok
            C: RCPT TO:<bob@example.test>
            > S: 250 ok
            C: RCPT TO:<carol@example.test>
            > S: 452 4.2.2 Full
            C: DATA
            > S: 354 Go on
            send message
            > sent
            > S: 250 Kept
            finished: accepted 250; refused 452 at recipient
            ready
            """),
    ]

    @Test("is the outcome of those whom it concerns", arguments: ClientRefusalTests.pipelinedScripts)
    func pipelined(_ script: ClientScript) { run(script) }

    @Test(
        "is the outcome of those whom it concerns, without PIPELINING too",
        arguments: ClientRefusalTests.plainScripts)
    func unpipelined(_ script: ClientScript) { run(script) }

    @Test(
        "of DATA or of the message is the outcome of those who were still open",
        arguments: ["451 4.3.0 Later", "554 5.7.1 No"])
    func late(text: String) {
        let code = text.prefix(3)
        for hello in [Self.pipelining, Self.plain] {
            var machine = ClientScript("", hello: hello, "").machine
            _ = machine.actions(after: "begin")
            for event in ["S: 250 ok", "S: 250 ok", "S: 550 5.1.1 No"] { _ = machine.actions(after: event) }
            var refused = machine
            let atData = refused.actions(after: "S: " + text).map(\.text)
            #expect(atData == ["finished: refused \(code) at data; refused 550 at recipient", "C: RSET"])
            _ = machine.actions(after: "S: 354 Go on")
            _ = machine.actions(after: "sent")
            let atEnd = machine.actions(after: "S: " + text).map(\.text)
            #expect(atEnd == ["finished: refused \(code) at finalDot; refused 550 at recipient", "ready"])
        }
    }

    @Test("by a reply that makes no sense is one for now", arguments: ["250 ok", "251 ok", "334 what", "399 what"])
    func oddDataReply(text: String) {
        var machine = ClientScript("", hello: Self.plain, "").machine
        _ = machine.actions(after: "begin")
        for event in ["S: 250 ok", "S: 250 ok", "S: 250 ok"] { _ = machine.actions(after: event) }
        let actions = machine.actions(after: "S: " + text).map(\.text)
        #expect(actions == ["finished: refused 451 at data; refused 451 at data", "C: RSET"])
    }

    @Test("always tells whether it is for now or for good, even where the server answers with a 3xx")
    func intermediate() {
        for (events, stage) in [
            (["S: 334 what"], "mail"), (["S: 250 ok", "S: 354 what", "S: 354 what"], "recipient"),
        ] {
            var machine = ClientScript("", hello: Self.plain, "").machine
            _ = machine.actions(after: "begin")
            var last: [SMTPClientMachine.Action] = []
            for event in events { last = machine.actions(after: event) }
            guard case .finished(let outcomes)? = last.first else {
                Issue.record("the transaction goes on after \(events)")
                continue
            }
            for outcome in outcomes {
                guard case .refused(let reply, let at) = outcome else {
                    Issue.record("another outcome: \(outcome)")
                    continue
                }
                #expect(at.rawValue == stage)
                #expect(reply.isTransientFailure || reply.isPermanentFailure, "\(reply)")
            }
        }
    }
}
