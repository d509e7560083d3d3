import BounceClassification
import DeliveryQueue
import SMTPProtocol
import Testing

@testable import DeliveryAgent

@Suite("What follows from a failure")
struct FailurePolicyTests {
    private func judge(_ outcome: SMTPRecipientOutcome) -> FailurePolicy.Judgement {
        FailurePolicy(classifier: .standard).judge(outcome, at: "mx.receiver.test", named: "mx.receiver.test", tls: nil)
    }

    private func judge(_ reason: SMTPClientFailure.Reason, _ stage: SMTPStage) -> FailurePolicy.Judgement {
        judge(.lost(SMTPClientFailure(reason, at: stage)))
    }

    @Test("is no word on the recipient where a refusal for good speaks of our address")
    func blocked() {
        let reply = SMTPReply(554, .init(5, 7, 1), "Client host [192.0.2.1] blocked using zen.spamhaus.org")
        let judgement = judge(.refused(reply, .recipient))
        #expect(judgement.step == .settle)
        #expect(judgement.outcome.kind == .deferred)
        #expect(judgement.outcome.errorClass == .blocked)
        #expect(judgement.outcome.isRemoteReply)
        #expect(judgement.outcome.detail == "in reply to RCPT TO, on account of our address")
        #expect(judgement.signal == .blocked(reply.description))
        let other = judge(.refused(SMTPReply(550, .init(5, 1, 1), "no such user"), .recipient))
        #expect(other.outcome.kind == .failed)
        #expect(other.signal == .success)
    }

    @Test("comes later where a deployment's own rule calls it temporary")
    func ownRules() throws {
        let own = try BounceRuleSet(
            parsing: """
                rule partner means busyMailbox
                    says        "come back tomorrow"
                    permanence  temporary
                    source      our contract
                """)
        let refusal = SMTPRecipientOutcome.refused(SMTPReply(550, nil, "come back tomorrow"), .recipient)
        #expect(judge(refusal).outcome.kind == .failed)
        let policy = FailurePolicy(classifier: BounceClassifier(rules: StandardBounceRules.all, own: own))
        let judgement = policy.judge(refusal, at: "mx.receiver.test", named: nil, tls: nil)
        #expect(judgement.outcome.kind == .deferred)
        #expect(judgement.outcome.errorClass == .mailbox)
        #expect(judgement.signal == .success)
    }

    @Test("comes later where a quota of ours is used up, whatever the code")
    func quota() {
        let reply = SMTPReply(550, .init(5, 4, 5), "Daily SMTP relay limit exceeded")
        let judgement = judge(.refused(reply, .recipient))
        #expect(judgement.step == .settle)
        #expect(judgement.outcome.kind == .deferred)
        #expect(judgement.outcome.errorClass == .throttled)
        #expect(judgement.signal == .throttled(retryAfter: nil))
    }

    @Test(
        "of a session is a kind of trouble and a signal by where and how it ended",
        arguments: [
            (.connection("refused"), .connect, .unreachable, .unreachable),
            (.connection("closed"), .greeting, .unreachable, .unreachable),
            (.protocolViolation(.noCode), .hello, .unreachable, .unreachable),
            (.connection("closed"), .startTLS, .security, .none), (.tlsUnavailable("no"), .startTLS, .security, .none),
            (.authenticationUnavailable, .authentication, .local, .none),
            (.authenticationFailed("no"), .authentication, .local, .none),
            (.connection("closed"), .mail, .other, .none), (.connection("closed"), .message, .other, .none),
            (.connection("this host has no address to connect from"), .connect, .local, .none),
            (.connection("cancelled here"), .hello, .local, .none),
            (.refused(SMTPReply(421, nil, "busy")), .recipient, .throttled, .throttled(retryAfter: nil)),
            (.refused(SMTPReply(554, nil, "no service")), .greeting, .unreachable, .unreachable),
        ] as [(SMTPClientFailure.Reason, SMTPStage, DeliveryErrorClass, PathSignal)])
    func sessions(
        reason: SMTPClientFailure.Reason, stage: SMTPStage, errorClass: DeliveryErrorClass, signal: PathSignal
    ) {
        let judgement = judge(reason, stage)
        #expect(judgement.step == .nextHost)
        #expect(judgement.outcome.kind == .deferred)
        #expect(judgement.outcome.errorClass == errorClass)
        #expect(judgement.signal == signal)
    }

