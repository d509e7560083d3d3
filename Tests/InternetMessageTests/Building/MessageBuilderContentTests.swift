import InternetMessage
import Testing

/// How texts and attachments are written.
@Suite("The content of a message that is built")
struct MessageBuilderContentTests {
    @Test(
        "a text is encoded only where it must be",
        arguments: [
            ("", "us-ascii", "7bit", ""),
            ("a\tb", "us-ascii", "7bit", "a\tb\r\n"),
            ("a\nb\rc\r\nd\n\re", "us-ascii", "7bit", "a\r\nb\r\nc\r\nd\r\n\r\ne\r\n"),
            ("\n\n", "us-ascii", "7bit", "\r\n\r\n"),
            (" From here", "us-ascii", "7bit", " From here\r\n"),
            ("..", "us-ascii", "7bit", "..\r\n"),
            ("From here", "us-ascii", "quoted-printable", "=46rom here\r\n"),
            ("a\n.\nb", "us-ascii", "quoted-printable", "a\r\n=2E\r\nb\r\n"),
            ("-- \nAda", "us-ascii", "quoted-printable", "=2D-=20\r\nAda\r\n"),
            ("a\0b and more", "us-ascii", "quoted-printable", "a=00b and more\r\n"),
            ("K\u{F6}ln am Rhein", "utf-8", "quoted-printable", "K=C3=B6ln am Rhein\r\n"),
            ("\u{304A}\u{8336}", "utf-8", "base64", "44GK6Iy2DQo=\r\n"),
        ] as [(String, String, String, String)])
    func texts(text: String, charset: String, encoding: String, body: String) throws {
        var builder = try MessageBuilder.sample()
        builder.text = text
        let message = try WrittenMessage(builder)
        #expect(message.value("Content-Type") == "text/plain; charset=\(charset)")
        #expect(message.value("Content-Transfer-Encoding") == encoding)
        #expect(message.body == body)
        #expect(try message.fault() == nil)
    }

    @Test("a line of 78 octets goes out as it is, a longer one is broken softly")
    func longLines() throws {
        var builder = try MessageBuilder.sample()
        builder.html = String(repeating: "x", count: 78)
        #expect(try WrittenMessage(builder).value("Content-Transfer-Encoding") == "7bit")
        builder.html = String(repeating: "x", count: 10_000)
        let message = try WrittenMessage(builder)
        #expect(message.value("Content-Transfer-Encoding") == "quoted-printable")
        #expect(message.value("Content-Type") == "text/html; charset=us-ascii")
        #expect(message.lines.allSatisfy { $0.count <= 78 })
    }

    @Test(
        "the parts lie in each other as they should, and none has only one part",
        arguments: [
            (false, false, false, false, ["text/plain"]),
            (true, false, false, false, ["text/plain"]),
            (false, true, false, false, ["text/html"]),
            (true, true, false, false, ["multipart/alternative", "text/plain", "text/html"]),
            (false, true, true, false, ["multipart/related", "text/html", "image/png"]),
            (
                true, true, true, false,
                ["multipart/related", "multipart/alternative", "text/plain", "text/html", "image/png"]
            ),
            (true, false, false, true, ["multipart/mixed", "text/plain", "text/csv"]),
            (false, false, false, true, ["multipart/mixed", "text/csv"]),
            (true, false, true, true, ["multipart/mixed", "text/plain", "image/png", "text/csv"]),
            (
                true, true, true, true,
                [
                    "multipart/mixed", "multipart/related", "multipart/alternative", "text/plain", "text/html",
                    "image/png", "text/csv",
                ]
            ),
        ] as [(Bool, Bool, Bool, Bool, [String])])
    func structures(text: Bool, html: Bool, shown: Bool, attached: Bool, types: [String]) throws {
        var builder = try MessageBuilder.fullSample()
        if !text { builder.text = nil }
        if !html { builder.html = nil }
        builder.attachments.removeAll { $0.contentIdentifier == nil ? !attached : !shown }
        let message = try WrittenMessage(builder)
        let found = message.lines.map { String(decoding: $0, as: UTF8.self) }.filter { $0.hasPrefix("Content-Type: ") }
        #expect(found.map { String($0.dropFirst(14).prefix { $0 != ";" }) } == types)
        #expect(try message.fault() == nil)
    }

    @Test("an attachment keeps its type, its name and its octets; one that is shown has its identifier")
    func attachments() throws {
        let message = try WrittenMessage(MessageBuilder.fullSample())
        for expected in [
            "Content-Type: multipart/related; type=\"multipart/alternative\";", "Content-ID: <tea@example.com>\r\n",
            "Content-Disposition: inline; filename=tea.png\r\n", "Content-Type: text/csv; charset=utf-8\r\n",
            "Content-Disposition: attachment; filename=list.csv\r\n", "\r\n\r\niVA=\r\n--", "\r\n\r\nYSxiCg==\r\n--",
        ] {
            #expect(message.text.contains(expected), "\(expected)")
        }
    }

    @Test("an attached message is written as it is, or as 7-bit data")
    func attachedMessages() throws {
        var builder = try MessageBuilder.sample()
        let plain = "Subject: Tea\r\n\r\nAt five?"
        let wide = "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nAt f\u{FC}nf?\r\n"
        builder.attachments = [plain, wide].map {
            MessageBuilder.Attachment(Array($0.utf8), mediaType: "message/rfc822")
        }
        let message = try WrittenMessage(builder)
        #expect(message.text.contains("\r\nContent-Transfer-Encoding: 7bit\r\n\r\n\(plain)\r\n--"))
        #expect(message.text.contains("At f=C3=BCnf?\r\n\r\n--"))
        #expect(try message.fault() == nil)
    }

    @Test("no boundary occurs in what is sent, also if it was foreseen")
    func foreseenBoundaries() throws {
        var builder = try MessageBuilder.fullSample()
        builder.html = nil
        var used: [String] = []
        for _ in 0..<5 {
            let message = try WrittenMessage(builder)
            let type = try #require(message.value("Content-Type"))
            let boundary = try #require(type.firstMatch(of: /boundary="(.*)"/)).1
            #expect(!used.contains(String(boundary)))
            let delimiters = message.lines.filter { $0.starts(with: "--\(boundary)".utf8) }
            #expect(delimiters.count == builder.attachments.count + 2)
            #expect(try message.fault() == nil)
            used.append(String(boundary))
            builder.text = used.map { "--\($0)\n--\($0)--" }.joined(separator: "\n")
            builder.attachments.append(
                MessageBuilder.Attachment(message.octets, mediaType: "message/rfc822"))
        }
    }

    @Test("a text full of boundaries costs one search")
    func manyBoundaries() throws {
        var builder = try MessageBuilder.fullSample()
        let boundary = "=_0123456789abcdef0123456789abcdef"
        builder.text = String(repeating: boundary + "\n=_=_\n", count: 5_000)
        #expect(try WrittenMessage(builder).fault() == nil)
    }
}
