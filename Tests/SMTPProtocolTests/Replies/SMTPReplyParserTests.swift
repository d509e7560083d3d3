import SMTPProtocol
import TestSupport
import Testing

/// What a parser made of a stream.
struct ParsedReplies: Equatable {
    var replies: [SMTPReply] = []
    var error: SMTPReplySyntaxError?
    var consumed = 0
    var isInsideReply = false

    init(_ stream: [UInt8], _ chunking: Chunking) {
        var parser = SMTPReplyParser()
        for chunk in chunking.chunks(of: stream) where error == nil {
            var offset = 0
            do throws(SMTPReplySyntaxError) {
                while let reply = try parser.next(chunk.span, from: &offset) { replies.append(reply) }
            } catch {
                self.error = error
            }
            consumed += offset
        }
        isInsideReply = parser.isInsideReply
    }
}

@Suite("The parser of replies")
struct SMTPReplyParserTests {
    struct Example: Sendable {
        let wire: String
        let replies: [SMTPReply]

        init(_ wire: String, _ replies: SMTPReply...) {
            self.wire = wire
            self.replies = replies
        }
    }

    static let examples: [Example] = [
        .init("250 2.1.5 Fine\r\n", SMTPReply(250, .init(2, 1, 5), "Fine")),
        .init("220 mx.example.test ESMTP\r\n", SMTPReply(220, nil, "mx.example.test ESMTP")),
        // Some servers end lines with LF alone, or say nothing behind the code (RFC 5321, section 4.2).
        .init("250 Fine\n", SMTPReply(250, nil, "Fine")),
        .init("250-One\n250 Two\r\n", SMTPReply(250, nil, lines: ["One", "Two"])),
        .init("250\r\n", SMTPReply(250, nil, "")), .init("250 \r\n", SMTPReply(250, nil, "")),
        .init("250-\r\n250\r\n", SMTPReply(250, nil, lines: ["", ""])),
        .init("250-One\r\n250-Two\r\n250 Three\r\n", SMTPReply(250, nil, lines: ["One", "Two", "Three"])),
        .init("550-5.1.1 No\r\n550 5.1.1 user\r\n", SMTPReply(550, .init(5, 1, 1), lines: ["No", "user"])),
        .init("550-5.1.1 No\r\n550 user\r\n", SMTPReply(550, .init(5, 1, 1), lines: ["No", "user"])),
        .init("550-No\r\n550 5.1.1 user\r\n", SMTPReply(550, .init(5, 1, 1), lines: ["No", "user"])),
        .init("550 4.1.1 odd\r\n", SMTPReply(550, nil, "4.1.1 odd")),
        .init("250 a\rb\tc\0d\r\r\n", SMTPReply(250, nil, "a b c d ")),
        .init("250 one\r\n354 two\r\n", SMTPReply(250, nil, "one"), SMTPReply(354, nil, "two")),
        .init("200 a\r\n599 b\r\n", SMTPReply(200, nil, "a"), SMTPReply(599, nil, "b")),
        .init("250 \u{E9}\r\n", SMTPReply(250, nil, "\u{E9}")),
    ]

    @Test("reads each reply, in any chunking", arguments: SMTPReplyParserTests.examples, Chunking.all)
    func reads(_ example: Example, _ chunking: Chunking) {
        let parsed = ParsedReplies(octets(example.wire), chunking)
        #expect(parsed.replies == example.replies)
        #expect(parsed.error == nil)
        #expect(!parsed.isInsideReply)
    }

    @Test("stops behind each reply and leaves what follows", arguments: SMTPReplyParserTests.examples)
    func trailing(_ example: Example) {
        var parser = SMTPReplyParser()
        let input = octets(example.wire) + octets("250-next")
        var offset = 0
        var replies: [SMTPReply] = []
        for _ in example.replies {
            if let reply = try? parser.next(input.span, from: &offset) { replies.append(reply) }
        }
        #expect(replies == example.replies)
        #expect(offset == example.wire.utf8.count)
        #expect(!parser.isInsideReply)
        let next = try? parser.next(input.span, from: &offset)
        #expect(next == nil)
        #expect(parser.isInsideReply)
        #expect(offset == input.count)
    }

