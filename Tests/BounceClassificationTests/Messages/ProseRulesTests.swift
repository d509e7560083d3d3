import Testing

@testable import BounceClassification

@Suite("The rules on letters")
struct ProseRulesTests {
    @Test("have no mistake")
    func parsing() throws {
        let set = try BounceRuleSet(parsing: ProseRules.text)
        #expect(set.rules.count > 10)
    }

    @Test("count behind a deployment's own")
    func precedence() throws {
        let own = try BounceRuleSet(
            parsing: """
                rule ours means policyViolation
                    says    "envelope expired"
                    source  our notes
                """)
        var judge = ReasonJudge(classifier: BounceClassifier(rules: StandardBounceRules.all, own: own))
        let found = judge.verdict([ReasonJudge.Source(text: "Envelope expired")], status: nil, host: nil)
        #expect(found.verdict.cause == .policyViolation)
        var standard = ReasonJudge(classifier: .standard)
        let other = standard.verdict([ReasonJudge.Source(text: "Envelope expired")], status: nil, host: nil)
        #expect(other.verdict.cause == .expired)
    }

    @Test("take text out of HTML")
    func html() {
        let text = HTMLText.plain("<p>a &lt;b@example.com&gt;<br>c<style>x</style> <d@example.com> &amp; &#233;</p>")
        #expect(text == "\na <b@example.com>\nc <d@example.com> & é\n")
    }

    @Test("find addresses")
    func addresses() {
        let line = "see <a.b@example.com>, 'c@example.org'. or \"d e\"@example.net: x@, @y, mailto:f@example.com."
        let found = AddressMention.all(in: Array(line.utf8)).map(\.address)
        #expect(found == ["a.b@example.com", "c@example.org", "\"d e\"@example.net", "f@example.com"])
    }

    @Test(
        "find the reply that is quoted",
        arguments: [
            ("host x said: 550 5.1.1 no", "550 5.1.1 no"), ("<<< 421\nbye", "421 bye"), ("sent in 550 ms", nil),
            ("x 550-'5.7.1 denied'", "550-5.7.1 denied'"), ("501: 5.1.8 no", "501 5.1.8 no"), ("at 10:00 450 x", nil),
        ] as [(String, String?)])
    func replies(_ text: String, _ reply: String?) {
        #expect(QuotedReply(in: Array(text.utf8))?.text == reply, "\(text)")
    }
}
