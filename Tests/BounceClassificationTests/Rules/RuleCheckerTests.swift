import Testing

@testable import BounceClassification

@Suite("The checker of rules")
struct RuleCheckerTests {
    private static func rules(_ bodies: [String]) -> String {
        bodies.enumerated().map { "rule r\($0.offset) means mailboxFull\n source s\n\($0.element)\n" }.joined()
    }

    @Test(
        "finds a rule that never comes to its turn",
        arguments: [
            [" says \"full\"", " says \"mailbox full\", \"is full up\""],
            [" says \"full*\"", " says \"fully booked\""],
            [" says \"a * b\"", " says \"a x b\""],
            [" says \"full\"\n codes 5xx", " says \"box full\"\n codes 552"],
            [" says \"full\"\n status x.2.*", " says \"full\"\n status 5.2.2"],
            [" codes 5xx", " codes 550"], [" stages mail, rcpt", " stages rcpt\n codes 5xx"],
            [" status 5.7.*", " status 5.7.606-649"],
        ])
    func shadowed(bodies: [String]) {
        let problems = BounceRuleSet.problems(in: Self.rules(bodies))
        #expect(problems.count == 1)
        #expect(problems.first?.severity == .warning)
        #expect(
            problems.first?.message.hasPrefix("the rule 'r1' never comes to its turn behind 'r0' in line 1") == true)
    }

    @Test("finds a rule that excludes what it looks for")
    func excluded() {
        let problems = BounceRuleSet.problems(in: Self.rules([" says \"mailbox full\"\n unless \"full\""]))
        #expect(
            problems.map(\.message) == [
                "the rule 'r0' is never met: each phrase of 'says' has one of 'unless' within it"
            ])
    }

    @Test(
        "lets stand what can be met",
        arguments: [
            [" says \"mailbox full\"", " says \"full\""], [" says \"full\"", " says \"fully\""],
            [" says \"full\"\n codes 552", " says \"full\"\n codes 5xx"],
            [" says \"full\"\n also \"x\"", " says \"full\""], [" says \"full\"\n unless \"x\"", " says \"full\""],
            [" says \"full\"\n stages rcpt", " says \"full\""], [" says \"full\"", " says \"empty\", \"full\""],
            [" says \"full\"", " says \"mailbox full\"\n rank 1"], [" codes 550", " codes 5xx"],
            [" says \"full\"\n hosts *.example.com", " says \"full\""],
        ])
    func reachable(bodies: [String]) {
        #expect(BounceRuleSet.problems(in: Self.rules(bodies)).isEmpty)
    }

    @Test("finds nothing in the standard rules", arguments: StandardBounceRules.texts)
    func standard(text: String) {
        #expect(BounceRuleSet.problems(in: text).filter { $0.severity == .error }.map(\.description) == [])
    }

    @Test("finds no standard rule that never comes to its turn")
    func reachableStandard() {
        #expect(StandardBounceRules.all.problems.map(\.message) == [])
        #expect(Set(StandardBounceRules.all.rules.map(\.name)).count == StandardBounceRules.all.rules.count)
        print("REPORT standard rules: \(StandardBounceRules.all.rules.count)")
    }
}
