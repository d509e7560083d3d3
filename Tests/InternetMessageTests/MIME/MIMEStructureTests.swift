import InternetMessage
import Testing

@Suite("The structure of messages")
struct MIMEStructureTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var name: String
        var message: [UInt8]
        var outline: String
        var bodies: [String]
        var testDescription: String { name }
    }

    @Test("parts, messages and delimiters are found where they are, with CRLF and with LF alone", arguments: cases)
    func structure(_ sample: Case) throws {
        let structure = try MIMEStructure(parsing: sample.message)
        #expect(structure.outline == sample.outline)
        #expect(structure.bodies(in: sample.message) == sample.bodies)
        let stored = MIMESamples.withBareLineFeeds(sample.message)
        let again = try MIMEStructure(parsing: stored)
        #expect(again.outline == sample.outline)
        let bodies = sample.bodies.map { MIMESamples.withBareLineFeeds(Array($0.utf8)) }
        #expect(again.bodies(in: stored) == bodies.map { String(decoding: $0, as: UTF8.self) })
    }

    static let cases: [Case] = [
        Case(
            name: "no type is text", message: MIMESamples.message("A: 1", "", "text"), outline: "text/plain",
            bodies: ["text\r\n"]),
        Case(name: "nothing at all", message: [], outline: "text/plain", bodies: [""]),
        Case(name: "no header", message: MIMESamples.message("", "text"), outline: "text/plain", bodies: ["text\r\n"]),
        Case(
            name: "two parts", message: MIMESamples.multipart("mixed", "--b", "", "1", "--b", "", "2", "--b--"),
            outline: "multipart/mixed(text/plain, text/plain)", bodies: ["1", "2"]),
        Case(
            name: "preamble and epilogue",
            message: MIMESamples.multipart("mixed", "before", "--b", "", "1", "--b--", "behind", "--b", "none"),
            outline: "multipart/mixed(text/plain)", bodies: ["1"]),
        Case(
            name: "a part without an empty line",
            message: MIMESamples.multipart("mixed", "--b", "Content-Type: text/html", "--b", "", "2", "--b--"),
            outline: "multipart/mixed(text/html, text/plain)", bodies: ["", "2"]),
        Case(
            name: "a delimiter that looks like a field",
            message: MIMESamples.message(
                "Content-Type: multipart/mixed; boundary=\":b\"", "", "--:b", "A: 1", "--:b", "", "2", "--:b--"),
            outline: "multipart/mixed(text/plain, text/plain)", bodies: ["", "2"]),
        Case(
            name: "blanks behind delimiters, and more",
            message: MIMESamples.multipart("mixed", "--b \t", "", "1", "--b more", "", "2", "--b-- \t", "behind"),
            outline: "multipart/mixed(text/plain, text/plain)", bodies: ["1", "2"]),
        Case(
            name: "lines that only begin like a delimiter",
            message: MIMESamples.multipart(
                "mixed", "--b", "", "--bb", "--b-", "--b-x", "--b--x", " --b", "--", "--b--"),
            outline: "multipart/mixed(text/plain)", bodies: ["--bb\r\n--b-\r\n--b-x\r\n--b--x\r\n --b\r\n--"]),
        Case(
            name: "a delimiter at the very end",
            message: Array(MIMESamples.multipart("mixed", "--b", "", "1", "--b--").dropLast(2)),
            outline: "multipart/mixed(text/plain)", bodies: ["1"]),
        Case(
            name: "a multipart in a multipart that is not closed",
            message: MIMESamples.multipart(
                "mixed", "--b", "Content-Type: multipart/related; boundary=c", "", "--c", "", "1", "--b", "", "2"),
            outline: "multipart/mixed(multipart/related(text/plain), text/plain)", bodies: ["1", "2\r\n"]),
        Case(
            name: "one boundary the beginning of the other",
            message: MIMESamples.multipart(
                "mixed", "--b", "Content-Type: multipart/related; boundary=b-1", "", "--b-1", "", "1", "--b-1--",
                "--b", "", "2", "--b--"),
            outline: "multipart/mixed(multipart/related(text/plain), text/plain)", bodies: ["1", "2"]),
        Case(
            name: "one boundary with hyphens that close the other",
            message: MIMESamples.multipart(
                "mixed", "--b", "Content-Type: multipart/related; boundary=\"b--\"", "", "--b--", "", "1", "--b----",
                "--b--"),
            outline: "multipart/mixed(multipart/related(text/plain))", bodies: ["1"]),
        Case(
            name: "the same boundary twice is that of the inner",
            message: MIMESamples.multipart(
                "mixed", "--b", "Content-Type: multipart/related; boundary=b", "", "--b", "", "1", "--b--", "--b", "",
                "2",
                "--b--"),
            outline: "multipart/mixed(multipart/related(text/plain), text/plain)", bodies: ["1", "2"]),
        Case(
            name: "messages in messages",
            message: MIMESamples.multipart(
                "mixed", "--b", "Content-Type: message/rfc822", "", "Content-Type: message/global", "", "A: 1", "", "1",
                "--b--"),
            outline: "multipart/mixed(message/rfc822(message/global(text/plain)))", bodies: ["1"]),
        Case(
            name: "a digest's parts are messages",
            message: MIMESamples.multipart(
                "digest", "--b", "", "A: 1", "", "1", "--b", "Content-Type: text/plain", "", "2", "--b--"),
            outline: "multipart/digest(message/rfc822(text/plain), text/plain)", bodies: ["1", "2"]),
        Case(
            name: "an encoded message is left alone",
            message: MIMESamples.message(
                "Content-Type: message/rfc822", "Content-Transfer-Encoding: base64", "", "QTogMQ0KDQox"),
            outline: "message/rfc822", bodies: ["QTogMQ0KDQox\r\n"]),
        Case(
            name: "an encoded multipart is walked nevertheless",
            message: MIMESamples.message(
                "Content-Type: multipart/mixed; boundary=b", "Content-Transfer-Encoding: base64", "", "--b", "", "1",
                "--b--"),
            outline: "multipart/mixed(text/plain)", bodies: ["1"]),
    ]

    @Test("ranges are those of the octets")
    func ranges() throws {
        let message = MIMESamples.multipart("mixed", "before", "--b", "A: 1", "", "text", "", "--b--", "behind")
        let structure = try MIMEStructure(parsing: message)
        try #require(structure.parts.count == 2)
        let (whole, part) = (structure.parts[0], structure.parts[1])
        let text = { (range: Range<Int>?) in range.map { String(decoding: message[$0], as: UTF8.self) } }
        #expect(whole.range == message.indices)
        #expect(text(whole.headerRange) == "Content-Type: multipart/mixed; boundary=b\r\n\r\n")
        #expect(whole.bodyRange == whole.headerRange.upperBound..<message.count)
        #expect(text(whole.preambleRange) == "before")
        #expect(text(whole.epilogueRange) == "behind\r\n")
        #expect(text(part.range) == "A: 1\r\n\r\ntext\r\n")
        #expect(text(part.headerRange) == "A: 1\r\n\r\n")
        #expect(text(part.bodyRange) == "text\r\n")
        #expect(part.preambleRange == nil && part.epilogueRange == nil)
        #expect(part.parent == 0 && part.depth == 1 && part.index == 1)
        #expect(whole.parent == nil && whole.children == [1])
        #expect(structure.children(of: whole) == [part])
        #expect(structure.defects.isEmpty)
    }

    @Test("a part is found by its Content-ID")
    func identifiers() throws {
        let message = MIMESamples.multipart(
            "related", "--b", "Content-ID: <1@example.com>", "", "", "--b", "Content-Id: 2@example.com", "", "", "--b--"
        )
        let structure = try MIMEStructure(parsing: message)
        #expect(structure.part(identifiedBy: "1@example.com")?.index == 1)
        #expect(structure.part(identifiedBy: "2@example.com")?.index == 2)
        #expect(structure.part(identifiedBy: "3@example.com") == nil)
    }

    @Test("a header beyond its limits is refused with the place of the line")
    func headerLimits() throws {
        let message = MIMESamples.multipart("mixed", "--b", "A: 1", "B: 2", "", "1", "--b--")
        let limits = MIMEWalkLimits(header: HeaderLimits(maximumFieldCount: 1))
        let line = try #require(message.firstRange(of: Array("B: 2".utf8)))
        #expect(throws: MessageError(.tooManyFields(limit: 1), at: line.lowerBound)) {
            try MIMEStructure(parsing: message, limits: limits)
        }
        let small = MIMEWalkLimits(header: HeaderLimits(maximumSize: 20))
        #expect(throws: MessageError(.headerTooLarge(limit: 20), at: 0)) {
            try MIMEStructure(parsing: message, limits: small)
        }
    }
}
