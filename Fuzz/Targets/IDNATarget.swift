import MailAddressing

/// Text at UTS #46, Punycode and the normalization behind them.
///
/// Invariants:
/// - Processing is idempotent both ways: what is valid gives the same U-labels and A-labels again, from either of them.
/// - Punycode decoded is what was encoded; encoded again it is what was decoded, digits in lower case.
/// - A text in form C is in form C, and canonically equivalent to what it came from, as the standard library sees it.
/// - No name of `maximumInternationalizedLength` octets takes longer than the fuzzer's time limit; longer ones are
///   refused.
///
/// The script is the text, of any length. The choice: how often it is repeated for the last of these.
enum IDNATarget {
    static func check(_ octets: [UInt8]) throws(BrokenInvariant) {
        var input = FuzzInput(octets)
        let text = FuzzScript(input.script, alphabet).octets
        let bounded = Array(text.prefix(DomainName.maximumInternationalizedLength))
        try checkProcessing(bounded)
        try checkPunycode(decoding: bounded)
        let scalars = String(decoding: bounded, as: UTF8.self).unicodeScalars.map(\.value)
        try checkPunycode(encoding: scalars)
        try checkNormalization(of: scalars)
        try checkLength(text, times: Int(input.octet()))
    }

    private static func checkProcessing(_ text: [UInt8]) throws(BrokenInvariant) {
        let name: UTS46
        do {
            name = try UTS46(text.span)
        } catch {
            let isUTF8 = String(validating: text, as: UTF8.self) != nil
            return try demand(!isUTF8, "only what is no UTF-8 cannot be processed", "\(error)")
        }
        let unicode = name.unicode
        guard name.problem == nil, let ascii = name.ascii else { return }
        try demand(ascii.utf8.allSatisfy { $0 < 128 }, "A-labels are ASCII", ascii)
        for (form, way) in [(unicode, "U-labels"), (ascii, "A-labels")] {
            guard let again = try? UTS46(Array(form.utf8).span) else {
                throw BrokenInvariant(description: "\(way) are UTF-8: \(form)")
            }
            try demand(again.problem == nil, "\(way) are valid", "\(form), \(String(describing: again.problem))")
            let hasSameUnicode = again.unicode.utf8.elementsEqual(unicode.utf8)
            try demand(hasSameUnicode, "\(way) give the same U-labels", "\(form), \(again.unicode), \(unicode)")
            let hasSameASCII = again.ascii == ascii
            try demand(hasSameASCII, "\(way) give the same A-labels", "\(form), \(again.ascii ?? ""), \(ascii)")
        }
    }

    private static func checkPunycode(decoding text: [UInt8]) throws(BrokenInvariant) {
        guard let decoded = Punycode.decode(text) else { return }
        let isUnicode = decoded.allSatisfy { UnicodeScalar($0) != nil }
        try demand(isUnicode, "what is decoded is Unicode", text.shown)
        var expected = text
        let digits = text.lastIndex(of: UInt8(ascii: "-")).map { $0 + 1 } ?? 0
        for index in digits..<text.count where (65...90).contains(text[index]) { expected[index] |= 0x20 }
        let encoded = Punycode.encode(decoded)
        try demand(encoded == expected, "what is decoded is encoded to the same", text.shown)
    }

    private static func checkPunycode(encoding scalars: [UInt32]) throws(BrokenInvariant) {
        guard let encoded = Punycode.encode(scalars) else {
            throw BrokenInvariant(description: "a text of a name's length can be encoded")
        }
        try demand(Punycode.decode(encoded) == scalars, "what is encoded is decoded to the same", encoded.shown)
    }

    private static func checkNormalization(of scalars: [UInt32]) throws(BrokenInvariant) {
        let composed = UnicodeNormalization.composed(scalars)
        let again = UnicodeNormalization.composed(composed)
        try demand(again == composed, "form C is in form C", "\(scalars)")
        let (before, after) = (string(scalars), string(composed))
        // The standard library may know an older Unicode.
        guard before.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .unassigned }) else { return }
        try demand(before == after, "form C is equivalent to what it came from", "\(scalars)")
    }

    private static func string(_ scalars: [UInt32]) -> String {
        var view = String.UnicodeScalarView()
        for scalar in scalars { view.append(UnicodeScalar(scalar) ?? "\u{FFFD}") }
        return String(view)
    }

    private static func checkLength(_ text: [UInt8], times: Int) throws(BrokenInvariant) {
        var long = text
        let limit = DomainName.maximumInternationalizedLength
        for _ in 0..<times where long.count < limit { long += text }
        let name = try? DomainName(internationalized: String(decoding: long, as: UTF8.self))
        try demand(name == nil || long.count <= limit, "what is too long is refused", "\(long.count)")
    }

    private static let alphabet = FuzzScript.Alphabet(
        .controls,
        [
            ".", "xn--", "b\u{FC}cher", "bcher-kva", "\u{3002}", "\u{DF}", "\u{200D}", "\u{200C}", "\u{94D}", "\u{5D0}",
            "\u{627}", "\u{628}", "\u{661}", "\u{301}", "\u{327}", "e\u{301}", "\u{212A}", "\u{AC00}", "\u{1100}",
            "\u{1161}", "\u{11A8}", "\u{1D7CE}", "\u{FF21}", "\u{1E9B}\u{323}", "\u{F71}\u{F72}", "\u{344}",
            "\u{10FFFF}", "\u{AD}", "\u{2F831}", "-", "\u{1E08}", "\u{3B1}\u{345}",
        ])
}
