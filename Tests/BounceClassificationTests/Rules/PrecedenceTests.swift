import BounceClassification
import Testing

@Suite("Among rules that match")
struct PrecedenceTests {
    private static let text = """
        provider example
         hosts *.example.com
         signs "examplemail"
        rule plain means protocolError
         codes 550
         source s
        rule status means systemFull
         status 5.1.1
         source s
        rule words means unknownRecipient
         says "no"
         source s
        rule words-first means movedRecipient
         says "no and yes"
         rank 4
         source s
        rule host means inactiveMailbox
         provider example
         says "no"
         source s
        """

    @Test(
        "own rules come first, then known hosts, words, enhanced codes, plain codes",
        arguments: [
            ("550 hm", nil, "plain"), ("550 5.1.1 hm", nil, "status"), ("550 5.1.1 no", nil, "words"),
            ("550 5.1.1 no", "mx.example.org", "words"), ("550 5.1.1 no", "mx.example.com", "host"),
            ("550 5.1.1 no", "MX.Example.COM.", "host"), ("550 no examplemail", nil, "host"),
            ("550 5.1.1 no and yes", nil, "words-first"), ("550 5.1.1 no, mine", "mx.example.com", "mine"),
            ("550 no", "example.com", "host"), ("550 no", "notexample.com", "words"),
        ] as [(String, String?, String)])
    func order(text: String, host: String?, rule: String) throws {
        let own = try BounceRuleSet(parsing: "rule mine means spamContent\n says \"mine\"\n source s")
        let classifier = try BounceClassifier(rules: BounceRuleSet(parsing: Self.text), own: own)
        #expect(classifier.classify(text, host: host).rule == rule)
    }
}