    @Test(
        "reads what the serializer wrote",
        arguments: [
            SMTPReply(250, nil, ""), SMTPReply(451, .init(4, 3, 0), lines: ["a", "", "c"]),
            SMTPReply(220, nil, String(repeating: "x", count: 480)),
            SMTPReply(250, nil, lines: (0..<100).map { "EXTENSION-\($0)" }),
        ], Chunking.all)
    func roundTrip(_ reply: SMTPReply, _ chunking: Chunking) {
        #expect(ParsedReplies(reply.serialized(), chunking).replies == [reply])
    }

    struct Wrong: Sendable {
        let wire: String
        let error: SMTPReplySyntaxError

        init(_ wire: String, _ error: SMTPReplySyntaxError) {
            self.wire = wire
            self.error = error
        }
    }

    static let wrong: [Wrong] = [
        .init("\r\n", .noCode), .init("\n", .noCode), .init("25\r\n", .noCode), .init("2x0 a\r\n", .noCode),
        .init("hello there\r\n", .noCode), .init("150 a\r\n", .noCode), .init("199 a\r\n", .noCode),
        .init("600 a\r\n", .noCode), .init("2500\r\n", .noCode), .init("250\tok\r\n", .noCode),
        .init(" 250 ok\r\n", .noCode), .init("250-a\r\n\r\n", .noCode), .init("\0\r\n", .noCode),
        .init("250-a\r\nno\r\n", .noCode), .init("\u{662}50 ok\r\n", .noCode),
        .init("SSH-2.0-OpenSSH_9.6\r\n", .noCode), .init("250-a\r\n251 b\r\n", .codesDiffer),
        .init("250-a\r\n350-b\r\n", .codesDiffer),
    ]

    @Test("refuses what is no reply, in any chunking", arguments: SMTPReplyParserTests.wrong, Chunking.all)
    func refused(_ example: Wrong, _ chunking: Chunking) {
        let parsed = ParsedReplies(octets(example.wire), chunking)
        #expect(parsed.error == example.error)
        #expect(parsed.replies.isEmpty)
    }

    @Test("gives the same error for ever after the first")
    func sticky() {
        var parser = SMTPReplyParser()
        var errors: [SMTPReplySyntaxError] = []
        for wire in ["250-a\r\n251 b\r\n", "250 fine\r\n", "", "no\r\n"] {
            let input = octets(wire)
            var offset = 0
            do throws(SMTPReplySyntaxError) {
                _ = try parser.next(input.span, from: &offset)
            } catch {
                errors.append(error)
            }
        }
        #expect(errors == [.codesDiffer, .codesDiffer, .codesDiffer, .codesDiffer])
    }

    @Test("reads lines of 2,048 octets and refuses longer ones, in any chunking", arguments: Chunking.all)
    func lineLimit(_ chunking: Chunking) {
        let longest = octets("250 ") + [UInt8](repeating: 120, count: SMTPReplyParser.maximumLineLength - 4)
        #expect(ParsedReplies(longest + [10], chunking).replies.count == 1)
        #expect(ParsedReplies(longest + [120, 10], chunking).error == .tooLong)
    }

    @Test("stops reading a line or a reply without end at its limit")
    func endless() {
        let line = ParsedReplies([UInt8](repeating: 50, count: 1_000_000), .whole)
        #expect(line.error == .tooLong)
        #expect(line.consumed <= SMTPReplyParser.maximumLineLength + 1)
        let piece = octets("250-" + String(repeating: "x", count: 96) + "\r\n")
        let reply = ParsedReplies(Array(repeatElement(piece, count: 10_000).joined()), .whole)
        #expect(reply.error == .tooLong)
        #expect(reply.consumed <= SMTPReplyParser.maximumReplyLength + piece.count)
        let short = ParsedReplies(Array(repeatElement(octets("250-\n"), count: 100_000).joined()), .whole)
        #expect(short.error == .tooLong)
        #expect(short.consumed <= SMTPReplyParser.maximumReplyLength + piece.count)
    }

    @Test("makes of noise replies or the typed error, the same in any chunking", arguments: 0..<500 as Range<UInt64>)
    func noise(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let alphabet = ["250", "550", "354", "-", " ", "\r\n", "\r\n", "\n", "\r", "5.1.1 ", "text", "\0", "2", "9"]
        let stream = octets(seed % 2 == 0 ? "250-" : "") + generator.octets(from: alphabet, upTo: 30)
        let whole = ParsedReplies(stream, .whole)
        #expect(ParsedReplies(stream, .single) == whole)
        #expect(ParsedReplies(stream, .random(seed: seed)) == whole)
    }
}
