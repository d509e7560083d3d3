import TestSupport
import Testing

@testable import SMTPProtocol

@Suite("The size of a header")
struct HeaderMeterTests {
    private func meter(_ text: String, _ chunking: Chunking) -> HeaderMeter {
        var meter = HeaderMeter()
        for chunk in chunking.chunks(of: octets(text)) { meter.note(chunk.span) }
        return meter
    }

    @Test(
        "is that of all up to the empty line, which counts",
        arguments: [
            ("", 0, false), ("\r\n", 2, true), ("\r\nbody", 2, true), ("a", 1, false), ("a: b\r\n", 6, false),
            ("a: b\r\n\r\n", 8, true), ("a: b\r\n\r\nbody\r\n\r\n", 8, true), ("a: b\r\n\r", 7, false),
            ("a: b\r\n c\r\n\r\n\r\n", 12, true), ("a: b\r\n \r\n\r\n", 11, true), ("a: b\r\n.\r\n", 9, false),
            ("\u{E9}: b\r\n\r\n", 9, true),
        ] as [(String, Int, Bool)])
    func size(text: String, size: Int, isOver: Bool) {
        for chunking in Chunking.all {
            let seen = meter(text, chunking)
            #expect(seen.size == size)
            #expect(seen.isOver == isOver)
        }
    }

    @Test("does not depend on how the message is cut", arguments: 0..<500 as Range<UInt64>)
    func random(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let message = String(decoding: generator.message(isEightBit: false), as: UTF8.self)
        let whole = meter(message, .whole)
        for chunking in [Chunking.single, .random(seed: seed)] {
            #expect(meter(message, chunking).size == whole.size)
            #expect(meter(message, chunking).isOver == whole.isOver)
        }
        // The first empty line in all of it.
        let lines = octets("\r\n" + message)
        let end = lines.indices.first { lines[$0...].starts(with: [13, 10, 13, 10]) }
        #expect(whole.isOver == (end != nil))
        #expect(whole.size == end.map { $0 + 2 } ?? message.utf8.count)
    }
}
