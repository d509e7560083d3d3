import InternetMessage
import Testing

/// Encoded words read.
struct EncodedWordsTests {
    @Test(
        "words are decoded, and blanks between them dropped",
        arguments: [
            ("=?utf-8?Q?caf=C3=A9?=", "café"),
            ("=?utf-8?q?caf=c3=a9?=", "café"),
            ("=?UTF-8?B?Y2Fmw6k=?=", "café"),
            ("=?utf-8?b?Y2Fmw6k?=", "café"),
            ("=?iso-8859-1?Q?caf=E9?=", "café"),
            ("=?iso-8859-1?Q?=80_=93?=", "€ “"),
            ("=?utf-8*fr-CA?Q?caf=C3=A9?=", "café"),
            ("=?utf-8?Q?a?= =?utf-8?Q?b?=", "ab"),
            ("=?utf-8?Q?a?==?utf-8?Q?b?=", "ab"),
            ("=?utf-8?Q?a?=\r\n\t =?utf-8?Q?b?=", "ab"),
            ("=?utf-8?Q?a?= and =?utf-8?Q?b?=", "a and b"),
            ("=?utf-8?Q?a_?= =?utf-8?Q?_b?=", "a  b"),
            ("=?utf-8?Q?=C3?= =?UTF-8?Q?=A9?=", "é"),
            ("=?utf-8?B?4oI=?= =?utf-8?Q?=AC?=", "€"),
            ("=?utf-8?Q??= =?utf-8?Q?a?=", "a"),
            ("=?utf-8?Q??=", ""),
            ("re:=?utf-8?Q?_=C3=A9_?=!", "re: é !"),
            ("=?utf-7?Q?+AOk-?= =?utf-7?Q?+AOk-?=", "éé"),
        ])
    func decoding(value: String, text: String) {
        #expect(EncodedWords.decoded(value.utf8) == text)
        #expect(EncodedWords.decodedPhrase(value.utf8) == text)
    }

    @Test(
        "what RFC 2047 forbids and programs write is read all the same",
        arguments: [
            ("=?utf-8?Q?what? a b?=", "what? a b"),
            ("=?utf-8?Q?50=25 = 1/2?=", "50% = 1/2"),
            ("=?utf-8?Q?50=2?=", "50=2"),
            ("=?utf-8?Q?é?=", "é"),
            ("=?utf-8?Q?a\r\n _b?=", "a b"),
            ("=?utf-8?B?Y2\r\n Fmw6k=?=", "café"),
            ("=?utf-8?B?Y2E=Zg==?=", "caf"),
            ("=?utf-8?Q?\(String(repeating: "a", count: 500))?=", String(repeating: "a", count: 500)),
            ("=?us-ascii?Q?caf=C3=A9?=", "café"),
            ("=?us-ascii?Q?caf=E9?=", "café"),
        ])
    func leniency(value: String, text: String) {
        #expect(EncodedWords.decoded(value.utf8) == text)
    }

    @Test(
        "a broken word stays as it is",
        arguments: [
            "=?utf-8?Q?a", "=?utf-8?Q?a?", "=?utf-8?Q?", "=?utf-8?Q", "=?utf-8?", "=?utf-8", "=?", "=", "?=",
            "=??Q?a?=", "=?*en?Q?a?=", "=?utf-8?X?a?=", "=?utf-8?QB?a?=", "=?utf-8?B?a!b?=", "=?unheard-of?Q?a?=",
            "=?utf 8?Q?a?=", "=?ütf-8?Q?a?=", "a =?unheard-of?Q?a?= =?unheard-of?Q?b?= c",
            "=?iso-2022-cn-ext?Q?a?=", "=?utf-8//TRANSLIT?Q?a?=", "=??=",
        ])
    func broken(value: String) {
        #expect(EncodedWords.decoded(value.utf8) == value)
    }

    @Test("a word that never ends does not swallow the next")
    func unended() {
        #expect(EncodedWords.decoded("=?utf-8?Q?a =?utf-8?Q?=C3=A9?=".utf8) == "=?utf-8?Q?a é")
        #expect(EncodedWords.decoded("=?utf-8?B?a =?utf-8?B?w6k=?=".utf8) == "=?utf-8?B?a é")
    }

    @Test(
        "folding is taken out and blanks at both ends dropped",
        arguments: [
            (" a\r\n b ", "a b"), ("a\r\n\tb", "a b"), ("a \r\n b", "a  b"), ("a\n b", "a b"), ("a\nb", "a b"),
            ("a\rb", "a b"), ("\r\n a\r\n ", "a"), ("a\tb", "a\tb"), ("", ""), (" \r\n\t", ""),
        ])
    func folding(value: String, text: String) {
        #expect(EncodedWords.decoded(value.utf8) == text)
    }

    @Test("the answer is one line without control characters")
    func controls() {
        let encoded = "=?utf-8?Q?a=0D=0ABcc:_b=00=1B=7F=C2=9B=09c?= \u{7}d"
        #expect(EncodedWords.decoded(encoded.utf8) == "a  Bcc: b    \tc  d")
    }

    @Test("octets outside of words are UTF-8 if they can be, otherwise windows-1252")
    func unlabelled() {
        #expect(EncodedWords.decoded("grüße".utf8) == "grüße")
        #expect(EncodedWords.decoded([0x67, 0x72, 0xFC, 0xDF, 0x65, 0x80, 0x81]) == "grüße€\u{FFFD}")
    }

    @Test(
        "a phrase loses its quotes, comments and superfluous blanks",
        arguments: [
            ("Jane  Doe", "Jane Doe"),
            (" \"Doe,  Jane\" ", "Doe,  Jane"),
            (#""a \"b\" \\c""#, #"a "b" \c"#),
            ("Jane (who (ever) \\) she is) Doe", "Jane Doe"),
            ("\"J.\" R. =?utf-8?Q?D=C3=B6e?=", "J. R. Döe"),
            ("\"=?utf-8?Q?D=C3=B6e?=\"", "Döe"),
            ("=?utf-8?Q?\"D=C3=B6e\"_(x)?=", "\"Döe\" (x)"),
            ("\" a \"", " a "),
            ("\"never ends", "never ends"),
            ("a (never ends", "a"),
            ("a\\", "a\\"),
            ("a\r\n\t b", "a b"),
            ("", ""),
        ])
    func phrases(value: String, text: String) {
        #expect(EncodedWords.decodedPhrase(value.utf8) == text)
    }

    @Test("a field gives its text")
    func field() throws {
        let text = "Subject: =?utf-8?Q?caf=C3=A9?=\r\n =?utf-8?Q?_ol=C3=A9?= x\r\n"
        let field = try HeaderField(parsing: Array(text.utf8))
        #expect(field.decodedValue == "café olé x")
    }

    @Test(
        "hostile text takes time in proportion to it",
        arguments: [
            "=?", "=?a", "=?utf-8?q?", "=?utf-8?q?x ", "=?utf-8?b?x=", "=?utf-8?q??=", "=?gbk?q?x?= ", "?=", "\r\n ",
            "=?gbk?q?x?= =?big5?q?y?= =?koi8-r?q?y?= ", "(", "\"=?utf-8?b?", "e\u{301}", "=?utf-8?b?+/+/", "\\",
        ])
    func hostile(piece: String) {
        let value = Array(String(repeating: piece, count: 100_000 / piece.utf8.count).utf8)
        #expect(ContinuousClock().measure { _ = EncodedWords.decoded(value) } < .seconds(10))
        #expect(ContinuousClock().measure { _ = EncodedWords.decodedPhrase(value) } < .seconds(10))
    }
}
