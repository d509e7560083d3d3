import MailForwarding
import Testing

/// Messages with attachments are told from those without, whole, octet by octet and in pieces.
@Suite struct AttachmentDetectorTests {
    /// The answer to a message that comes in pieces.
    static func detect(_ pieces: [[UInt8]]) -> Bool {
        var detector = AttachmentDetector()
        for piece in pieces { detector.feed(piece.span) }
        detector.finish()
        return detector.hasAttachments
    }

    /// The answer to lines, which has to be the same in any pieces and with either line end.
    static func detect(lines: [String]) -> Set<Bool> {
        var answers: Set<Bool> = []
        for lineEnd in ["\r\n", "\n"] {
            for end in ["", lineEnd] {
                let message = Array((lines.joined(separator: lineEnd) + end).utf8)
                answers.insert(detect([message]))
                answers.insert(detect(message.map { [$0] }))
                for length in [2, 3, 7] {
                    let pieces = stride(from: 0, to: message.count, by: length).map {
                        Array(message[$0..<min($0 + length, message.count)])
                    }
                    answers.insert(detect(pieces))
                }
            }
        }
        return answers
    }

    /// A message of one part.
    static let singles: [([String], Bool)] = [
        ([], false), ([""], false), (["Subject: x"], false), (["Subject: x", "", "text"], false),
        (["Content-Type: text/html", "", "<p>"], false), (["Content-Type: application/pdf", "", "%PDF"], true),
        (["content-type : APPLICATION/PDF"], true), (["Content-Type:", " application/pdf", "", ""], true),
        (["Content-Type: image/png; name=x.png", "", ""], true), (["Content-Type: application/ms-tnef", "", ""], true),
        (["Content-Type: text/plain", "Content-Disposition: attachment", "", ""], true),
        (["Content-Type: text/plain; name=notes.txt", "", ""], true),
        (["Content-Type: text/plain; name=notes.txt", "Content-Disposition: inline", "", ""], false),
        (["Content-Disposition: inline; filename=notes.txt", "", ""], false),
        (["Content-Type: text/plain", "Content-Disposition: strange", "", ""], true),
        (["Content-Type: image/png", "Content-Disposition: inline", "", ""], true),
        (["Content-Type: application/pgp-signature; name=a.asc", "Content-Disposition: attachment", "", ""], false),
        (["Content-Type: application/pkcs7-signature; name=smime.p7s", "", ""], false),
        (["Content-Type: application/pkcs7-mime", "", ""], true), (["Content-Type: message/rfc822", "", ""], true),
        (["Content-Type: message/delivery-status", "", ""], false), (["Content-Type: ;", "", ""], false),
        (["Content-Type: text/plain", "Content-Type: application/pdf", "", ""], false),
        (["no field", "Content-Type: application/pdf", "", ""], false),
        ([" folded", "Content-Type: application/pdf", "", ""], false),
        (["From ada@a.test Thu Jan  1 00:00:00 1970", "Content-Type: application/pdf", "", ""], true),
        (["From : ada@a.test", "Content-Type: application/pdf", "", ""], true),
        (["Subject: x", "From ada@a.test", "Content-Type: application/pdf", "", ""], false),
        (["", "Content-Type: application/pdf", "", ""], false),
        (["Content-Type: multipart/mixed", "", "--x", "Content-Type: application/pdf", "", ""], false),
        (["Content-Type: multipart/mixed; boundary=x", "", "no parts"], false),
        (["Subject: x", "", "begin 644 a.exe", "M", "end"], false),
    ]

    @Test(arguments: singles)
    func aMessageOfOnePartIsJudgedByItsOwnHeader(_ lines: [String], _ hasAttachments: Bool) {
        #expect(Self.detect(lines: lines) == [hasAttachments], "\(lines)")
    }

