import SMTPProtocol
import TestSupport
import Testing

/// What RFC 5321, section 4.5.2, says of a stream, worked out the slow way on all of it at once.
struct ExpectedData: Equatable {
    var octets: [UInt8] = []
    var isMalformed = false
    var isEnded = false
    var consumed = 0

    init(_ stream: [UInt8]) {
        // The data begin at the start of a line, as though a CRLF stood before them.
        let lines = [13, 10] + stream
        let end = lines.indices.first { lines[$0...].starts(with: [13, 10, 46, 13, 10]) }
        isEnded = end != nil
        consumed = end.map { $0 + 3 } ?? stream.count
        // What is read: up to the CRLF before the dot, or all of it.
        let read = Array(lines[..<(end.map { $0 + 2 } ?? lines.count)])
        for (index, octet) in read.enumerated() {
            switch octet {
            case 0: isMalformed = true
            case 10 where read[index - 1] != 13: isMalformed = true
            case 13 where index + 1 < read.count && read[index + 1] != 10: isMalformed = true
            case 46 where index > 1 && read[(index - 2)..<index].elementsEqual([13, 10]): break
            default: octets.append(octet)
            }
        }
        octets.removeFirst(min(2, octets.count))
    }
}

@Suite("The decoder of DATA")
struct MessageDataDecoderTests {
    @Test(
        "undoes dot-stuffing and ends at a dot on a line of its own",
        arguments: [
            (".\r\n", ""), ("\r\n.\r\n", "\r\n"), ("a\r\n.\r\n", "a\r\n"), ("..\r\n.\r\n", ".\r\n"),
            ("...\r\n.\r\n", "..\r\n"), (".a\r\n.\r\n", "a\r\n"), ("a\r\n..b\r\n.\r\n", "a\r\n.b\r\n"),
            ("a.\r\n.\r\n", "a.\r\n"), ("a\r\n\r\n..\r\n.\r\n", "a\r\n\r\n.\r\n"), (". \r\n.\r\n", " \r\n"),
            ("a.b\r\n.\r\n", "a.b\r\n"), ("\u{E9}\t\u{7F}\u{1}\r\n.\r\n", "\u{E9}\t\u{7F}\u{1}\r\n"),
        ] as [(String, String)])
    func wellFormed(stream: String, message: String) {
        for chunking in Chunking.all {
            let decoded = DecodedData(octets(stream), chunking)
            #expect(decoded.isEnded)
            #expect(!decoded.isMalformed)
            #expect(String(decoding: decoded.octets, as: UTF8.self) == message)
            #expect(decoded.consumed == stream.utf8.count)
        }
    }

    @Test("leaves what follows the end, in any chunking", arguments: Chunking.all)
    func trailing(_ chunking: Chunking) {
        for behind in ["QUIT\r\n", ".\r\n", "\r\n.\r\n", "\0", "\n"] {
            let decoded = DecodedData(octets("a\r\n.\r\n" + behind), chunking)
            #expect(decoded.isEnded)
            #expect(!decoded.isMalformed)
            #expect(decoded.consumed == 6)
        }
    }

    @Test(
        "waits for more while the end may still come",
        arguments: ["", ".", ".\r", "a", "a\r", "a\r\n", "a\r\n.", "a\r\n.\r", "a\r\n..", "a\r\n..\r\n", "a.\r\n"])
    func unfinished(stream: String) {
        for chunking in Chunking.all {
            let decoded = DecodedData(octets(stream), chunking)
            #expect(!decoded.isEnded)
            #expect(!decoded.isMalformed)
            #expect(decoded.consumed == stream.utf8.count)
        }
    }

    @Test(
        "calls a message with a bare CR, a bare LF or a NUL malformed, and reads on to the true end",
        arguments: [
            "\n", "a\nb", "\nb", "\r\n\n", "a\rb", "\rb", "\r\r\n", "a\r\r\n", "\r\r", "\0", "a\0b", "\r\n\0", "\r\0\n",
            ".\n", ".\rb", ".\r\r\n", ".\0", "..\n", "\n.\n", "\r.\r", "a\r.\r\n", "a\n.\r\n",
        ])
    func malformed(text: String) {
        let stream = octets("first\r\n" + text + "last\r\n.\r\n")
        for chunking in Chunking.all {
            let decoded = DecodedData(stream + octets("QUIT\r\n"), chunking)
            #expect(decoded.isMalformed)
            #expect(decoded.isEnded)
            #expect(decoded.consumed == stream.count)
            #expect(!decoded.octets.holds(octets("last")), "octets were given after the mistake")
        }
    }

    @Test("agrees with the grammar on any octets in any chunking", arguments: 0..<3_000 as Range<UInt64>)
    func random(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let wild = ["a", ".", "\r\n", "\r\n", "\r\n.\r\n", "\r", "\n", "\0"]
        let tame = ["a", ".", "..", "\r\n", "\r\n", "\r\n.", "\r\n.\r\n"]
        var stream: [UInt8] = []
        for _ in 0..<Int.random(in: 0...12, using: &generator) {
            stream += octets((seed % 2 == 0 ? wild : tame).randomElement(using: &generator) ?? "")
        }
        let expected = ExpectedData(stream)
        for chunking in [Chunking.whole, .single, .random(seed: seed)] {
            let decoded = DecodedData(stream, chunking)
            #expect(decoded.isMalformed == expected.isMalformed, "\(stream)")
            #expect(decoded.isEnded == expected.isEnded, "\(stream)")
            #expect(decoded.consumed == expected.consumed, "\(stream)")
            if expected.isEnded, !expected.isMalformed { #expect(decoded.octets == expected.octets, "\(stream)") }
        }
    }

    @Test("gives ranges of its input, each not empty and all in order")
    func ranges() {
        var decoder = MessageDataDecoder()
        let input = octets("one\r\n..two\r\n\r\n...three\r\n.\r\nQUIT\r\n")
        var offset = 0
        var last = 0
        var message: [UInt8] = []
        loop: while true {
            switch decoder.next(input.span, from: &offset) {
            case .octets(let range):
                #expect(!range.isEmpty)
                #expect(range.lowerBound >= last)
                #expect(range.upperBound <= offset)
                last = range.upperBound
                message += input[range]
            case .end: break loop
            case .needInput:
                Issue.record("the end was not seen")
                break loop
            }
        }
        #expect(String(decoding: message, as: UTF8.self) == "one\r\n.two\r\n\r\n..three\r\n")
        #expect(String(decoding: input[offset...], as: UTF8.self) == "QUIT\r\n")
    }

    @Test("gives a long text without dots as one range")
    func fewRanges() {
        var decoder = MessageDataDecoder()
        let line = octets(String(repeating: "x", count: 76) + "\r\n")
        let input = Array(repeatElement(line, count: 1_000).joined())
        var offset = 0
        let first = decoder.next(input.span, from: &offset)
        #expect(first == .octets(0..<input.count))
        let second = decoder.next(input.span, from: &offset)
        #expect(second == .needInput)
    }
}
