import InternetMessage

/// Text in header fields at `EncodedWords`.
///
/// Invariants:
/// - Any octets can be decoded, as unstructured text and as a phrase; what comes out is one line.
/// - ASCII without encoded words is decoded to itself, its folding taken out.
/// - Any text without control characters is encoded as printable ASCII, and decoded to itself again, as unstructured text
///   and as a phrase; an encoded word has at most 75 octets.
/// - It is the same still when the field was folded.
/// - A long value takes no longer than the fuzzer's time limit.
///
/// The script is the value, and then the text. The choice: whether it is lengthened for the last of these.
enum EncodedWordTarget {
    static func check(_ octets: [UInt8]) throws(BrokenInvariant) {
        var input = FuzzInput(octets)
        let value = FuzzScript(input.script, alphabet).octets
        try checkDecoding(value)
        let text = String(decoding: value, as: UTF8.self).unicodeScalars.filter {
            $0.properties.generalCategory != .control
        }
        try checkEncoding(String(String.UnicodeScalarView(text)))
        let long = value.lengthened(input.octet())
        guard long.count > value.count else { return }
        let isText = EncodedWords.decoded(long).isOneLine && EncodedWords.decodedPhrase(long).isOneLine
        try demand(isText, "a long value is one line", value.shown)
        let encoded = EncodedWords.encoded(String(decoding: long.prefix(100_000), as: UTF8.self))
        try demand(encoded.isOneLine, "and so is one that is encoded", value.shown)
    }

    private static func checkDecoding(_ value: [UInt8]) throws(BrokenInvariant) {
        let decoded = EncodedWords.decoded(value)
        try demand(decoded.isOneLine, "what is decoded is one line", "\(Array(decoded.utf8).shown), \(value.shown)")
        let phrase = EncodedWords.decodedPhrase(value)
        try demand(phrase.isOneLine, "and so is a phrase", "\(Array(phrase.utf8).shown), \(value.shown)")
        guard value.allSatisfy({ (32..<127).contains($0) }), value.end(of: Array("=?".utf8)) == nil else { return }
        let plain = value.drop { $0 == 32 }.reversed().drop { $0 == 32 }.reversed()
        try demand(decoded.utf8.elementsEqual(plain), "ASCII is itself", "\(decoded), \(value.shown)")
    }

    private static func checkEncoding(_ text: String) throws(BrokenInvariant) {
        let encoded = EncodedWords.encoded(text)
        try checkForm(encoded, of: text)
        let decoded = EncodedWords.decoded(encoded.utf8)
        try demand(decoded.isSame(as: text), "what is encoded is decoded to the same", "\(encoded), \(text.escaped)")
        let phrase = EncodedWords.encodedPhrase(text)
        try checkForm(phrase, of: text)
        let again = EncodedWords.decodedPhrase(phrase.utf8)
        try demand(again.isSame(as: text), "and so is a phrase", "\(phrase), \(again), \(text.escaped)")
        // The folding cuts words that are too long for a line, and runs of blanks.
        let isShort = encoded.split(separator: " ").allSatisfy { $0.utf8.count <= 900 }
        guard isShort, !encoded.contains(String(repeating: " ", count: 65)) else { return }
        guard let field = try? HeaderField(name: "Subject", folding: encoded) else {
            throw BrokenInvariant(description: "what is encoded can be folded: \(encoded)")
        }
        let unfolded = EncodedWords.decoded(field.value)
        try demand(unfolded.isSame(as: text), "it is the same when it was folded", "\(field.octets.shown)")
    }

    private static func checkForm(_ encoded: String, of text: String) throws(BrokenInvariant) {
        let isASCII = encoded.utf8.allSatisfy { (32..<127).contains($0) }
        try demand(isASCII, "what is encoded is printable ASCII", "\(encoded), \(text.escaped)")
        for word in encoded.split(separator: " ") where word.hasPrefix("=?") && word.hasSuffix("?=") {
            try demand(word.utf8.count <= 75, "an encoded word has at most 75 octets", "\(encoded), \(text.escaped)")
        }
    }

    private static let alphabet = FuzzScript.Alphabet(
        .controls,
        [
            "=?utf-8?q?", "=?UTF-8?B?", "=?iso-8859-1?Q?", "=?us-ascii*en?q?", "=?iso-2022-jp?b?", "=?utf-7?q?", "?=",
            "=?", "=C3=AB", "=EB", "_", "Wm/Dqw==", "\r\n ", "?= =?utf-8?q?", "=0D=0A", "=00", "\u{EB}",
            "\u{65E5}\u{672C}",
            "\u{1F469}\u{200D}\u{1F4BB}", "e\u{301}", " ", "  ", "\"", "\\", "(", ")", "text", "=?gb2312?b?",
            "\u{7F}", "\u{85}", "\u{2028}", String(repeating: "\u{DF}", count: 40), "=?x-unknown?q?",
            String(repeating: "x", count: 80), "=?utf-16?b?", "?q?", "?b?", "=", "?",
        ])
}

extension String {
    /// Whether both have the same scalars.
    fileprivate func isSame(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }

    /// The text with its octets shown.
    fileprivate var escaped: String { Array(utf8).shown }
}