    /// The lines behind the header of a multipart with the boundary `x`, and its subtype.
    static let multiparts: [(String, [String], Bool)] = [
        ("mixed", ["--x", "", "text", "--x--"], false),
        ("mixed", ["--x", "", "text", "--x", "Content-Type: application/pdf", "", "a", "--x--"], true),
        ("mixed", ["--x", "Content-Type: application/pdf", "--x--"], true),
        ("mixed", ["--x", "Content-Type: application/pdf"], true), ("mixed", ["--x"], false),
        ("mixed", ["--x", ""], false),
        ("mixed", ["preamble", "--x \t junk", "Content-Type: application/pdf", "", ""], true),
        ("mixed", ["--xy", "Content-Type: application/pdf", "", ""], false),
        ("mixed", [" --x", "Content-Type: application/pdf", "", ""], false),
        ("mixed", ["--x-", "Content-Type: application/pdf", "", ""], false),
        ("mixed", ["--x--", "--x", "Content-Type: application/pdf", "", ""], false),
        ("mixed", ["--x-- ", "--x", "Content-Type: application/pdf", "", ""], false),
        ("mixed", ["--x", "no field", "--x", "Content-Type: application/pdf", "", ""], true),
        ("mixed", ["--x", "", "Content-Type: application/pdf", "", ""], false),
        (
            "alternative",
            ["--x", "Content-Type: text/plain", "", "a", "--x", "Content-Type: text/html", "", "b", "--x--"], false
        ),
        (
            "signed",
            [
                "--x", "", "a", "--x", "Content-Type: application/pgp-signature; name=\"signature.asc\"",
                "Content-Disposition: attachment; filename=\"signature.asc\"", "", "b", "--x--",
            ], false
        ),
        (
            "related",
            [
                "--x", "Content-Type: text/html", "", "a", "--x", "Content-Type: image/png; name=\"logo.png\"",
                "Content-ID: <logo>", "Content-Disposition: inline; filename=\"logo.png\"", "", "b", "--x--",
            ], false
        ),
        ("related", ["--x", "Content-Type: image/png", "", "b", "--x--"], true),
        ("related", ["--x", "Content-Type: image/png", "Content-ID: <>", "", "b", "--x--"], true),
        ("related", ["--x", "Content-Type: application/pdf", "Content-ID: <a>", "", "b", "--x--"], true),
        (
            "related",
            ["--x", "Content-Type: image/png", "Content-ID: <a>", "Content-Disposition: attachment", "", "--x--"], true
        ),
        ("mixed", ["--x", "Content-Type: image/png", "Content-ID: <a>", "", "b", "--x--"], true),
        (
            "report",
            [
                "--x", "", "a", "--x", "Content-Type: message/delivery-status", "", "b", "--x",
                "Content-Type: text/rfc822-headers", "", "Subject: x", "--x--",
            ], false
        ),
        ("report", ["--x", "", "a", "--x", "Content-Type: message/rfc822", "", "Subject: x", "--x--"], true),
        ("digest", ["--x", "", "Subject: x", "--x--"], true),
        ("digest", ["--x", "Content-Type: text/plain", ""], false),
        ("digest", ["--x"], false), ("digest", ["--x", "--x--"], true),
    ]

    @Test(arguments: multiparts)
    func aMultipartIsJudgedByItsParts(_ subtype: String, _ lines: [String], _ hasAttachments: Bool) {
        let header = ["Subject: x", "Content-Type: multipart/\(subtype); boundary=\"x\"", ""]
        #expect(Self.detect(lines: header + lines) == [hasAttachments], "\(subtype) \(lines)")
    }

    @Test func partsInPartsAreFound() {
        let start = [
            "Content-Type: multipart/mixed; boundary=out", "", "--out",
            "Content-Type: multipart/alternative; boundary=out-in", "", "--out-in", "", "a", "--out-in",
        ]
        let document = ["Content-Type: application/pdf", "", "b"]
        let text = ["Content-Type: text/html", "", "b"]
        #expect(Self.detect(lines: start + text + ["--out-in--", "--out--"]) == [false])
        #expect(Self.detect(lines: start + document + ["--out-in--", "--out--"]) == [true])
        #expect(Self.detect(lines: start + text + ["--out-in--", "--out"] + document) == [true])
        // The delimiter of the outer one ends the inner one, which has no parts behind it.
        #expect(Self.detect(lines: start + text + ["--out", "", "c", "--out-in"] + document) == [false])
        #expect(Self.detect(lines: start + text + ["--out--", "--out-in"] + document) == [false])
    }

