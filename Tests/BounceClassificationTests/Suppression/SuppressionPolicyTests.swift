import BounceClassification
import DeliveryReports
import Testing

@Suite("What follows from a verdict for the suppression list")
struct SuppressionPolicyTests {
    private let policy = SuppressionPolicy.standard

    @Test(
        "depends on what the reply says and how surely",
        arguments: [
            ("550 5.1.1 User unknown", SuppressionResponse.suppress), ("550 5.1.1 x", .suppress),
            ("550 This account has been disabled", .suppress), ("550", .countRefusal),
            ("452 4.2.2 Mailbox full", .countFullMailbox), ("552 5.2.2 Over quota", .countFullMailbox),
            ("450 4.1.1 User unknown", .nothing), ("554 5.7.1 Client host blocked using zen.example", .nothing),
            ("421 4.7.0 Try again later", .nothing), ("550 5.7.1 Message looks like spam", .nothing),
            ("452 4.3.1 Insufficient system storage", .nothing), ("550 5.1.2 Domain not found", .nothing),
            ("250 2.0.0 OK", .forgetStrikes), ("", .nothing),
        ])
    func replies(text: String, expected: SuppressionResponse) {
        let verdict = BounceClassifier.standard.classify(text, at: .recipient)
        #expect(policy.response(to: verdict) == expected, "\(verdict)")
    }

    @Test("is never an entry or a strike where the scope is not the recipient")
    func scopes() {
        var seen = 0
        var verdict = BounceClassifier.standard.classify("550 5.1.1 User unknown")
        for cause in BounceCause.allCases where cause != .delivered {
            for scope in BounceScope.allCases where scope != .recipient {
                for permanence in BouncePermanence.allCases {
                    for action in BounceAction.allCases {
                        (verdict.cause, verdict.scope) = (cause, scope)
                        (verdict.permanence, verdict.action, verdict.confidence) = (permanence, action, 1)
                        seen += 1
                        if policy.response(to: verdict) != .nothing { Issue.record("\(verdict)") }
                    }
                }
            }
        }
        print("REPORT suppression: \(seen) verdicts of other scopes lead to nothing")
    }

    @Test(
        "is less where it is less sure",
        arguments: [
            (1.0, SuppressionResponse.suppress), (0.7, .suppress), (0.69, .countRefusal), (0.4, .countRefusal),
            (0.39, .nothing), (0, .nothing), (.nan, .nothing),
        ])
    func confidence(confidence: Double, expected: SuppressionResponse) {
        var verdict = BounceClassifier.standard.classify("550 5.1.1 User unknown")
        verdict.confidence = confidence
        #expect(policy.response(to: verdict) == expected)
    }

    @Test(
        "of a complaint is an entry where the recipient does not want the mail",
        arguments: [
            (FeedbackType.abuse, SuppressionResponse.suppress), (.optOut, .suppress), (.notSpam, .nothing),
            (.authenticationFailure, .nothing), (.virus, .nothing), (.fraud, .nothing), (.other, .nothing),
        ])
    func complaints(type: FeedbackType, expected: SuppressionResponse) {
        #expect(policy.response(to: type) == expected)
    }

    @Test("of the cause feedback waits for its type")
    func feedbackCause() {
        var verdict = BounceClassifier.standard.classify("550 5.1.1 User unknown")
        verdict.cause = .feedback
        #expect(verdict.isHardBounce && policy.response(to: verdict) == .nothing)
    }
}
