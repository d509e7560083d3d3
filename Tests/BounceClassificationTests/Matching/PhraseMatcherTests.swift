import Testing

@testable import BounceClassification

@Suite("The matcher of phrases")
struct PhraseMatcherTests {
    private func found(_ phrases: [String], in text: String) throws -> [String] {
        let patterns = try phrases.map { try #require(PhrasePattern($0)) }
        let matches = PhraseMatcher(patterns).matches(in: NormalizedText(text))
        return Set(matches.map(\.phrase)).sorted().map { phrases[$0] }
    }

    @Test(
        "finds whole words, beginnings, ends and what stands between",
        arguments: [
            ("full", "is full.", true), ("full", "is fully", false), ("full*", "is fully", true),
            ("*list", "a blacklist", true), ("list", "a blacklist", false), ("over * quota", "over the quota", true),
            ("over * quota", "over quota", true), ("over * quota", "quota over", false),
            ("a * b * c", "a x b y c", true), ("a * b * c", "a b b a c", true),
            ("a * c", "a " + String(repeating: "x", count: 70) + " c", false),
            ("a * c", "a " + String(repeating: "x", count: 70) + " a c", true),
            ("<ip> blocked", "[192.0.2.1] blocked", true),
            ("<ip> blocked", "2001:db8::1 blocked", true), ("<ip> blocked", "1.2.3 blocked", false),
            ("<ip> blocked", "192.0.2.300 blocked", false), ("<mail> is", "<x.y@z.example> is", true),
            ("isn't", "ISN'T", true), ("email", "e-mail", true), ("e-mail", "EMAIL", true),
            ("5.7.1", "x 5.7.1 y", true),
            ("pleine", "plèine", true), ("用户不存在", "错误：用户不存在。", true), ("a b", "a\r\n b", true),
            ("a b", "a. b", true), ("zen.example.org", "(zen.example.org)", true), ("example", "zen.example.org", true),
        ])
    func single(phrase: String, text: String, isThere: Bool) throws {
        #expect(try found([phrase], in: text) == (isThere ? [phrase] : []))
    }

    @Test("finds phrases within one another")
    func nested() throws {
        let phrases = ["he", "she", "his", "hers", "her*", "*she*", "us*he"]
        #expect(try found(phrases, in: "ushers") == ["*she*"])
        #expect(try found(phrases, in: "us he hers") == ["he", "hers", "her*", "us*he"])
        #expect(try found(phrases, in: "she") == ["she", "*she*"])
    }

    @Test("agrees with a plain search, whatever the phrases and the text")
    func random() throws {
        var state: UInt64 = 7
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        func word() -> String { String((0..<1 + next(3)).map { _ in Character(["a", "b", "c"][next(3)]) }) }
        for _ in 0..<200 {
            let phrases = Set((0..<20).map { _ in (0..<1 + next(3)).map { _ in word() }.joined(separator: " ") })
                .sorted()
            let text = (0..<next(30)).map { _ in word() }.joined(separator: " ")
            let expected = phrases.filter { " \(text) ".contains(" \($0) ") }
            #expect(try found(phrases, in: text) == expected, "\(text)")
        }
    }

    @Test("refuses phrases with nothing to look for", arguments: ["", "*", " ** ", "...", "a*b*c*d*e*f*g"])
    func empty(phrase: String) {
        #expect(PhrasePattern(phrase) == nil)
    }
}
