import InternetMessage
import TestSupport
import Testing

/// Encoded words written.
struct EncodedWordsEncodingTests {
    @Test(
        "text stays as it is where it can, and is encoded where it must be",
        arguments: [
            ("", ""),
            ("Hello, world: (a) \"b\" <c>", "Hello, world: (a) \"b\" <c>"),
            ("a  b", "a  b"),
            ("café", "=?utf-8?B?Y2Fmw6k=?="),
            ("my café is open", "my =?utf-8?B?Y2Fmw6k=?= is open"),
            ("à la carte, très bien", "=?utf-8?B?w6A=?= la carte, =?utf-8?B?dHLDqHM=?= bien"),
            ("Änderungsbenachrichtigung", "=?utf-8?Q?=C3=84nderungsbenachrichtigung?="),
            ("日本語", "=?utf-8?B?5pel5pys6Kqe?="),
            (" a b ", "=?utf-8?Q?_a_b_?="),
            ("a =?utf-8?Q?b?=", "a =?utf-8?B?PT91dGYtOD9RP2I/PQ==?="),
            ("a\r\nBcc: b", "a  Bcc: b"),
            ("a\u{0}é\u{85}b", "a =?utf-8?B?w6k=?= b"),
            ("  ", "=?utf-8?Q?__?="),
        ])
    func encoding(text: String, encoded: String) {
        #expect(EncodedWords.encoded(text) == encoded)
    }

    @Test(
        "a phrase is atoms, a quoted string or encoded words",
        arguments: [
            ("Jane Doe", "Jane Doe"),
            ("", "\"\""),
            ("Doe, Jane", "\"Doe, Jane\""),
            ("J. Doe", "\"J. Doe\""),
            ("a  b", "\"a  b\""),
            (#"a "b" \c"#, #""a \"b\" \\c""#),
            ("Jane Döe", "=?utf-8?B?SmFuZSBEw7Zl?="),
            ("Jane Doe-Lindström", "=?utf-8?Q?Jane_Doe-Lindstr=C3=B6m?="),
            ("=?utf-8?Q?a?=", "=?utf-8?B?PT91dGYtOD9RP2E/PQ==?="),
            ("a\r\nb", "\"a  b\""),
            ("a\(String(repeating: " ", count: 60))b", "\"a\(String(repeating: " ", count: 60))b\""),
            ("\(String(repeating: " ", count: 61))b", "=?utf-8?Q?\(String(repeating: "_", count: 61))b?="),
            ("Aufträge (alle), Eingang", "=?utf-8?Q?Auftr=C3=A4ge_=28alle=29=2C_Eingang?="),
        ])
    func phrases(text: String, encoded: String) {
        #expect(EncodedWords.encodedPhrase(text) == encoded)
    }

    /// Texts of the kinds that make trouble.
    static func texts(_ count: Int, seed: UInt64) -> [String] {
        var random = SeededGenerator(seed: seed)
        let pieces = [
            "a", "word", "=", "?", "=?", "?=", "_", " ", "  ", "é", "日本", "👩‍👩‍👧‍👦", "e\u{301}", "\"", "\\", "(", ")", ",",
            ".",
            "=?utf-8?Q?", "=?utf-8?B?QQ==?=", "\u{FEFF}", "\u{A0}", "\u{2028}", "\u{FFFD}", "مرحبا", "+AOk-", "%41",
            "*", "'",
            String(repeating: "x", count: 80), String(repeating: " ", count: 90),
            "a" + String(repeating: "\u{301}", count: 60),
        ]
        return (0..<count).map { _ in
            (0..<Int.random(in: 0...12, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
                .joined()
        }
    }

    @Test("any text without control characters comes back, and no encoded word is longer than 75 characters")
    func roundTrip() throws {
        for text in Self.texts(4_000, seed: 1) {
            for encoded in [EncodedWords.encoded(text), EncodedWords.encodedPhrase(text)] {
                #expect(encoded.utf8.allSatisfy { (32...126).contains($0) })
                for word in encoded.split(separator: " ") where word.hasPrefix("=?") { #expect(word.utf8.count <= 75) }
            }
            #expect(Array(EncodedWords.decoded(EncodedWords.encoded(text).utf8).utf8) == Array(text.utf8))
            #expect(Array(EncodedWords.decodedPhrase(EncodedWords.encodedPhrase(text).utf8).utf8) == Array(text.utf8))
            let field = try HeaderField(name: "Subject", encoding: text)
            #expect(Array(field.decodedValue.utf8) == Array(text.utf8))
            #expect(try HeaderField(parsing: Array(field.octets)) == field)
        }
    }

    @Test("no word holds half of a character")
    func wholeCharacters() {
        for text in Self.texts(500, seed: 2) + [
            String(repeating: "日本語", count: 100), String(repeating: "👍🏽é", count: 50),
        ] {
            for word in EncodedWords.encoded(text).split(separator: " ") where word.hasPrefix("=?") {
                let part = EncodedWords.decoded(word.utf8)
                #expect(!part.contains("\u{FFFD}") || text.contains("\u{FFFD}"))
                #expect(part.unicodeScalars.first != "\u{1F3FD}")
            }
        }
    }

    @Test("a character stays whole where it fits into a word of the encoding in use")
    func longCharacters() {
        let family = "👩‍👩‍👧‍👦"
        let accents = "e" + String(repeating: "\u{301}", count: 22)
        for text in [family, String(repeating: family, count: 9), "日" + family, accents] {
            for encoded in [EncodedWords.encoded(text), EncodedWords.encodedPhrase(text)] {
                let parts = encoded.split(separator: " ").map { EncodedWords.decoded($0.utf8) }
                #expect(parts.reduce(0) { $0 + $1.count } == text.count, "\(encoded)")
                #expect(encoded.split(separator: " ").allSatisfy { $0.utf8.count <= 75 })
            }
        }
    }

    @Test("a very long word is encoded rather than cut")
    func longWord() throws {
        let text = String(repeating: "x", count: 5_000)
        let field = try HeaderField(name: "Subject", encoding: text)
        #expect(field.decodedValue == text)
    }
}
