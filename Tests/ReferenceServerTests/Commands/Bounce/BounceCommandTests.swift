import ArgumentParser
import BounceClassification
import Testing

@testable import ReferenceServer

@Suite("The command bounce", .timeLimit(.minutes(15)))
struct BounceCommandTests {
    /// The exit status of a command, and the line that it ends with.
    static func run(_ arguments: [String]) throws -> (status: Int32, message: String) {
        do {
            var command = try BounceCommand.parseAsRoot(arguments)
            try command.run()
            return (0, "")
        } catch let failure as CommandFailure {
            return (failure.status, failure.message)
        }
    }

    static let ownRules = """
        rule partner-full means mailboxFull
            says    "quota of this box is used up"
            source  a letter
        """

    @Test(
        "a command line that makes no sense is refused before anything is read",
        arguments: [
            ["classify"], ["classify", "--reply", ""], ["classify", "--reply", "550 no", "a.eml"],
            ["classify", "--stage", "rcpt", "a.eml"], ["classify", "--host", "mx.example.com", "a.eml"],
            ["classify", "--reply", "550 no", "--stage", "lunch"], ["classify", "-", "-"],
            ["classify", "--rules", "-", "-"], ["rules", "check"], ["rules", "check", "a", "b"],
        ])
    func usage(arguments: [String]) {
        #expect(throws: (any Error).self) { try BounceCommand.parseAsRoot(arguments) }
    }

    @Test(
        "a command line that makes sense is taken",
        arguments: [
            ["classify", "--reply", "550 no", "--stage", "rcpt", "--host", "mx.example.com"],
            ["classify", "--reply", "no", "--rules", "-", "--json"], ["classify", "--rules", "-", "a.eml", "b.eml"],
            ["classify", "-"], ["rules", "check", "-"], ["rules", "check", "--json", "own.rules"],
        ])
    func sense(arguments: [String]) {
        #expect(throws: Never.self) { try BounceCommand.parseAsRoot(arguments) }
    }

    @Test("the exit status says whether anything was a bounce")
    func status() throws {
        try TemporaryFolder.with { folder in
            let bounce = try folder.write(Array(BounceReportTests.report.utf8), to: "bounce.eml")
            let letter = try folder.write(Array(BounceReportTests.letter.utf8), to: "letter.eml")
            let absent = "\(folder.path)/absent.eml"
            for form in [[], ["--json"]] {
                #expect(try Self.run(["classify", "--reply", "550 5.1.1 No such user"] + form).status == 0)
                #expect(try Self.run(["classify", bounce] + form).status == 0)
                #expect(try Self.run(["classify", letter, bounce] + form).status == 0)
                let negative = try Self.run(["classify", letter] + form)
                #expect(negative.status == 1)
                #expect(negative.message.isEmpty)
                let partial = try Self.run(["classify", bounce, absent] + form)
                #expect(partial.status == 3)
                #expect(partial.message == "1 file could not be read")
                let alone = try Self.run(["classify", absent] + form)
                #expect(alone.status == 3)
                #expect(alone.message.hasPrefix("cannot read \(absent): "))
            }
        }
    }

    @Test("rules of one's own go before the others, and are refused with every mistake")
    func ownRules() throws {
        try TemporaryFolder.with { folder in
            let own = try folder.write(Array(Self.ownRules.utf8), to: "own.rules")
            let verdict = try BounceClassifier.withRules(at: own).classify("550 5.1.1 Quota of this box is used up")
            #expect(verdict.rule == "partner-full")
            #expect(verdict.cause == .mailboxFull)
            #expect(try Self.run(["classify", "--reply", "550 no", "--rules", own]).status == 0)
            let wrong = try folder.write(Array("rule a means b\nrule c means d\n".utf8), to: "wrong.rules")
            let refused = try Self.run(["classify", "--reply", "550 no", "--rules", wrong])
            #expect(refused.status == 3)
            #expect(refused.message.contains("\n\(wrong):1:14: error: 'b' is no cause"))
            #expect(refused.message.contains("\n\(wrong):2:14: error: 'd' is no cause"))
        }
    }

    @Test("help names each key of the JSON, and examples that are command lines")
    func help() throws {
        let text = BounceCommand.helpMessage(for: BounceCommand.Classify.self, columns: 1_000)
        for key in [
            "file", "recipient", "cause", "sisimai", "kumomta", "permanence", "scope", "action", "confidence", "rule",
            "status", "replyCode", "diagnostic",
        ] {
            #expect(text.contains(key), "\(key)")
        }
        let commands: [any ParsableCommand.Type] = [
            BounceCommand.self, BounceCommand.Classify.self, BounceCommand.Check.self,
        ]
        for command in commands {
            let lines = BounceCommand.helpMessage(for: command, columns: 1_000).split(
                separator: "\n", omittingEmptySubsequences: false)
            let examples = lines.drop { $0 != "Examples:" }.dropFirst().prefix { !$0.isEmpty }
            #expect(!examples.isEmpty)
            for example in examples { #expect(example.hasPrefix("  waxwing bounce "), "\(example)") }
        }
    }
}
