import BounceClassification
import Testing

@Suite("The language of rules")
struct RuleParserTests {
    @Test("has rules with all keys")
    func keys() throws {
        let set = try BounceRuleSet(
            parsing: """
                # A comment.
                provider example
                    hosts  *.example.com, mx.example.net

                rule full means mailboxFull
                    says        "box * full", "no room"
                    says        "voll"
                    also        "sorry"
                    unless      "disk"
                    codes       552, 45x
                    status      x.2.2, 5.7.606-649, none
                    provider    example
                    stages      rcpt, dot
                    permanence  temporary
                    scope       recipient
                    action      retry
                    confidence  0.5
                    rank        3
                    source      Example's pages, "Codes"
                """)
        let rule = try #require(set.rules.first)
        #expect(set.rules.count == 1)
        #expect(rule.name == "full")
        #expect(rule.cause == .mailboxFull)
        #expect(rule.phrases == ["box * full", "no room", "voll"])
        #expect(rule.confidence == 0.5)
        #expect(rule.source == "Example's pages, \"Codes\"")
        #expect(rule.line == 5)
        let classifier = BounceClassifier(rules: set)
        let verdict = classifier.classify(
            "552 Sorry, box of <a@b.example> is full", at: .recipient, host: "mx.example.com")
        #expect(verdict.rule == "full")
        #expect(verdict.phrase == "box * full")
        #expect(verdict.permanence == .temporary)
        #expect(classifier.classify("552 Sorry, no room", at: .mail, host: "mx.example.com").rule == nil)
        #expect(classifier.classify("550 Sorry, no room", at: .recipient, host: "mx.example.com").rule == nil)
        #expect(classifier.classify("552 Sorry, no room on disk", at: .recipient, host: "mx.example.com").rule == nil)
        #expect(classifier.classify("552 no room", at: .recipient, host: "mx.example.com").rule == nil)
    }

    @Test(
        "names the line, the column and what to write",
        arguments: [
            ("says \"x\"", "1:1: error: 'says' stands in no rule: begin with 'rule NAME means CAUSE'"),
            ("rule", "1:5: error: a rule needs a name of letters, digits and hyphens: write 'rule NAME means CAUSE'"),
            ("rule x", "1:7: error: write 'rule x means CAUSE'"),
            ("rule x means mailboxfull", "1:14: error: 'mailboxfull' is no cause: did you mean 'mailboxFull'?"),
            ("rule x means mailboxFull y\n source z", "1:26: error: 'y' does not belong here: begin a new line"),
            ("rule x means mailboxFull\n source z\n sais \"x\"", "3:2: error: 'sais' is no key: did you mean 'says'?"),
            (
                "rule x means mailboxFull\n source z\n codes 6xx",
                "3:8: error: '6xx' does not do: write a code such as 550, 55x or none"
            ),
            (
                "rule x means mailboxFull\n source z\n status 5.7",
                "3:9: error: '5.7' does not do: write a status such as 5.7.1, x.1.1, 5.7.*, 5.7.606-649 or none"
            ),
            (
                "rule x means mailboxFull\n source z\n says \"abc",
                "3:7: error: the phrase does not end: write a quotation mark behind it"
            ),
            (
                "rule x means mailboxFull\n source z\n says abc",
                "3:7: error: write a phrase in quotation marks, such as \"mailbox full\""
            ),
            (
                "rule x means mailboxFull\n source z\n says \"a\" \"b\"",
                "3:11: error: write a comma between two phrases"
            ),
            (
                "rule x means mailboxFull\n source z\n provider y",
                "3:11: error: no provider is called 'y': write a block 'provider y' with its hosts"
            ),
            (
                "rule x means mailboxFull",
                "1:1: error: the rule 'x' has no source: write 'source', and where its meaning comes from"
            ),
            (
                "rule x means mailboxFull\n source z\nrule x means expired\n source z\n says \"b\"",
                "3:1: error: the name 'x' is taken by the rule in line 1: choose another"
            ),
            (
                "stage lunch",
                "1:7: error: 'lunch' is no stage: write one of connect, greeting, hello, starttls, auth, "
                    + "mail, rcpt, data, dot, quit, before-mail"
            ),
            ("list x", "1:1: error: nothing tells when it is met: write 'signs' with phrases"),
            (
                "rule x means mailboxFull\n source z\n confidence 2",
                "3:13: error: '2' does not do: write a number from 0 to 1"
            ),
        ])
    func mistakes(text: String, problem: String) {
        #expect(BounceRuleSet.problems(in: text).first?.description == problem)
        #expect(throws: BounceRuleError.self) { try BounceRuleSet(parsing: text) }
    }
}
