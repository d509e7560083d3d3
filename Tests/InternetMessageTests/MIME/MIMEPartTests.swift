import InternetMessage
import Testing

@Suite("The parts of messages")
struct MIMEPartTests {
    static func part(_ lines: String...) throws -> (part: MIMEPart, message: [UInt8]) {
        let message = Array(lines.joined(separator: "\r\n").utf8)
        let structure = try MIMEStructure(parsing: message)
        return (try #require(structure.parts.first), message)
    }

    @Test("fields are those of the header, whatever ends its lines", arguments: ["\r\n", "\n"])
    func fields(_ lineEnd: String) throws {
        let lines = ["A: 1", "Content-Type: text/plain;", "\tcharset=utf-8", "a: 2", "", "text"]
        let structure = try MIMEStructure(parsing: Array(lines.joined(separator: lineEnd).utf8))
        let part = try #require(structure.parts.first)
        #expect(part.fields.map(\.description) == ["A: 1", "Content-Type: text/plain;\tcharset=utf-8", "a: 2"])
        #expect(part.firstField(named: "a")?.unfoldedValue == "1")
        #expect(part.firstField(named: "b") == nil)
        #expect(part.contentType.charset == "utf-8")
        #expect(part.fields.map { Array($0.octets.suffix(2)) } == Array(repeating: [13, 10], count: 3))
    }

    @Test("a type that is not said is told apart from one that is")
    func declaredTypes() throws {
        #expect(try Self.part("Content-Type: text/plain", "", "").part.isTypeDeclared)
        let bare = try Self.part("A: 1", "", "").part
        #expect(!bare.isTypeDeclared && bare.contentType.mediaType == "text/plain")
        #expect(bare.transferEncoding == .sevenBit && bare.disposition == nil && bare.identifier == nil)
    }

    @Test(
        "attachments say so",
        arguments: [
            ("attachment", true), ("Attachment; filename=a", true), ("inline", false), ("inline; filename=a", false),
            ("x-other", true),
        ])
    func attachments(_ disposition: String, _ isAttachment: Bool) throws {
        let part = try Self.part("Content-Disposition: \(disposition)", "", "").part
        #expect(part.isAttachment == isAttachment)
        #expect(try !Self.part("A: 1", "", "").part.isAttachment)
    }

    @Test("the file's name is that of the disposition, otherwise that of the type")
    func fileNames() throws {
        let type = "Content-Type: image/png; name=\"type.png\""
        let named = try Self.part(type, "Content-Disposition: inline; filename=\"a/b.png\"", "", "").part
        #expect(named.fileName == "a/b.png")
        #expect(try Self.part(type, "Content-Disposition: inline", "", "").part.fileName == "type.png")
        #expect(try Self.part(type, "", "").part.safeFileName == "type.png")
        #expect(try Self.part("A: 1", "", "").part.fileName == nil)
    }

    @Test("bodies are decoded")
    func decodedBodies() throws {
        let (part, message) = try Self.part("Content-Transfer-Encoding: base64", "", "QUJD", "")
        #expect(part.decodedBody(in: message) == Array("ABC".utf8))
        #expect(part.text(in: message) == "ABC")
        let (plain, other) = try Self.part("A: 1", "", "=41\r\n")
        #expect(plain.decodedBody(in: other) == Array("=41\r\n".utf8))
    }

    @Test("a part asked of a message that is not its own reads nothing outside of it")
    func otherMessage() throws {
        let (part, message) = try Self.part("Content-Transfer-Encoding: base64", "", "QUJD", "")
        #expect(part.decodedBody(in: []).isEmpty)
        #expect(part.text(in: Array(message.prefix(part.bodyRange.lowerBound + 2))) == "A")
    }

    @Test("text is decoded from its character set, or what is likely where none is said")
    func text() throws {
        let quoted = "Content-Transfer-Encoding: quoted-printable"
        let latin = try Self.part("Content-Type: text/plain; charset=iso-8859-1", quoted, "", "=E9")
        #expect(latin.part.text(in: latin.message) == "é")
        let unsaid = try Self.part(quoted, "", "=C3=A9")
        #expect(unsaid.part.text(in: unsaid.message) == "é")
        let broken = try Self.part(quoted, "", "=E9")
        #expect(broken.part.text(in: broken.message) == "é")
        for charset in ["\"\"", "\" \"", ""] {
            let blank = try Self.part("Content-Type: text/plain; charset=\(charset)", quoted, "", "=C3=A9")
            #expect(blank.part.text(in: blank.message) == "é")
        }
        let unknown = try Self.part("Content-Type: text/plain; charset=x-none", "", "a")
        #expect(unknown.part.text(in: unknown.message) == nil)
        let picture = try Self.part("Content-Type: image/png", "", "a")
        #expect(picture.part.text(in: picture.message) == nil)
    }

    @Test("an encoded message can be walked by itself")
    func encodedMessages() throws {
        let (part, message) = try Self.part(
            "Content-Type: message/global", "Content-Transfer-Encoding: base64", "", "QTogMQ0KDQpoZWxsbw==")
        #expect(part.isEncodedMessage && part.kind == .single)
        let inner = part.decodedBody(in: message)
        let structure = try MIMEStructure(parsing: inner)
        #expect(structure.parts.first?.fields.map(\.description) == ["A: 1"])
        #expect(structure.bodies(in: inner) == ["hello"])
        #expect(try !Self.part("Content-Type: message/rfc822", "", "A: 1").part.isEncodedMessage)
    }

    @Test("names of files are made harmless", arguments: names)
    func safeNames(_ name: String, _ safe: String?) throws {
        let quoted = name.map { $0 == "\\" || $0 == "\"" ? "\\\($0)" : String($0) }.joined()
        let part = try Self.part("Content-Disposition: attachment; filename=\"\(quoted)\"", "", "").part
        #expect(part.safeFileName == safe)
    }

    static let names: [(String, String?)] = [
        ("report.pdf", "report.pdf"), ("../../etc/passwd", "passwd"), ("C:\\Temp\\a.txt", "a.txt"), ("..", nil),
        ("/", nil), (" . ", nil), (".bashrc", "bashrc"), ("a:b*c?.txt", "a_b_c_.txt"), ("a.txt. . ", "a.txt"),
        ("con", "_con"), ("nul .txt", "_nul .txt"),
        ("con." + String(repeating: "a", count: 300), "_con." + String(repeating: "a", count: 195)),
        ("LPT1.txt", "_LPT1.txt"), ("console", "console"), ("com\u{B9}.txt", "_com\u{B9}.txt"),
        ("LPT\u{B3}", "_LPT\u{B3}"), ("COM\u{2074}", "COM\u{2074}"), ("comx", "comx"), ("com12", "com12"),
        ("conin$", "_conin$"), ("CONOUT$.log", "_CONOUT$.log"), ("gpj.\u{202E}exe", "gpj.exe"),
        ("grüße 1.txt", "grüße 1.txt"), ("a\u{0}b\u{7}", "a b"),
        (
            String(repeating: "a", count: 300) + ".pdf",
            String(repeating: "a", count: 196) + ".pdf"
        ),
        (String(repeating: "é", count: 300), String(repeating: "é", count: 100)),
    ]
}
