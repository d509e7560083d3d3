import SMTPProtocol
import Testing

@Suite("A stage of the client's session")
struct ClientStageTests {
    /// A stage and what has to happen to come from the stage before to this one.
    struct Step: Sendable {
        let stage: SMTPStage
        let events: [String]
    }

    static let steps: [Step] = [
        Step(stage: .greeting, events: []),
        Step(stage: .hello, events: ["S: 220 mx.example.test"]),
        Step(stage: .startTLS, events: ["S: 250-mx.example.test | 250 STARTTLS"]),
        Step(stage: .authentication, events: ["S: 220 go", "tls", "S: 250-mx.example.test | 250 AUTH PLAIN"]),
        Step(stage: .mail, events: ["S: 235 welcome", "begin"]),
        Step(stage: .recipient, events: ["S: 250 ok"]),
        Step(stage: .data, events: ["S: 250 ok", "S: 250 ok"]),
        Step(stage: .message, events: ["S: 354 go on"]),
        Step(stage: .finalDot, events: ["sent"]),
    ]

    static let stages: [SMTPStage] = steps.map(\.stage)

    /// A machine that waits at the stage; it wants TLS when offered and logs in.
    private func waiting(at stage: SMTPStage) -> SMTPClientMachine {
        let credentials = SMTPCredentials(user: "ada", password: "secret")
        let configuration = SMTPClientConfiguration(
            helloName: "client.test", tls: .whenOffered, credentials: credentials)
        var machine = SMTPClientMachine(configuration: configuration)
        for step in Self.steps {
            for event in step.events { _ = machine.actions(after: event) }
            if step.stage == stage { break }
        }
        return machine
    }

    private func isInTransaction(_ stage: SMTPStage) -> Bool {
        [.mail, .recipient, .data, .message, .finalDot].contains(stage)
    }

    /// What has to be said when the session ends at the stage.
    private func ending(at stage: SMTPStage, _ reason: String) -> [String] {
        let name = stage.rawValue
        let outcomes = isInTransaction(stage) ? ["finished: lost at \(name); lost at \(name)"] : []
        return outcomes + ["failed at \(name): \(reason)", "close"]
    }

    @Test("is named while it is waited at", arguments: ClientStageTests.stages)
    func named(_ stage: SMTPStage) {
        #expect(waiting(at: stage).stage == stage)
    }

    @Test(
        "is named when the connection is lost, and every recipient has an outcome",
        arguments: ClientStageTests.stages)
    func lost(_ stage: SMTPStage) {
        var machine = waiting(at: stage)
        let actions = machine.actions(after: "lost").map(\.text)
        #expect(actions == ending(at: stage, "the connection is gone"))
        let after = machine.actions(after: "lost") + machine.actions(after: "S: 250 ok")
        #expect(after.isEmpty)
    }

    @Test(
        "is named when the server closes with 421, and every recipient has an outcome",
        arguments: ClientStageTests.stages)
    func closing(_ stage: SMTPStage) {
        var machine = waiting(at: stage)
        let actions = machine.actions(after: "S: 421 4.3.2 Bye").map(\.text)
        var expected = ending(at: stage, "421 4.3.2 Bye")
        if stage == .finalDot {
            // A definite answer on this message: nothing is in doubt.
            let refusal = "refused 421 at \(stage.rawValue)"
            expected[0] = "finished: \(refusal); \(refusal)"
        }
        #expect(actions == expected)
        let after = machine.actions(after: "lost") + machine.actions(after: "S: 250 ok")
        #expect(after.isEmpty)
    }

    @Test(
        "is named when the server stops speaking SMTP, and every recipient has an outcome",
        arguments: ClientStageTests.stages)
    func garbage(_ stage: SMTPStage) {
        var machine = waiting(at: stage)
        let actions = machine.actions(after: "S: what").map(\.text)
        #expect(actions == ending(at: stage, "violation noCode"))
        let after = machine.actions(after: "S: 250 ok")
        #expect(after.isEmpty)
    }

