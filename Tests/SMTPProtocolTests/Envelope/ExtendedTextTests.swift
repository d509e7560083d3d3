import TestSupport
import Testing

@testable import SMTPProtocol

@Suite("Text in xtext")
struct ExtendedTextTests {
    @Test(
        "stands for itself but for +, =, space and what is not printable (RFC 3461, section 4)",
        arguments: [
            ("", ""), ("abc", "abc"), ("a+b", "a+2Bb"), ("=", "+3D"), (" ", "+20"), ("a b", "a+20b"), ("~!", "~!"),
            ("++", "+2B+2B"), ("+2B", "+2B2B"), ("\"<>;,\\", "\"<>;,\\"),
        ])
    func coding(text: String, value: String) {
        #expect(ExtendedText.encoded(text) == value)
        #expect(ExtendedText.decoded(value.utf8) == text)
        #expect(ExtendedText.decoded(value.utf8, allowsUTF8: true) == text)
    }

    @Test("may have more escaped than needs be, and its digits in lower case")
    func generous() {
        for value in ["+41+62", "A+62", "+41b", "+41+62"] { #expect(ExtendedText.decoded(value.utf8) == "Ab") }
        for value in ["+3D", "+3d"] { #expect(ExtendedText.decoded(value.utf8) == "=") }
    }

    @Test(
        "is not read where an escape is cut or stands for a control character, or where something is not escaped",
        arguments: [
            "+", "a+", "+4", "+4+41", "+G1", "+1G", "+ 1", "+-1", "=", "a=b", " ", "a b", "\t", "\r\n", "\0", "\u{7F}",
            "+00", "+09", "+0A", "+1F", "+7F", "\u{E9}",
        ])
    func wrong(value: String) {
        #expect(ExtendedText.decoded(value.utf8) == nil)
        #expect(ExtendedText.decoded(value.utf8, allowsUTF8: true) == nil)
    }

    @Test("stands for UTF-8 only where that is allowed, and never for what is none")
    func unicode() {
        #expect(ExtendedText.decoded("J+C3+B6rg".utf8) == nil)
        #expect(ExtendedText.decoded("J+C3+B6rg".utf8, allowsUTF8: true) == "J\u{F6}rg")
        for value in ["+C3", "+B6", "+C3x", "+C3+28", "+80", "+FF", "+ED+A0+80"] {
            #expect(ExtendedText.decoded(value.utf8, allowsUTF8: true) == nil)
        }
    }

    @Test("survives being written and read", arguments: 0..<300 as Range<UInt64>)
    func roundTrip(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let length = Int.random(in: 0...40, using: &generator)
        let text = String(
            decoding: (0..<length).map { _ in UInt8.random(in: 32...126, using: &generator) }, as: UTF8.self)
        let value = ExtendedText.encoded(text)
        #expect(ExtendedText.decoded(value.utf8) == text)
        #expect(value.utf8.allSatisfy { (33...126).contains($0) && $0 != UInt8(ascii: "=") })
    }
}
