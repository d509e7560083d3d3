import MailAddressing
import TestSupport
import Testing

@Suite("Punycode")
struct PunycodeTests {
    struct Example: Sendable {
        let text: String
        let encoded: String

        init(_ text: String, _ encoded: String) {
            self.text = text
            self.encoded = encoded
        }
    }

    static let examples: [Example] = [
        .init("", ""), .init("abc", "abc-"), .init("-", "--"), .init("a-b", "a-b-"),
        .init("\u{80}", "a"), .init("\u{D7FF}", "hb9b"), .init("\u{E000}", "0y0c"), .init("\u{10FFFF}", "dn32g"),
        .init("\u{FC}", "tda"),
        .init("b\u{FC}cher", "bcher-kva"), .init("zo\u{EB}", "zo-ija"), .init("fa\u{DF}", "fa-hia"),
        .init("\u{2603}", "n3h"), .init("\u{1F426}", "uo8h"), .init("\u{5D0}\u{5D1}", "4dbc"),
    ]

    @Test("says a text in ASCII and back", arguments: PunycodeTests.examples)
    func bothWays(_ example: Example) {
        #expect(encoded(example.text) == example.encoded)
        #expect(decoded(example.encoded) == example.text)
    }

    @Test("has digits of either case", arguments: ["bcher-kva", "bcher-KVA", "bcher-kVa"])
    func cases(text: String) {
        #expect(decoded(text) == "b\u{FC}cher")
    }

    @Test(
        "that is cut short, has another octet, overflows or says what is no scalar is refused",
        arguments: [
            "-a", "b\u{FC}-tda", "bcher-kv", "t", "td!", "bcher-kva.", "99999999999999999999", "a-99999999",
            // The first and the last surrogate, and one more than U+10FFFF.
            "ib9b", "zy0c", "en32g",
        ])
    func refused(text: String) {
        #expect(Punycode.decode(text.utf8) == nil)
    }

    @Test("of what is beyond Unicode is refused")
    func beyondUnicode() {
        #expect(Punycode.encode([0x11_0000]) == nil)
        #expect(Punycode.encode([.max, 0x61]) == nil)
    }

    @Test("of random scalars leads back to them", arguments: 0..<300 as Range<UInt64>)
    func random(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var scalars: [UInt32] = []
        for _ in 0..<Int.random(in: 0...40, using: &generator) {
            let limit: UInt32 = [0x80, 0x250, 0xD800, 0x11_0000].randomElement(using: &generator) ?? 0x80
            let scalar = UInt32.random(in: 0..<limit, using: &generator)
            if !(0xD800...0xDFFF).contains(scalar) { scalars.append(scalar) }
        }
        let text = Punycode.encode(scalars)
        #expect(text != nil)
        #expect(text.flatMap { Punycode.decode($0) } == scalars)
    }

    @Test("of random octets is a text or nothing", arguments: 0..<1_000 as Range<UInt64>)
    func noise(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let octets = generator.octets(from: ["a", "z", "9", "-", "kva", "99999", "zzzz", "0"], upTo: 12)
        guard let scalars = Punycode.decode(octets) else { return }
        #expect(scalars.allSatisfy { UnicodeScalar($0) != nil })
    }

    struct Row: Decodable {
        var decoded: String
        var encoded: String?
    }

    static let corpus = "idna/punycode_tests.json"
    static let badCorpus = "idna/bad_punycode_tests.json"

    @Test(
        "agrees with the tests of rust-url",
        .enabled(if: Corpora.has(PunycodeTests.corpus), "needs the folder WAXWING_CORPORA"))
    func agreement() throws {
        let rows = try Corpora.rows(of: Self.corpus, as: Row.self)
        let agreed = rows.filter { encoded($0.decoded) == $0.encoded && $0.encoded.flatMap(decoded) == $0.decoded }
        print("punycode_tests.json: cases \(rows.count), agreed \(agreed.count)")
        #expect(rows.count == 25)
        #expect(agreed.count == rows.count)
    }

    @Test(
        "of a text that makes numbers overflow is refused or leads back to the text",
        .enabled(if: Corpora.has(PunycodeTests.badCorpus), "needs the folder WAXWING_CORPORA"))
    func overflow() throws {
        for row in try Corpora.rows(of: Self.badCorpus, as: Row.self) {
            guard let text = encoded(row.decoded) else { continue }
            #expect(decoded(text) == row.decoded)
        }
    }

    @Test("of a text too far apart to count is refused")
    func tooFar() {
        #expect(Punycode.encode([UInt32](repeating: 0x20, count: 4_000) + [0x10_FFFF]) == nil)
    }

    private func encoded(_ text: String) -> String? {
        Punycode.encode(text.unicodeScalars.map(\.value)).map { String(decoding: $0, as: UTF8.self) }
    }

    private func decoded(_ text: String) -> String? {
        guard let scalars = Punycode.decode(text.utf8) else { return nil }
        var result = String.UnicodeScalarView()
        result.append(contentsOf: scalars.compactMap { UnicodeScalar($0) })
        return String(result)
    }
}
