import Testing

@testable import ReferenceServer

@Suite("Mistakes are named with their place")
struct ConfigurationMistakeTests {
    @Test("Each kind of mistake", arguments: ConfigurationMistakes.all)
    func mistake(_ mistake: MistakeCase) {
        #expect(ConfigurationFixture.lines(mistake.text) == mistake.expected)
    }

    @Test("Every mistake of a file is found in one run, in the order of the file")
    func all() {
        let text = """
            hostname: -a.example
            storge: memory
            durability: ful
            listeners:
              - address: "*:25"
                kind: mxx
              - kind: mx
            delivery:
              port: x
              retry: { first: 5, jiter: 0.1 }
            dkim: { keys: [{ domain: example.net }] }
            """
        let problems = ConfigurationFixture.problems(text)
        #expect(
            problems.map { "\($0.line) \($0.keyPath)" } == [
                "1 hostname", "2 storge", "3 durability", "5 listeners[0].address", "6 listeners[0].kind",
                "7 listeners[1].address", "9 delivery.port", "10 delivery.retry.first", "10 delivery.retry.jiter",
                "11 dkim.keys[0].selector", "11 dkim.keys[0].key-file",
            ])
        #expect(
            problems.map { $0.suggestion } == [
                nil, "storage", "full", "\"0.0.0.0:25\"", "mx", nil, nil, nil, "jitter", nil, nil,
            ])
    }

    @Test(
        "A file that is a list, a word or a mapping of odd keys is refused", arguments: ["- a\n", "word\n", "[a]: b\n"])
    func notAMapping(text: String) {
        #expect(ConfigurationFixture.problems(text).map { $0.kind } == [.wrongType])
    }

    @Test("What a message shows of the file stays on one line")
    func printable() {
        let text = "\"a\\nb\\e[31m\": 1\nstorage: \"x\\u202Ey\"\n"
        let lines = ConfigurationFixture.lines(text)
        #expect(lines.count == 2)
        #expect(lines.first?.hasPrefix("waxwing.yaml:1:1: a\\u{a}b\\u{1b}[31m: unknown key") == true)
        #expect(lines.last?.contains("\"x\\u{202e}y\"") == true)
        #expect(PrintableText.plain(String(repeating: "a", count: 81)).count == 81)
    }
}