    @Test("stands where another host cannot do better")
    func settled() {
        let ambiguous = judge(.connection("closed"), .finalDot)
        #expect(ambiguous.step == .settle)
        #expect(ambiguous.outcome.isAmbiguous)
        #expect(ambiguous.signal == .none)
        let unrecorded = judge(.connection("the attempt could not be recorded"), .message)
        #expect(unrecorded.step == .settle)
        #expect(unrecorded.outcome.kind == .deferred)
        #expect(unrecorded.outcome.errorClass == .local)
        #expect(unrecorded.signal == .none)
        let malformed = judge(.malformedMessage, .message)
        #expect(malformed.step == .settle)
        #expect(malformed.outcome.kind == .failed)
        #expect(judge(.accepted(SMTPReply(250, nil, "yes"))).signal == .success)
    }
}

@Suite("What the hosts of an attempt say of the path")
struct PathEvidenceTests {
    private typealias Judgement = FailurePolicy.Judgement

    private static func judgement(_ text: String) -> Judgement {
        let reply = SMTPReply(451, nil, "x")
        func outcome(
            _ kind: DeliveryOutcome.Kind = .deferred, _ errorClass: DeliveryErrorClass = .other
        ) -> DeliveryOutcome {
            DeliveryOutcome(kind, reply: reply, isRemoteReply: true, errorClass: errorClass)
        }
        return switch text {
        case "taken": .settle(outcome(.delivered), .success)
        case "judged": .settle(outcome(.failed), .success)
        case "throttled": .settle(outcome(), .throttled(retryAfter: nil))
        case "throttled 60": .settle(outcome(), .throttled(retryAfter: .seconds(60)))
        case "throttled 90": .settle(outcome(), .throttled(retryAfter: .seconds(90)))
        case "blocked": .settle(outcome(), .blocked("no"))
        case "closed": .nextHost(outcome(), .unreachable)
        case "busy": .nextHost(outcome(), .throttled(retryAfter: nil))
        case "banned": .nextHost(outcome(), .blocked("out"))
        case "own": .nextHost(outcome(.deferred, .local), .none)
        case "ambiguous": .settle(outcome())
        default: .nextHost(outcome())
        }
    }

    @Test(
        "is one signal",
        arguments: [
            ([], .none), (["closed", "closed"], .unreachable), (["closed", "lost"], .none), (["own"], .none),
            (["own", "closed"], .unreachable), (["closed", "taken"], .success), (["busy", "taken"], .success),
            (["busy", "closed"], .throttled(retryAfter: nil)), (["closed", "banned"], .blocked("out")),
            (["banned", "busy"], .throttled(retryAfter: nil)), (["banned", "taken"], .success),
            (["taken", "throttled"], .throttled(retryAfter: nil)), (["taken", "blocked"], .success),
            (["judged", "blocked"], .blocked("no")), (["judged", "closed"], .success),
            (["throttled 60", "throttled", "throttled 90"], .throttled(retryAfter: .seconds(90))),
            (["ambiguous"], .none), (["closed", "ambiguous"], .none), (["judged", "ambiguous"], .success),
        ] as [([String], PathSignal)])
    func signal(judgements: [String], signal: PathSignal) {
        var evidence = PathEvidence()
        for judgement in judgements { evidence.add([Self.judgement(judgement)]) }
        #expect(evidence.signal == signal)
    }
}
