import InternetMessage
import Testing

/// What is not converted, and why.
///
/// In the texts here `~` stands for an octet 0xE9 and a line end for CRLF.
struct SevenBitRefusalTests {
    typealias Problem = SevenBitConversionError.Problem

    /// The problem is at the first `~`.
    static let refusals: [(String, Problem)] = [
        ("Subject: ~\n\nbody\n", .eightBitHeader),
        ("A: 1\nContent-Type: text/plain; name=~\n\n\n", .eightBitHeader),
        ("\(mixed)\n--b\nContent-Disposition: attachment; filename=~\n\na\n--b--\n", .eightBitHeader),
        ("Content-Type: message/rfc822\n\nSubject: ~\n\n", .eightBitHeader),
        ("Content-Transfer-Encoding: base64\n\n6Q==~\n", .alreadyEncoded),
        ("Content-Transfer-Encoding: Quoted-Printable\n\n=E9~\n", .alreadyEncoded),
        ("Content-Transfer-Encoding: x-uuencode\n\n~\n", .alreadyEncoded),
        ("Content-Transfer-Encoding: 8bit 7bit\n\n~\n", .alreadyEncoded),
        ("Content-Transfer-Encoding:\n\n~\n", .alreadyEncoded),
        ("Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n~\n", .alreadyEncoded),
        ("Content-Transfer-Encoding: 8bit\nContent-Transfer-Encoding: base64\n\n~\n", .contradictoryHeader),
        ("Content-Type: text/plain\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n~\n", .contradictoryHeader),
        ("Content-Type: multipart/signed; boundary=b\n\n--b\n\n~\n--b--\n", .signedOrEncrypted),
        ("Content-Type: MULTIPART/Encrypted; boundary=b\n\n--b\n\n~\n--b--\n", .signedOrEncrypted),
        ("\(mixed)\n--b\nContent-Type: multipart/signed; boundary=s\n\n--s\n\n~\n--s--\n--b--", .signedOrEncrypted),
        (
            "Content-Type: multipart/signed; boundary=s\n\n--s\nContent-Type: message/rfc822\n\nA: 1\n\n~\n--s--\n",
            .signedOrEncrypted
        ),
        ("Content-Type: multipart/signed\n\n--b\n\n~\n--b--\n", .signedOrEncrypted),
        ("Content-Type: message/partial; number=1; id=x\n\n~\n", .unconvertibleType),
        ("Content-Type: message/external-body; access-type=x\n\n~\n", .unconvertibleType),
        ("Content-Type: message/delivery-status\n\n~\n", .unconvertibleType),
        ("Content-Type: multipart/mixed\n\n--b\n\n~\n--b--\n", .brokenMultipart),
        ("Content-Type: multipart\n\n--b\n\n~\n--b--\n", .brokenMultipart),
        ("Content-Type: multipart/mixed; boundary=\" \"\n\n-- \n\n~\n-- --\n", .brokenMultipart),
        ("Content-Type: multipart/mixed; boundary=\"b\n\n--b\n\n~\n--b--\n", .brokenMultipart),
        ("Content-Type: multipart/mixed; boundary=b; boundary=c\n\n--b\n\n~\n--b--\n", .brokenMultipart),
        ("Content-Type: multipart/mixed; boundary*0=b\n\n--b\n\n~\n--b--\n", .brokenMultipart),
        ("\(mixed)\n--c\n\n~\n", .brokenMultipart),
        ("\(mixed)\n~\n--b--\n", .brokenMultipart),
        ("\(mixed)\n--b--\n~\n", .brokenMultipart),
        ("\(mixed)\n --b\n\n~\n", .brokenMultipart),
    ]

    static let mixed = "Content-Type: multipart/mixed; boundary=b\n"

