import SMTPProtocol
import TestSupport
import Testing

@Suite("An enhanced status code")
struct EnhancedStatusCodeTests {
    @Test("is read and printed as three numbers", arguments: ["2.0.0", "4.4.7", "5.1.1", "5.7.26", "2.999.999"])
    func roundTrip(text: String) throws {
        let code = try #require(EnhancedStatusCode(text))
        #expect(code.description == text)
    }

    @Test("has its numbers in their places")
    func parts() {
        let code = EnhancedStatusCode("5.71.260")
        #expect(code == EnhancedStatusCode(5, 71, 260))
        #expect(code?.classDigit == 5)
        #expect(code?.subject == 71)
        #expect(code?.detail == 260)
    }

    @Test(
        "is not read from anything else",
        arguments: [
            "", ".", "..", "5", "5.1", "5.1.", ".1.1", "5..1", "5.1.1.1", "5.1.1 ", " 5.1.1", "5.1.1\r", "5.1.a",
            "1.1.1", "3.1.1", "6.8.9", "0.0.0", "5.1000.1", "5.1.1000", "-5.1.1", "+5.1.1", "5.-1.1", "55.1.1",
            "5,1,1", "\u{FF15}.1.1", "5.\u{661}.1",
        ])
    func refused(text: String) {
        #expect(EnhancedStatusCode(text) == nil)
    }

    @Test(
        "has no leading zeros and one digit for its class (RFC 3463, section 2)",
        arguments: ["05.1.1", "5.01.1", "5.1.001"])
    func leadingZeros(text: String) {
        #expect(EnhancedStatusCode(text) == nil)
    }

    @Test("keeps to its range when made from numbers")
    func clamped() {
        #expect(EnhancedStatusCode(3, 0, 0).classDigit == 5)
        #expect(EnhancedStatusCode(0, 0, 0).classDigit == 5)
        #expect(EnhancedStatusCode(4, 1_000, .max).description == "4.999.999")
    }

    @Test("of noise is a code that reads back, or nil", arguments: 0..<1_000 as Range<UInt64>)
    func noise(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let alphabet = ["2", "4", "5", "0", "9", "99", ".", ".", "-", " "]
        let text = String(decoding: generator.octets(from: alphabet, upTo: 7), as: UTF8.self)
        if let code = EnhancedStatusCode(text) { #expect(EnhancedStatusCode(code.description) == code) }
    }
}
