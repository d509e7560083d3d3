import InternetMessage
import Testing

@Suite("Defects in the structure of messages")
struct MIMEDefectTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var name: String
        var message: [UInt8]
        var outline: String
        var problems: [MIMEDefect.Problem]
        var testDescription: String { name }
    }

    @Test("what is broken is read as stated, and told", arguments: cases)
    func defects(_ sample: Case) throws {
        let structure = try MIMEStructure(parsing: sample.message)
        #expect(structure.outline == sample.outline)
        #expect(structure.problems == sample.problems)
        for defect in structure.defects {
            #expect((0...sample.message.count).contains(defect.offset))
            #expect(structure.parts.indices.contains(defect.part))
            #expect(!defect.description.isEmpty)
        }
    }

    static let cases: [Case] = [
        Case(
            name: "a line of a mailbox file",
            message: MIMESamples.message("From a@example.com Sat Jan  3 01:05:34 1996", "A: 1", "", "text"),
            outline: "text/plain", problems: [.mailboxSeparator]),
        Case(
            name: "a field From with a blank before its colon",
            message: MIMESamples.message("From : a@example.com", "", ""),
            outline: "text/plain", problems: []),
        Case(
            name: "LF alone", message: MIMESamples.withBareLineFeeds(MIMESamples.message("A: 1", "", "text")),
            outline: "text/plain", problems: [.bareLineFeed]),
        Case(
            name: "LF alone behind a delimiter",
            message: MIMESamples.multipart("mixed", "--b\n", "1", "--b--"),
            outline: "multipart/mixed(text/plain)", problems: [.bareLineFeed]),
        Case(
            name: "a header that ends with text", message: MIMESamples.message("A: 1", "this is no field", "B: 2"),
            outline: "text/plain", problems: [.malformedHeaderLine]),
        Case(
            name: "a type that cannot be read", message: MIMESamples.message("Content-Type: ;", "", "text"),
            outline: "text/plain", problems: [.malformedContentType]),
        Case(
            name: "two types",
            message: MIMESamples.message("Content-Type: text/html", "Content-Type: image/png", "", "text"),
            outline: "text/html", problems: [.repeatedField]),
        Case(
            name: "no boundary",
            message: MIMESamples.message("Content-Type: multipart/mixed", "", "--b", "", "1", "--b--"),
            outline: "multipart/mixed", problems: [.missingBoundary]),
        Case(
            name: "no delimiter", message: MIMESamples.multipart("mixed", "text"), outline: "multipart/mixed()",
            problems: [.missingParts]),
        Case(
            name: "a closing delimiter only", message: MIMESamples.multipart("mixed", "text", "--b--"),
            outline: "multipart/mixed()", problems: [.missingParts]),
        Case(
            name: "no closing delimiter", message: MIMESamples.multipart("mixed", "--b", "", "1"),
            outline: "multipart/mixed(text/plain)", problems: [.missingClosingDelimiter]),
        Case(
            name: "a message cut off behind a delimiter",
            message: MIMESamples.multipart("mixed", "--b", "", "1", "--b"),
            outline: "multipart/mixed(text/plain)", problems: [.missingClosingDelimiter]),
        Case(
            name: "a multipart with an encoding",
            message: MIMESamples.message(
                "Content-Type: multipart/mixed; boundary=b", "Content-Transfer-Encoding: base64", "", "--b", "",
                "--b--"),
            outline: "multipart/mixed(text/plain)", problems: [.encodedMultipart]),
        Case(
            name: "an encoding that is not known",
            message: MIMESamples.message("Content-Transfer-Encoding: x-secret", "", "text"),
            outline: "text/plain", problems: [.unknownTransferEncoding]),
    ]

    @Test("what lies deeper than the limit stays in one body", arguments: [0, 1, 5, 64])
    func depth(_ limit: Int) throws {
        let nested = Array(String(repeating: "Content-Type: message/rfc822\r\n\r\n", count: 100).utf8)
        let structure = try MIMEStructure(parsing: nested, limits: MIMEWalkLimits(maximumDepth: limit))
        #expect(structure.parts.count == limit + 1)
        #expect(structure.parts.last?.kind == .single)
        #expect(structure.parts.last?.bodyRange.upperBound == nested.count)
        #expect(structure.problems == [.nestedTooDeeply(limit: limit)])
    }

    @Test("parts beyond the limit stay where they are", arguments: [1, 2, 3, 4])
    func count(_ limit: Int) throws {
        let message = MIMESamples.multipart("mixed", "--b", "", "1", "--b", "", "2", "--b", "", "3", "--b--")
        let structure = try MIMEStructure(parsing: message, limits: MIMEWalkLimits(maximumPartCount: limit))
        #expect(structure.parts.count == limit)
        #expect(structure.problems == (limit < 4 ? [.tooManyParts(limit: limit)] : []))
        #expect(structure.parts.last?.kind == .single)
        if limit < 4 { #expect(structure.parts.last?.range.upperBound == message.count) }
    }
}
