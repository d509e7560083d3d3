import InternetMessage
import TestSupport
import Testing

/// Octets in many character sets made text.
struct CharacterSetDecoderTests {
    @Test(
        "the sets of our own",
        arguments: [
            ("utf-8", [0x63, 0xC3, 0xA9], "cé"),
            ("UTF8", [0xEF, 0xBB, 0xBF, 0x61], "a"),
            ("utf-8", [0x61, 0xC3, 0x28, 0xFF], "a\u{FFFD}(\u{FFFD}"),
            ("us-ascii", [0x61, 0xC3, 0xA9], "aé"),
            ("us-ascii", [0x61, 0xE9], "aé"),
            (" Latin1 ", [0xE9, 0x80, 0x9F, 0x81], "é€Ÿ\u{FFFD}"),
            ("windows-1252", [0x93, 0x94], "“”"),
            ("utf-16", [0x00, 0x61, 0x20, 0xAC], "a€"),
            ("utf-16", [0xFF, 0xFE, 0x61, 0x00, 0xAC, 0x20], "a€"),
            ("utf-16", [0xFE, 0xFF, 0x00, 0x61], "a"),
            ("utf-16le", [0x3D, 0xD8, 0x4D, 0xDC], "👍"),
            ("utf-16be", [0xD8, 0x3D, 0xDC, 0x4D, 0xD8], "👍\u{FFFD}"),
            ("utf-16be", [0xD8, 0x3D, 0x00, 0x61], "\u{FFFD}a"),
            ("utf-7", Array("a+AOk-b +- +2D3cTQ. +".utf8), "aéb + 👍. +"),
            ("utf-7", Array("+AOkA".utf8) + [0xFF], "é\u{FFFD}\u{FFFD}"),
            ("utf-8", [], ""),
        ] as [(String, [UInt8], String)])
    func builtIn(charset: String, octets: [UInt8], text: String) {
        #expect(CharacterSetDecoder.decode(octets, charset: charset) == text)
        #expect(CharacterSetDecoder.isKnown(charset))
    }

    /// One text for each converter.
    static let converted: [(charset: String, octets: [UInt8], text: String)] = [
        ("iso-8859-2", [0xB1, 0xE6], "ąć"),
        ("iso-8859-3", [0xA6], "Ĥ"),
        ("iso-8859-4", [0xB9], "š"),
        ("iso-8859-5", [0xBF, 0xE0], "Пр"),
        ("iso-8859-6", [0xE5, 0xD1], "مر"),
        ("iso-8859-7", [0xE1, 0xE2], "αβ"),
        ("iso-8859-8-i", [0xF9, 0xEC], "של"),
        ("iso-8859-9", [0xFD, 0xFE, 0x80], "ış€"),
        ("iso-8859-10", [0xB6], "ķ"),
        ("tis-620", [0xA1], "ก"),
        ("iso-8859-13", [0xF5], "õ"),
        ("iso-8859-14", [0xF0], "ŵ"),
        ("iso-8859-15", [0xA4], "€"),
        ("iso-8859-16", [0xAA], "Ș"),
        ("cp1250", [0x9C], "ś"),
        ("Windows-1251", [0xCF, 0xF0], "Пр"),
        ("windows-1253", [0xE1], "α"),
        ("windows-1255", [0xF9], "ש"),
        ("windows-1256", [0xE3], "م"),
        ("windows-1257", [0xF0], "š"),
        ("windows-1258", [0xF5], "ơ"),
        ("koi8-r", [0xF0, 0xD2], "Пр"),
        ("koi8-u", [0xA4], "є"),
        ("gb2312", [0xC4, 0xE3, 0xBA, 0xC3], "你好"),
        ("gbk", [0x81, 0x40], "丂"),
        ("gb18030", [0x94, 0x39, 0xDA, 0x33], "💩"),
        ("big5", [0xA7, 0x41, 0xA6, 0x6E], "你好"),
        ("euc-jp", [0xC6, 0xFC, 0xCB, 0xDC], "日本"),
        ("x-sjis", [0x93, 0xFA, 0x96, 0x7B], "日本"),
        ("iso-2022-jp", [0x1B, 0x24, 0x42, 0x46, 0x7C, 0x4B, 0x5C, 0x1B, 0x28, 0x42, 0x61], "日本a"),
        ("ks_c_5601-1987", [0xC7, 0xD1], "한"),
        ("euc-kr", [0x81, 0x41], "갂"),
        ("cp866", [0x8F, 0xE0], "Пр"),
        ("cp850", [0x82], "é"),
    ]

