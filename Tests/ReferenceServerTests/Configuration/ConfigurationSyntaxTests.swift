import MailAddressing
import Testing

@testable import ReferenceServer

@Suite("YAML's own mistakes")
struct ConfigurationSyntaxTests {
    /// A text, the line of its error, and a piece of the message.
    struct SyntaxCase: Sendable {
        let text: String
        let line: Int
        let piece: String
    }

    @Test(
        "A text that is no YAML is refused with the line",
        arguments: [
            SyntaxCase(text: "a: b\nhostname: [a\n", line: 3, piece: "flow sequence"),
            SyntaxCase(text: "tls:\n\troots: system\n", line: 2, piece: "line 2 is indented with a tab"),
            SyntaxCase(text: "a: @b\n", line: 1, piece: "cannot start any token"),
            SyntaxCase(text: "a: *b\n", line: 1, piece: "undefined alias"),
            SyntaxCase(text: "a: 1\n---\nb: 2\n", line: 2, piece: "another document"),
            SyntaxCase(text: "# \u{1}\na: 1\n", line: 1, piece: "control characters"),
            SyntaxCase(
                text: "listeners:\n  - address: [::1]:2525\n", line: 2, piece: "with brackets stands in quotes"),
        ])
    func syntax(_ mistake: SyntaxCase) throws {
        let problems = ConfigurationFixture.problems(mistake.text)
        #expect(problems.count == 1)
        let problem = try #require(problems.first)
        #expect(problem.kind == .syntax)
        #expect(problem.line == mistake.line)
        #expect(problem.message.contains(mistake.piece))
        #expect(problem.description.split(separator: "\n").count == 1)
    }

    @Test(
        "A repeated key is named with both places, and reading goes on",
        arguments: [
            MistakeCase(
                "storage: sqlite\nstorage: memory\n", "2:1: storage: is given twice; the first is on line 1"),
            MistakeCase(
                "\"storage\": sqlite\n'storage': memory\n", "2:1: storage: is given twice; the first is on line 1"),
            MistakeCase(
                "storage: sqlite\nstorage: memory\nstorage: memory\n",
                "2:1: storage: is given twice; the first is on line 1",
                "3:1: storage: is given twice; the first is on line 1"),
            MistakeCase(
                "tls: { roots: system, roots: system }\nstorge: x\n",
                "1:23: tls.roots: is given twice; the first is on line 1",
                "2:1: storge: unknown key; did you mean storage?"),
            MistakeCase(
                "delivery:\n  port: 25\n  port: 26\ndns:\n  servers: []\n  servers: []\n",
                "3:3: delivery.port: is given twice; the first is on line 2",
                "6:3: dns.servers: is given twice; the first is on line 5"),
        ])
    func repeated(_ mistake: MistakeCase) {
        #expect(ConfigurationFixture.lines(mistake.text) == mistake.expected)
    }

    @Test("Repeated keys are named before a syntax error that ends the reading")
    func repeatedThenBroken() {
        let problems = ConfigurationFixture.problems("tls:\n  roots: system\n  roots: system\na: @b\n")
        #expect(problems.map { $0.kind } == [.duplicateKey, .syntax])
        #expect(problems.map { $0.line } == [2, 4])
    }

    @Test("A repeated key that cannot be masked is still named")
    func repeatedOdd() {
        let problems = ConfigurationFixture.problems("\"stor\\x61ge\": sqlite\nstorage: memory\n")
        #expect(problems.map { $0.kind } == [.duplicateKey])
        #expect(problems.first?.keyPath == "storage")
    }

    @Test("More repeated keys than are masked end the reading, not the program")
    func manyRepeated() {
        let lines = (0...(RepeatedKeyMask.maximumCount + 5)).map { "storage: s\($0)\n" }
        let problems = ConfigurationFixture.problems(lines.joined())
        #expect(problems.count == RepeatedKeyMask.maximumCount + 1)
        #expect(problems.allSatisfy { $0.kind == .duplicateKey })
    }

    @Test("Anchors and aliases work, a merge key is unknown")
    func aliases() throws {
        let text = """
            hostname: &h a.example
            dkim: { keys: [{ domain: *h, selector: s, key-file: k }] }
            """
        let loaded = try ConfigurationFixture.decode(text)
        #expect(loaded.configuration.signing.keys.map { $0.domain.text } == ["a.example"])
        #expect(ConfigurationFixture.problems("tls: { <<: { roots: system } }\n").map { $0.kind } == [.unknownKey])
    }
}
