import TestSupport
import Testing

@testable import SMTPProtocol

@Suite("The lines of a message in chunks")
struct LineDisciplineTests {
    /// What is seen of octets in a chunking.
    private func discipline(_ octets: [UInt8], _ chunking: Chunking) -> LineDiscipline {
        var discipline = LineDiscipline()
        for chunk in chunking.chunks(of: octets) { discipline.check(chunk.span) }
        return discipline
    }

    private func isKept(by message: [UInt8]) -> Bool { LineDiscipline.isKept(by: message.span) }

    @Test(
        "end with CRLF or not at all",
        arguments: [
            "", "a", "\r\n", "a\r\n", "\r\n\r\n", "a\r\nb", "\r\n.\r\n", ".", "\u{E9}\u{7F}\t\u{1}\u{B}\u{C}\r\n",
        ])
    func kept(text: String) {
        for chunking in Chunking.all {
            #expect(!discipline(octets(text), chunking).isBroken)
            #expect(discipline(octets(text), chunking).mayEnd)
        }
        #expect(isKept(by: octets(text)))
    }

    @Test(
        "are broken by a bare CR, a bare LF or a NUL",
        arguments: [
            "\n", "a\n", "\n\r", "\r\r", "\r\r\n", "\ra", "a\rb", "\0", "a\0", "\r\0", "\r\0\n", "\r\n\n", "\r\n\0",
            "a\r\n\rb",
            "\n\r\n", "a\nb\r\n",
        ])
    func broken(text: String) {
        for chunking in Chunking.all {
            for head in ["", "first\r\n", "first"] {
                let seen = discipline(octets(head + text), chunking)
                #expect(seen.isBroken)
                #expect(!seen.mayEnd)
                // Nothing that follows mends it.
                #expect(discipline(octets(head + text + "\r\nlast\r\n"), chunking).isBroken)
            }
        }
        #expect(!isKept(by: octets(text)))
    }

    @Test("may not end behind a CR, as its LF is missing", arguments: ["\r", "a\r", "a\r\n\r"])
    func cut(text: String) {
        for chunking in Chunking.all {
            let seen = discipline(octets(text), chunking)
            #expect(!seen.isBroken)
            #expect(!seen.mayEnd)
            #expect(discipline(octets(text + "\n"), chunking).mayEnd)
            #expect(discipline(octets(text + "x"), chunking).isBroken)
        }
    }

    @Test("are kept by exactly those messages that DATA can carry", arguments: 0..<2_000 as Range<UInt64>)
    func random(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var message: [UInt8] = []
        for _ in 0..<Int.random(in: 0...8, using: &generator) {
            let pieces = ["a", ".", "\r\n", "\r\n", "\r\n.", "\r", "\n", "\0"]
            message += octets(pieces.randomElement(using: &generator) ?? "")
        }
        let canBeSent = EncodedData(message, .whole).terminator != nil
        for chunking in [Chunking.whole, .single, .random(seed: seed)] {
            #expect(discipline(message, chunking).mayEnd == canBeSent, "\(message)")
        }
        #expect(isKept(by: message) == canBeSent)
    }
}