    @Test func aBoundaryIsKnownOnlyBehindItsHeader() {
        let lines = [
            "Content-Type: multipart/mixed; boundary=x", "no field", "--x", "Content-Type: application/pdf", "", "",
        ]
        #expect(Self.detect(lines: lines) == [true])
        #expect(Self.detect(lines: Array(lines.dropFirst(2))) == [false])
    }

    @Test func theAnswerIsKnownAsSoonAsItCannotChange() {
        var detector = AttachmentDetector()
        detector.feed(Array("Content-Type: application/pdf\r\n".utf8).span)
        #expect(!detector.isDecided && !detector.hasAttachments)
        detector.feed(Array("\r\n".utf8).span)
        #expect(detector.isDecided && detector.hasAttachments)
        detector.feed(Array("\r\nSubject: x\r\n".utf8).span)
        detector.finish()
        detector.finish()
        #expect(detector.isDecided && detector.hasAttachments)
        var text = AttachmentDetector()
        text.feed(Array("Subject: x\r\n\r\n".utf8).span)
        #expect(text.isDecided && !text.hasAttachments)
        var empty = AttachmentDetector()
        empty.feed([UInt8]().span)
        empty.finish()
        empty.feed(Array("Content-Type: application/pdf\r\n\r\n".utf8).span)
        #expect(empty.isDecided && !empty.hasAttachments)
    }

    @Test func onlySoManyMultipartsAreLookedInto() {
        for (depth, hasAttachments) in [(1, true), (32, true), (33, false), (40, false)] {
            var lines = ["Content-Type: multipart/mixed; boundary=b0", ""]
            for level in 1..<depth {
                lines += ["--b\(level - 1)", "Content-Type: multipart/mixed; boundary=b\(level)", ""]
            }
            lines += ["--b\(depth - 1)", "Content-Type: application/pdf", "", ""]
            let message = Array(lines.joined(separator: "\r\n").utf8)
            #expect(Self.detect([message]) == hasAttachments, "\(depth)")
        }
    }

    /// Lines that are long, whether a document follows them, and the answer.
    static let longLines: [([String], Bool, Bool)] = {
        let huge = String(repeating: "a", count: 300_000)
        let boundary = String(repeating: "b", count: 998)
        let multipart = "Content-Type: multipart/mixed; boundary=\(boundary)"
        var folded = Array(repeating: " folded", count: 20_000)
        folded.insert("To: x", at: 0)
        folded.append("Content-Type: application/pdf")
        return [
            ([huge], false, false), (["\(huge): x"], true, false), (["To: \(huge)"], true, true), (folded, false, true),
            (["Content-Type: application/pdf; x=\(huge)", "Content-Disposition: inline", ""], false, true),
            (["Content-Type: text/plain; x=\(huge); name=y", ""], false, false),
            (["Content-Type: text/plain;", " x=\(huge)", "Content-Disposition: attachment", ""], false, true),
            ([multipart, "", huge, "--\(boundary)"], true, true),
            ([multipart, "", "--\(boundary) \(huge)"], true, true), ([multipart, "", "--\(boundary)c"], true, false),
            ([multipart, "", "--\(boundary)--", "--\(boundary)"], true, false),
            ([multipart + "x", "", "--\(boundary)x"], true, false),
            (["Content-Type: multipart/mixed; boundary=x", "", "--x", huge, "--x"], true, true),
        ]
    }()

    @Test func longLinesAndHeadersAreReadToTheirEnd() {
        for (lines, isFollowed, hasAttachments) in Self.longLines {
            let document = isFollowed ? ["Content-Type: application/pdf", "", "a"] : []
            let message = Array((lines + document).joined(separator: "\r\n").utf8)
            let name = "\(lines.first?.prefix(50) ?? "")"
            #expect(Self.detect([message]) == hasAttachments, "\(name)")
            let pieces = stride(from: 0, to: message.count, by: 999).map {
                Array(message[$0..<min($0 + 999, message.count)])
            }
            #expect(Self.detect(pieces) == hasAttachments, "\(name)")
        }
    }
}