    @Test("the sets that the C library converts", arguments: converted)
    func system(charset: String, octets: [UInt8], text: String) {
        // Without converters the answer is nil, and never a wrong text.
        let decoded = CharacterSetDecoder.decode(octets, charset: charset)
        #expect(decoded == text || (decoded == nil && !CharacterSetDecoder.isKnown(charset)))
    }

    @Test("the C library has all of these sets, or no converters at all")
    func completeness() {
        let unknown = Self.converted.map(\.charset).filter { !CharacterSetDecoder.isKnown($0) }
        #expect(unknown.isEmpty || unknown.count == Self.converted.count)
    }

    @Test(
        "malformed octets become replacement characters, and what is behind them is read",
        arguments: [
            ("gb18030", [0x61, 0xFF, 0x62], "a\u{FFFD}b"),
            ("gb18030", [0x61, 0xC4], "a\u{FFFD}"),
            ("shift_jis", [0x93, 0xFA, 0x85, 0x61], "日\u{FFFD}a"),
            ("iso-8859-7", [0xE1, 0xFF, 0xE2], "α\u{FFFD}β"),
            ("windows-1255", [0xE0], "א"),
        ] as [(String, [UInt8], String)])
    func malformed(charset: String, octets: [UInt8], text: String) {
        guard CharacterSetDecoder.isKnown(charset) else { return }
        #expect(CharacterSetDecoder.decode(octets, charset: charset) == text)
    }

    @Test(
        "names that are not known are not handed on",
        arguments: [
            "", " ", "x-unheard-of", "utf-8//TRANSLIT", "utf-8//IGNORE", "../../x", "iso-2022-cn-ext", "iso-2022-cn",
            "iso-8859-12", "utf-8\u{0}", "char", "wchar_t", "ucs4", String(repeating: "a", count: 100_000),
        ])
    func unknown(charset: String) {
        #expect(CharacterSetDecoder.decode([0x61], charset: charset) == nil)
        #expect(!CharacterSetDecoder.isKnown(charset))
    }

    @Test("any octets are decoded, and the text is a small multiple of them")
    func anyOctets() {
        var random = SeededGenerator(seed: 3)
        for (charset, octets, _) in Self.converted where CharacterSetDecoder.isKnown(charset) {
            for _ in 0..<40 {
                let alphabet = octets + [0x1B, 0x24, 0x28, 0x42, 0x0E, 0x0F, 0x61, 0x80, 0xFF, 0x00]
                let garbage =
                    random.octets(of: alphabet, upTo: 300) + random.octets(of: Array(0...255), upTo: 300)
                let text = CharacterSetDecoder.decode(garbage, charset: charset)
                #expect((text?.utf8.count ?? .max) <= garbage.count * 6)
            }
        }
    }

    @Test("long text is decoded whole")
    func long() {
        guard CharacterSetDecoder.isKnown("gbk") else { return }
        let octets = [UInt8](repeating: 0x61, count: 4_095) + [[0xC4, 0xE3]].flatMap(\.self)
        let decoded = CharacterSetDecoder.decode(Array(repeating: octets, count: 20).joined(), charset: "gbk")
        #expect(decoded == String(repeating: String(repeating: "a", count: 4_095) + "你", count: 20))
    }
}
