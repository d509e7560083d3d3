import SMTPProtocol
import Testing

@Suite("A reply")
struct SMTPReplyTests {
    private func wire(_ reply: SMTPReply, withStatus: Bool = true) -> String {
        String(decoding: reply.serialized(as: .init(includesEnhancedStatusCode: withStatus)), as: UTF8.self)
    }

    @Test("goes out with its enhanced status code before each line's text (RFC 2034, section 4)")
    func serialization() {
        #expect(wire(SMTPReply(250, .init(2, 1, 5), "Fine")) == "250 2.1.5 Fine\r\n")
        #expect(wire(SMTPReply(220, nil, "mx.example.test ESMTP")) == "220 mx.example.test ESMTP\r\n")
        let long = SMTPReply(550, .init(5, 1, 1), lines: ["No", "such", "user"])
        #expect(wire(long) == "550-5.1.1 No\r\n550-5.1.1 such\r\n550 5.1.1 user\r\n")
        #expect(wire(long, withStatus: false) == "550-No\r\n550-such\r\n550 user\r\n")
    }

    @Test("without text is still a line")
    func empty() {
        #expect(wire(SMTPReply(250, nil, lines: [])) == "250 \r\n")
        #expect(wire(SMTPReply(250, nil, "")) == "250 \r\n")
    }

    @Test(
        "can never be made to look like two",
        arguments: [
            "a\r\nb", "a\nb", "a\rb", "a\0b", "a\tb", "a\u{1B}[2Jb", "a\u{7F}b", "\r\n250 ok", "\n", "x\r\n.\r\n",
        ])
    func sanitized(text: String) {
        let reply = SMTPReply(550, nil, lines: [text, "last"])
        for line in reply.lines { #expect(line.utf8.allSatisfy { $0 >= 32 && $0 != 127 }) }
        let octets = reply.serialized()
        #expect(octets.filter { $0 == 10 }.count == 2)
        #expect(octets.filter { $0 == 13 }.count == 2)
        #expect(octets.allSatisfy { $0 >= 32 && $0 != 127 || $0 == 13 || $0 == 10 })
    }

    @Test(
        "has lines of at most 480 octets, wherever they are cut",
        arguments: ["x", "\u{E9}", "\u{20AC}", "\u{1F426}"])
    func lineLimit(letter: String) throws {
        for count in [119, 120, 121, 159, 160, 161, 239, 240, 241, 479, 480, 481, 10_000] {
            for prefix in ["", "a", "ab", "abc"] {
                let text = prefix + String(repeating: letter, count: count)
                let line = try #require(SMTPReply(250, nil, text).lines.first)
                #expect(line.utf8.count <= SMTPReply.maximumTextLength, "\(count) \(prefix)")
                if text.utf8.count <= SMTPReply.maximumTextLength { #expect(line == text) }
            }
        }
    }

    @Test("has a code from 200 to 599, or becomes 451", arguments: [0, 1, 100, 199, 600, 999, 65_535] as [UInt16])
    func codes(code: UInt16) {
        #expect(SMTPReply(code, nil, "?").code == 451)
    }

    @Test(
        "is of one kind, told by its first digit",
        arguments: [200, 221, 250, 299, 300, 354, 400, 451, 499, 500, 554, 599] as [UInt16])
    func kinds(code: UInt16) {
        let reply = SMTPReply(code, nil, "?")
        let kinds = [reply.isPositive, reply.isIntermediate, reply.isTransientFailure, reply.isPermanentFailure]
        #expect(kinds == (2...5).map { code / 100 == $0 })
    }

    @Test(
        "is read from its description",
        arguments: ["550 5.1.1 No such user here", "250 2.0.0 Fine", "354 Go on", "220 mx.example.test ESMTP", "250 "])
    func roundTrip(text: String) throws {
        let reply = try #require(SMTPReply(parsing: text))
        #expect(reply.description == text)
        #expect(SMTPReply(parsing: reply.description) == reply)
    }

    @Test("takes an enhanced status code from its text only where the class fits")
    func parsedStatus() throws {
        let fitting = try #require(SMTPReply(parsing: "550 5.7.1 no"))
        #expect(fitting.enhancedStatusCode == EnhancedStatusCode(5, 7, 1))
        #expect(fitting.lines == ["no"])
        let other = try #require(SMTPReply(parsing: "550 4.7.1 no"))
        #expect(other.enhancedStatusCode == nil)
        #expect(other.lines == ["4.7.1 no"])
        let alone = try #require(SMTPReply(parsing: "250 2.0.0"))
        #expect(alone.enhancedStatusCode == EnhancedStatusCode(2, 0, 0))
        #expect(alone.lines == [""])
        #expect(SMTPReply(parsing: "250")?.lines == [""])
        #expect(SMTPReply(parsing: "250-first")?.lines == ["first"])
    }

    @Test(
        "is not read from anything else",
        arguments: [
            "", "2", "25", "2500", "250x", "250\tok", "250\r\n", "150 ok", "199 ok", "600 ok", "999 ok", "abc",
            "-25 ok", "+25 ok", " 250 ok", "\u{662}50 ok", "2\u{301}50 ok",
        ])
    func refused(text: String) {
        #expect(SMTPReply(parsing: text) == nil)
    }

    @Test("joins its lines when described")
    func description() {
        #expect(SMTPReply(550, .init(5, 1, 1), lines: ["No", "user"]).description == "550 5.1.1 No user")
    }
}
