import InternetMessage
import MailForwarding
import TestSupport
import Testing

/// Whatever the octets are, the detector says what the parts that `MIMEStructure` finds say, in any pieces.
@Suite struct AttachmentDetectorPropertyTests {
    static let lines: [String] = [
        "Content-Type: multipart/mixed; boundary=a\r\n", "Content-Type: multipart/related; boundary=\"a b\"\r\n",
        "Content-Type: multipart/digest;\r\n boundary=ab\r\n", "Content-Type: multipart/mixed\r\n",
        "Content-Type: text/plain\r\n", "Content-Type: text/html; name=x.html\r\n", "Content-Type: image/png\r\n",
        "Content-Type: application/pgp-signature\r\n", "Content-Type: message/delivery-status\r\n",
        "Content-Type: text/plain\n", "Content-Type: text/calendar;\n\tcharset=utf-8\n",
        "Content-Disposition: inline\r\n", "Content-Disposition: inline; filename=y.png\r\n", "Content-ID: <c>\r\n",
        "Subject: x\r\n", "no field\r\n", "\r\n", "\r\n", "\r\n", "\n", "--a\r\n", "--a\r\n", "--a\n", "--a--\r\n",
        "--a b\r\n", "--a b--\r\n", "--ab\r\n", "--ab--\n", "--a \r\n",
        "--a-", "--", "-", "\r", " ", "\t", "--a", "text\r\n", "Content-Type: ", "From x\r\n", ": ",
    ]

    /// Whether a part is an attachment, said in the terms of `MIMEStructure`.
    static func isAttachment(_ part: MIMEPart, in structure: MIMEStructure) -> Bool {
        let type = part.contentType
        if type.type == "multipart", type.boundary != nil { return false }
        if type.mediaType == "application/pgp-signature" { return false }
        if part.isAttachment { return true }
        let parent = part.parent.map { structure.parts[$0].contentType.subtype }
        if parent == "related", part.identifier != nil, type.type == "image" { return false }
        if part.fileName != nil { return type.type != "text" || part.disposition == nil }
        return !["text", "multipart"].contains(type.type) && type.mediaType != "message/delivery-status"
    }

    @Test(arguments: 0..<8)
    func theAnswerIsThatOfTheStructure(_ seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        var count = 0
        for _ in 0..<1_500 {
            // A beginning that has parts, more often than not.
            let start = Bool.random(using: &random) ? Self.lines[Int.random(in: 0..<3, using: &random)] + "\r\n" : ""
            let message = Array(start.utf8) + random.octets(from: Self.lines, upTo: 25)
            let structure = try MIMEStructure(parsing: message)
            let expected = structure.parts.contains { Self.isAttachment($0, in: structure) }
            if expected { count += 1 }
            let whole = AttachmentDetectorTests.detect([message])
            #expect(whole == expected, "\(String(decoding: message, as: UTF8.self).debugDescription)")
            #expect(AttachmentDetectorTests.detect(message.map { [$0] }) == whole)
            #expect(AttachmentDetectorTests.detect(random.pieces(of: message, upTo: 9)) == whole)
        }
        // Both answers have come up.
        #expect((20...1_480).contains(count))
    }

    @Test(arguments: 0..<4)
    func noiseHasTheSameAnswerInAnyPieces(_ seed: Int) {
        var random = SeededGenerator(seed: 100 &+ UInt64(seed))
        let others = ["Content-Type: message/rfc822\r\n", "Content-Type: application/pdf\r\n", "\0", "\u{E9}"]
        let alphabet = Self.lines + others
        for _ in 0..<500 {
            let message = random.octets(from: alphabet, upTo: 40)
            let whole = AttachmentDetectorTests.detect([message])
            #expect(AttachmentDetectorTests.detect(message.map { [$0] }) == whole)
            #expect(AttachmentDetectorTests.detect(random.pieces(of: message, upTo: 30)) == whole)
        }
    }
}
