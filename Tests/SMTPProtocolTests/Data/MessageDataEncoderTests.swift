import SMTPProtocol
import TestSupport
import Testing

@Suite("The encoder of DATA")
struct MessageDataEncoderTests {
    @Test(
        "doubles the dots at the start of lines and ends with a dot on a line of its own",
        arguments: [
            ("", ".\r\n"), ("a\r\n", "a\r\n.\r\n"), ("a", "a\r\n.\r\n"), (".", "..\r\n.\r\n"), (".\r\n", "..\r\n.\r\n"),
            ("..\r\n", "...\r\n.\r\n"), ("\r\n", "\r\n.\r\n"), ("\r\n.\r\n", "\r\n..\r\n.\r\n"),
            ("a.b\r\n", "a.b\r\n.\r\n"), ("a\r\n.b\r\n\r\n.c", "a\r\n..b\r\n\r\n..c\r\n.\r\n"),
            ("\u{E9}\t\u{7F}\u{1}\r\n", "\u{E9}\t\u{7F}\u{1}\r\n.\r\n"),
        ] as [(String, String)])
    func encodes(message: String, stream: String) {
        for chunking in Chunking.all {
            let encoded = EncodedData(octets(message), chunking)
            #expect(!encoded.isMalformed)
            #expect(encoded.stream.map { String(decoding: $0, as: UTF8.self) } == stream)
        }
    }

    @Test("says whether it adds the last CRLF", arguments: [("", false), ("a", true), ("a\r\n", false), (".", true)])
    func finalLineEnd(message: String, isAdded: Bool) {
        var encoder = MessageDataEncoder()
        let input = octets(message)
        var offset = 0
        while encoder.next(input.span, from: &offset) != nil {}
        #expect(encoder.addsFinalLineEnd == isAdded)
    }

    @Test(
        "never finishes a message with a bare CR, a bare LF or a NUL",
        arguments: [
            "\n", "\r", "\0", "a\nb", "a\rb", "a\0b", "a\n", "a\r", "a\r\n\n", "a\r\n\r", "a\r\r\n", "\n.\n", "\r.\r",
            "\r\n.\n", "\r\n.\r", ".\n", ".\r.", "a\r\n.\0", "\r\n\n.\r\n", "\n\r",
        ])
    func malformed(message: String) {
        for chunking in Chunking.all {
            for head in ["", "first\r\n", "first", "first\r\n."] {
                let encoded = EncodedData(octets(head + message), chunking)
                #expect(encoded.terminator == nil)
                #expect(!encoded.octets.holds(octets("\r\n.\r\n")))
            }
        }
    }

    @Test("lets nothing through once it met the mistake, whatever follows", arguments: Chunking.all)
    func sticky(_ chunking: Chunking) {
        for mistake in ["\n", "\rx", "\0"] {
            let encoded = EncodedData(octets("first" + mistake + "\r\nlast\r\n"), chunking)
            #expect(encoded.isMalformed)
            #expect(encoded.terminator == nil)
            #expect(!encoded.octets.holds(octets("last")))
        }
    }

    @Test(
        "writes what the decoder reads as the same message, both in any chunking",
        arguments: 0..<1_000 as Range<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let message = generator.message()
        let whole = EncodedData(message, .whole)
        #expect(EncodedData(message, .single).stream == whole.stream)
        #expect(EncodedData(message, .random(seed: seed)).stream == whole.stream)
        let stream = try #require(whole.stream)
        for chunking in [Chunking.whole, .single, .random(seed: seed &+ 1)] {
            let decoded = DecodedData(stream + octets("QUIT\r\n"), chunking)
            #expect(decoded.octets == message.ended)
            #expect(decoded.isEnded)
            #expect(!decoded.isMalformed)
            #expect(decoded.consumed == stream.count)
        }
    }

    @Test("finishes exactly what has CR and LF as CRLF only and no NUL", arguments: 0..<2_000 as Range<UInt64>)
    func random(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var message: [UInt8] = []
        for _ in 0..<Int.random(in: 0...8, using: &generator) {
            let pieces = ["a", ".", "\r\n", "\r\n", "\r\n.", "\r", "\n", "\0"]
            message += octets(pieces.randomElement(using: &generator) ?? "")
        }
        let isWrong = message.indices.contains { index in
            switch message[index] {
            case 0: true
            case 10: index == 0 || message[index - 1] != 13
            case 13: index + 1 == message.count || message[index + 1] != 10
            default: false
            }
        }
        for chunking in [Chunking.whole, .single, .random(seed: seed)] {
            let encoded = EncodedData(message, chunking)
            #expect((encoded.terminator == nil) == isWrong, "\(message)")
            #expect(!encoded.octets.holds([13, 10, 46, 13, 10]), "\(message)")
        }
    }
}