    @Test("leaves a recipient that was refused before with its refusal when the connection is lost")
    func lostAfterRefusal() {
        for (event, reason) in [("lost", "the connection is gone"), ("S: 421 4.3.2 Bye", "421 4.3.2 Bye")] {
            var machine = waiting(at: .recipient)
            _ = machine.actions(after: "S: 550 5.1.1 No")
            let actions = machine.actions(after: event).map(\.text)
            #expect(
                actions == [
                    "finished: refused 550 at recipient; lost at recipient", "failed at recipient: \(reason)", "close",
                ])
        }
    }

    struct Refusal: Sendable {
        let stage: SMTPStage
        let reply: String
        let actions: [String]

        init(_ stage: SMTPStage, _ reply: String, _ actions: String...) {
            self.stage = stage
            self.reply = reply
            self.actions = actions
        }
    }

    static let refusals: [Refusal] = [
        .init(.greeting, "450 later", "failed at greeting: 450 later", "close"),
        .init(.greeting, "554 no", "failed at greeting: 554 no", "close"),
        .init(.hello, "450 later", "failed at hello: 450 later", "close"),
        .init(.hello, "550 no", "C: HELO client.test"),
        .init(.startTLS, "454 later", "failed at startTLS: no TLS", "close"),
        .init(.startTLS, "502 no", "failed at startTLS: no TLS", "close"),
        .init(.authentication, "454 later", "failed at authentication: 454 later", "close"),
        .init(.authentication, "535 no", "failed at authentication: 535 no", "close"),
        .init(.mail, "450 later", "finished: refused 450 at mail; refused 450 at mail", "C: RSET"),
        .init(.mail, "550 no", "finished: refused 550 at mail; refused 550 at mail", "C: RSET"),
        .init(.recipient, "450 later", "C: RCPT TO:<carol@example.test>"),
        .init(.recipient, "550 no", "C: RCPT TO:<carol@example.test>"),
        .init(.data, "451 later", "finished: refused 451 at data; refused 451 at data", "C: RSET"),
        .init(.data, "554 no", "finished: refused 554 at data; refused 554 at data", "C: RSET"),
        .init(
            .message, "451 later", "finished: refused 451 at message; refused 451 at message",
            "failed at message: 451 later",
            "close"),
        .init(
            .message, "554 no", "finished: refused 554 at message; refused 554 at message", "failed at message: 554 no",
            "close"),
        .init(.finalDot, "451 later", "finished: refused 451 at finalDot; refused 451 at finalDot", "ready"),
        .init(.finalDot, "554 no", "finished: refused 554 at finalDot; refused 554 at finalDot", "ready"),
    ]

    @Test("is where a refusal has its own effect, for now and for good", arguments: ClientStageTests.refusals)
    func refused(_ refusal: Refusal) {
        for chunking in Chunking.all {
            var machine = waiting(at: refusal.stage)
            let actions = machine.actions(after: "S: " + refusal.reply, .usual, chunking).map(\.text)
            #expect(actions == refusal.actions, "\(refusal.stage)")
        }
    }

    @Test(
        "is told with whether another attempt may succeed",
        arguments: [
            (.connection("gone"), true), (.refused(reply("450 later")), true), (.refused(reply("421 bye")), true),
            (.refused(reply("554 no")), false), (.protocolViolation(.noCode), true), (.tlsUnavailable("none"), true),
            (.malformedMessage, false), (.unsupported(reply("554 5.6.3 no")), false),
            (.authenticationUnavailable, true),
        ] as [(SMTPClientFailure.Reason, Bool)])
    func temporary(reason: SMTPClientFailure.Reason, isTemporary: Bool) {
        let failure = SMTPClientFailure(reason, at: .data)
        #expect(failure.isTemporary == isTemporary)
        #expect(!failure.description.isEmpty)
    }
}
