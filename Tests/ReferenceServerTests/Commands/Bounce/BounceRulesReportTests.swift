import Testing

@testable import ReferenceServer

@Suite("Reports on rules of bounces")
struct BounceRulesReportTests {
    static func report(_ text: String) -> BounceRulesReport { BounceRulesReport(on: text, from: "own.rules") }

    @Test("rules in order are counted")
    func right() {
        #expect(Self.report(BounceCommandTests.ownRules).lines == ["own.rules is right: 1 rule"])
        #expect(Self.report("# nothing\n").lines == ["own.rules is right: 0 rules"])
        #expect(BounceRulesReport(on: "", from: "-").lines == ["standard input is right: 0 rules"])
    }

    @Test("every mistake is told with its place and what to write, and they are counted")
    func mistakes() {
        let report = Self.report(
            """
            rule one means mailboxful
            rule two means mailboxFull
                says "full
                codes 55x, sometimes
                source a letter
            rule two means rateLimited
                says "slow down"
            """)
        #expect(report.problems.map(\.line) == [1, 3, 4, 6, 6])
        #expect(Set(report.problems.map(\.severity)) == ["error"])
        #expect(report.lines.first == "own.rules:1:16: error: 'mailboxful' is no cause: did you mean 'mailboxFull'?")
        #expect(report.lines.last == "own.rules: 5 errors")
    }

    @Test("what does nothing is a warning")
    func warnings() {
        let report = Self.report(
            """
            rule wide means mailboxFull
                says "quota"
                source a letter
            rule narrow means rateLimited
                says "quota of messages"
                source a letter
            """)
        #expect(report.problems.map(\.severity) == ["warning"])
        #expect(report.lines.first?.hasPrefix("own.rules:4:1: warning: the rule 'narrow' never comes") == true)
        #expect(report.lines.last == "own.rules: 1 warning")
    }

    @Test("the exit status is 1 where anything is found", arguments: [[], ["--json"]])
    func status(form: [String]) throws {
        try TemporaryFolder.with { folder in
            let right = try folder.write(Array(BounceCommandTests.ownRules.utf8), to: "right.rules")
            let wrong = try folder.write(Array("rule a means b\n".utf8), to: "wrong.rules")
            #expect(try BounceCommandTests.run(["rules", "check", right] + form).status == 0)
            #expect(try BounceCommandTests.run(["rules", "check", wrong] + form).status == 1)
            #expect(try BounceCommandTests.run(["rules", "check", "\(folder.path)/none"] + form).status == 3)
        }
    }
}