    @Test("what may not be converted is refused, and the place is said", arguments: Self.refusals)
    func refused(_ text: String, _ problem: Problem) throws {
        let message = SevenBitConversionTests.octets(text)
        let error = SevenBitConversionError(problem, at: try #require(message.firstIndex(of: 0xE9)))
        #expect(throws: error) { try SevenBitConversion.converted(message) }
        #expect(error.description.hasSuffix("(at offset \(error.offset))"))
    }

    @Test(
        "a header that is no 7-bit data is refused",
        arguments: [
            ("A: \0\n\n", 3), ("A: 1\rB: 2\n\n", 4), ("A: " + String(repeating: "x", count: 996) + "\n\n", 998),
        ])
    func malformedHeader(_ text: String, _ offset: Int) {
        let error = SevenBitConversionError(.malformedHeader, at: offset)
        #expect(throws: error) { try SevenBitConversion.converted(SevenBitConversionTests.octets(text)) }
    }

    @Test("a message with bare line feeds is one long header line, and refused")
    func bareLineFeeds() {
        let error = SevenBitConversionError(.eightBitHeader, at: 6)
        #expect(throws: error) { try SevenBitConversion.converted(Array("A: 1\n\n\u{E9}\n".utf8)) }
    }

    @Test("a delimiter line over 998 octets is refused")
    func longDelimiter() {
        let text = Self.mixed + "\n--b" + String(repeating: " ", count: 996) + "\n\n~\n"
        let error = SevenBitConversionError(.brokenMultipart, at: Self.mixed.utf8.count + 1 + 2 + 998)
        #expect(throws: error) { try SevenBitConversion.converted(SevenBitConversionTests.octets(text)) }
    }

    @Test("the limits of the header hold in every part")
    func limits() {
        let message = SevenBitConversionTests.octets(Self.mixed + "\n--b\nA: 1\nB: 2\n\n~\n--b--\n")
        let fields = SevenBitConversionError(.headerOverLimit(.tooManyFields(limit: 1)), at: 56)
        #expect(throws: fields) {
            try SevenBitConversion.converted(message, limits: HeaderLimits(maximumFieldCount: 1))
        }
        let size = SevenBitConversionError(.headerOverLimit(.headerTooLarge(limit: 8)), at: 8)
        #expect(throws: size) { try SevenBitConversion.converted(message, limits: HeaderLimits(maximumSize: 8)) }
    }

    @Test(
        "a multipart is refused when a line could be its delimiter and that of one around it",
        arguments: [("b", "b"), ("b", "b--"), ("b--", "b")], ["mixed", "signed"])
    func sameBoundary(_ boundaries: (String, String), _ subtype: String) {
        let start =
            "Content-Type: multipart/mixed; boundary=\(boundaries.0)\n\n--\(boundaries.0)\n"
            + "Content-Type: multipart/\(subtype); boundary=\(boundaries.1)\n\n"
        let message = SevenBitConversionTests.octets(start + "--\(boundaries.1)\n\n~\n")
        let error = SevenBitConversionError(.brokenMultipart, at: SevenBitConversionTests.octets(start).count)
        #expect(throws: error) { try SevenBitConversion.converted(message) }
    }

    @Test("a message may lie as deep as the limit and no deeper, whatever it lies in", arguments: 0..<3)
    func nesting(_ wrapper: Int) throws {
        let limit = SevenBitConversion.maximumDepth
        let headers = (0..<100).map { Self.wrappers[wrapper].replacing("#", with: "\($0)") }
        for depth in [limit - 1, limit, limit + 1, 100] {
            let text = headers.prefix(depth).joined() + "A: 1\n\n~\n"
            guard depth > limit else {
                let result = try SevenBitConversion.converted(SevenBitConversionTests.octets(text))
                #expect(result.suffix(7) == Array("\r\n=E9\r\n".utf8)[...])
                continue
            }
            let offset = SevenBitConversionTests.octets(headers.prefix(limit).joined()).count
            #expect(throws: SevenBitConversionError(.nestedTooDeeply(limit: limit), at: offset)) {
                try SevenBitConversion.converted(SevenBitConversionTests.octets(text))
            }
        }
        let sevenBit = SevenBitConversionTests.octets(headers.joined() + "A: 1\n\na\n")
        #expect(try SevenBitConversion.converted(sevenBit) == sevenBit)
    }

    /// What goes around a message once more, with its number.
    static let wrappers = [
        "Content-Type: message/rfc822\n\n", "Content-Type: multipart/mixed; boundary=\"x#\"\n\n--x#\n",
        "Content-Type: multipart/report; boundary=y#\n\n--y#\n",
    ]
}
