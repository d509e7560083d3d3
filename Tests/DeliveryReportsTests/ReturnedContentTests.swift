import DeliveryReports
import InternetMessage
import Testing

@Suite struct ReturnedContentTests {
    @Test func theBodyDoesNotGoBackByDefault() throws {
        let written = try makeReport(on: [refused()]).serialized()
        #expect(!text(written).contains("Hi there."))
    }

    @Test func aSmallMessageGoesBackWholeWhenAllowed() throws {
        var report = try makeReport(on: [refused()])
        report.maximumReturnedMessageSize = originalMessage.count
        let part = try #require(try ReadReport(report.serialized()).parts.last)
        #expect(part.contentType == "message/rfc822")
        #expect(part.body == originalMessage)

        report.maximumReturnedMessageSize = originalMessage.count - 1
        #expect(try ReadReport(report.serialized()).parts.last?.contentType == "text/rfc822-headers")
    }

    @Test(arguments: [
        "A: b\n\nna\u{EF}ve\n", "A: b\n\nnul\0\n", "A: b\n\nno line end", "A: b\n\nlone\rreturn\n",
        "A: b\n\n" + String(repeating: "x", count: 999) + "\n",
    ])
    func aMessageThatIsNotPlainGoesBackAsItsHeader(_ message: String) throws {
        var report = try makeReport(on: [refused()], original: crlf(message))
        report.maximumReturnedMessageSize = 1_000_000
        let written = report.serialized()
        expectFit(written)
        let part = try #require(try ReadReport(written).parts.last)
        #expect(part.contentType == "text/rfc822-headers")
        #expect(part.body == crlf("A: b\n"))
    }

    @Test func aLoneLineFeedKeepsTheMessageFromGoingBackWhole() throws {
        var report = try makeReport(on: [refused()], original: crlf("A: b\n\nx") + [10] + crlf("y\n"))
        report.maximumReturnedMessageSize = 1_000_000
        let written = report.serialized()
        expectFit(written)
        #expect(try ReadReport(written).parts.last?.contentType == "text/rfc822-headers")
    }

    @Test func controlOctetsOfTheHeaderBecomeQuestionMarks() throws {
        let original = Array("Subject: h\r\nX: a\rb\nc\0d\te\u{7F}\r\n\r\nbody\r\n".utf8)
        #expect(try returned(original) == crlf("Subject: h\nX: a?b?c?d\te?\n"))
    }

    @Test func eightBitOctetsOfTheHeaderGoBackInQuotedPrintable() throws {
        let original = Array("Subject: h\u{EF} = b\r\nX: a\rb\r\n\r\nbody\r\n".utf8)
        #expect(try returned(original) == crlf("Subject: h=C3=AF =3D b\nX: a?b\n"))
        let part = try ReadReport(makeReport(on: [refused()], original: original).serialized()).parts.last
        #expect(part?.contentType == "text/rfc822-headers")
        #expect(part?.header.first(named: "Content-Transfer-Encoding")?.unfoldedValue == "quoted-printable")
    }

    @Test func theHeaderIsCutWhereALineEnds() throws {
        let original = crlf("A: 1\nB: 2\n folded\nC: 3\n\nbody\n")
        let expected: [Int: String] = [
            4: "", 6: "A: 1\n", 11: "A: 1\n", 12: "A: 1\nB: 2\n", 20: "A: 1\nB: 2\n", 21: "A: 1\nB: 2\n folded\n",
            23: "A: 1\nB: 2\n folded\n", 27: "A: 1\nB: 2\n folded\nC: 3\n", 28: "A: 1\nB: 2\n folded\nC: 3\n",
        ]
        for (limit, kept) in expected {
            #expect(try returned(original, maximumHeaderSize: limit) == crlf(kept), "limit \(limit)")
        }
    }

    @Test func aHugeHeaderIsCutToTheStandardSize() throws {
        let line = "X-Filler: \(String(repeating: "y", count: 86))\n"
        let original = crlf(String(repeating: line, count: 2_000) + "\nbody\n")
        let kept = try returned(original)
        #expect(kept.count <= DeliveryReport.standardReturnedHeaderSize)
        #expect(kept.count > DeliveryReport.standardReturnedHeaderSize - 98)
        #expect(kept == Array(original.prefix(kept.count)))
    }

    @Test func anOverlongLineIsBroken() throws {
        let original = crlf("X: " + String(repeating: "y", count: 2_500) + "\n\n")
        let written = try makeReport(on: [refused()], original: original).serialized()
        expectFit(written)
        let header = try MessageHeader(parsing: returned(original))
        #expect(header.fields.count == 1)
        #expect(header.fields.first?.octets.filter { $0 == UInt8(ascii: "y") }.count == 2_500)
    }

    @Test func aMalformedLineEndsTheHeader() throws {
        #expect(try returned(crlf("A: b\nno field here\nC: d\n\nbody\n")) == crlf("A: b\n"))
        #expect(try returned(crlf("A: b\n--=_0k2v9w8x7y6z5-31\nC: d\n")) == crlf("A: b\n"))
    }

    @Test func linesOfBlanksAreLeftOut() throws {
        #expect(try returned(crlf("A: b\n  \t\n c\n\n")) == crlf("A: b\n c\n"))
    }

    @Test(arguments: ["", "\r\nbody only\r\n", " folded first\r\n", "no field\r\nA: b\r\n", "A", "\r"])
    func aMessageWithoutAFieldMakesAReportOfTwoParts(_ original: String) throws {
        let written = try makeReport(on: [refused()], original: Array(original.utf8)).serialized()
        expectFit(written)
        #expect(try ReadReport(written).parts.count == 2)
        #expect(!text(written).contains("The header of your message"))
    }

    @Test func nothingGoesBackWhenNothingMay() throws {
        var report = try makeReport(on: [refused()])
        report.maximumReturnedHeaderSize = 0
        #expect(try ReadReport(report.serialized()).parts.count == 2)
        report.maximumReturnedHeaderSize = -1
        #expect(try ReadReport(report.serialized()).parts.count == 2)
    }

    /// What goes back of a message as its header.
    private func returned(
        _ original: [UInt8], maximumHeaderSize: Int = DeliveryReport.standardReturnedHeaderSize
    ) throws -> [UInt8] {
        var report = try makeReport(on: [refused()], original: original)
        report.maximumReturnedHeaderSize = maximumHeaderSize
        let written = report.serialized()
        expectFit(written)
        let parts = try ReadReport(written).parts
        return parts.count == 3 ? parts[2].body : []
    }
}
