import DKIM
import MailCryptography
import TestSupport
import Testing

/// The search among bodies that nobody made for it.
struct BodyChangeNoiseTests {
    /// Octets from which bodies are made that come near to every change.
    static let alphabet = Array("ab.> =-\t\r\n\r\n\r\nFrom \u{0}!".utf8) + [0xC3, 0xA9, 0x80]

    @Test("any octets are searched, and nothing is found for a digest of nothing", .timeLimit(.minutes(15)))
    func anyBody() {
        var random = SeededGenerator(seed: 5)
        let hash = [UInt8](repeating: 0, count: 32)
        for _ in 0..<400 {
            let body = random.octets(of: Self.alphabet, upTo: 60)
            for form in [Canonicalization.simple, .relaxed] {
                for length in [nil, 0, 3, .max] as [Int?] {
                    let change = BodyChange.explanation(
                        of: hash, canonicalization: form, signedLength: length, body: body)
                    #expect(change == nil, "\(body)")
                }
            }
        }
    }

    @Test(
        "a footer behind any body is found, as it is or as something that comes to the same", .timeLimit(.minutes(15)))
    func anyFooter() {
        var random = SeededGenerator(seed: 6)
        for _ in 0..<300 {
            let body = random.octets(of: Self.alphabet, upTo: 60) + Array("\r\n".utf8)
            let form = Bool.random(using: &random) ? Canonicalization.simple : .relaxed
            let canonical = BodyChangeTests.canonical(body, form)
            let change = BodyChange.explanation(
                of: SHA256.hash(of: canonical), canonicalization: form, signedLength: nil,
                body: body + Array("the footer\r\n".utf8))
            #expect(change?.steps.map(\.kind) == [.footerAdded], "\(body)")
        }
    }

    @Test(
        "bodies at the limit end in bounded work, whatever stands in them", .timeLimit(.minutes(15)),
        arguments: ["\r\n", "a", "=\r\n", "--\r\n\r\n", "From a\r\n", "\r", ".\r\n"])
    func large(pattern: String) {
        let octets = Array(pattern.utf8)
        let body = Array(repeatElement(octets, count: Self.largeSize / octets.count).joined())
        let change = BodyChange.explanation(
            of: [UInt8](repeating: 0, count: 32), canonicalization: .relaxed, signedLength: nil, body: body,
            maximumWork: Self.largeSize * 16)
        #expect(change == nil)
    }

    @Test("no work is done beyond what is allowed", arguments: [0, 1, 100, 2_000, -5])
    func work(allowed: Int) {
        let change = BodyChange.explanation(
            of: SHA256.hash(of: Array("a\r\n".utf8)), canonicalization: .simple, signedLength: nil,
            body: Array("a\r\n".utf8) + [UInt8](repeating: 65, count: 100_000), maximumWork: allowed)
        #expect(change == nil)
    }

    /// What is large for a test without optimization.
    private static let largeSize = 262_144
}
