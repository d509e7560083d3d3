import InternetMessage
import TestSupport
import Testing

/// Where fields begin and where the header ends.
struct MessageHeaderTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var text: String
        var names: [String]
        var ending: MessageHeader.Ending
        var bodyOffset: Int

        init(_ text: String, _ names: [String], _ ending: MessageHeader.Ending, _ bodyOffset: Int) {
            self.text = text
            self.names = names
            self.ending = ending
            self.bodyOffset = bodyOffset
        }

        var testDescription: String { text.debugDescription }
    }

    static let cases: [Case] = [
        Case("", [], .endOfInput, 0),
        Case("\r\n", [], .emptyLine, 2),
        Case("\r\nbody", [], .emptyLine, 2),
        Case("From: a\r\nTo: b\r\n\r\nbody", ["From", "To"], .emptyLine, 18),
        Case("From: a\r\nTo: b\r\n\r\n\r\n", ["From", "To"], .emptyLine, 18),
        Case("From: a\r\n", ["From"], .endOfInput, 9),
        Case("From: a", ["From"], .endOfInput, 7),
        Case("From: a\r", ["From"], .endOfInput, 8),
        Case("From:\r\n\r\n", ["From"], .emptyLine, 9),
        Case("Subject : x\r\n\r\n", ["Subject"], .emptyLine, 15),
        Case("Subject \t : x\r\n\r\n", ["Subject"], .emptyLine, 17),
        Case("A: 1\r\n 2\r\n\t3\r\nB: 4\r\n\r\n", ["A", "B"], .emptyLine, 22),
        Case("A: 1\r\n   \r\nB: 2\r\n\r\nx", ["A", "B"], .emptyLine, 19),
        Case("A: 1\r\n: 2\r\n\r\n", ["A"], .malformedLine, 6),
        Case("A: 1\r\nno colon\r\n\r\nx", ["A"], .malformedLine, 6),
        Case("A: 1\r\nno", ["A"], .malformedLine, 6),
        Case("A: 1\r\nno ", ["A"], .malformedLine, 6),
        Case("A: 1\r\n\r", ["A"], .malformedLine, 6),
        Case("A: 1\r\n\r\r\n\r\n", ["A"], .malformedLine, 6),
        Case(" folded first\r\nA: 1\r\n\r\n", [], .malformedLine, 0),
        Case("From joe Thu Jan 1\r\nA: 1\r\n\r\n", [], .malformedLine, 0),
        Case("\u{FC}: 1\r\n\r\n", [], .malformedLine, 0),
        // Only CRLF ends a line.
        Case("A: 1\nB: 2\r\n\r\nx", ["A"], .emptyLine, 13),
        Case("A: 1\rB: 2\r\n\r\nx", ["A"], .emptyLine, 13),
        Case("A: 1\r\r\n\r\nx", ["A"], .emptyLine, 9),
        Case("A: 1\n\nB: 2\r\n\r\nx", ["A"], .emptyLine, 14),
        Case("A: 1\r\nB\n: 2\r\n\r\n", ["A"], .malformedLine, 6),
    ]

    @Test("a header ends where it ends and has the fields it has", arguments: MessageHeaderTests.cases)
    func endings(_ example: Case) throws {
        let header = try MessageHeader(parsing: Array(example.text.utf8))
        #expect(header.fields.map(\.name) == example.names)
        #expect(header.ending == example.ending)
        #expect(header.bodyOffset == example.bodyOffset)
    }

    @Test("the fields are the octets of the message in order")
    func octetsAreKept() throws {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<5_000 {
            let message = random.octets(of: Array("aB: \t\r\n\r\n".utf8), upTo: 40)
            let header = try MessageHeader(parsing: message)
            let fields = header.fields.flatMap { Array($0.octets) }
            let end = header.ending == .emptyLine ? header.bodyOffset - 2 : header.bodyOffset
            #expect(fields == Array(message[..<end]), "\(message)")
        }
    }

    @Test("fields are found by name whatever the case")
    func lookup() throws {
        let header = try MessageHeader(parsing: Array("Received: 1\r\nSubject: s\r\nrEcEiVeD: 2\r\n\r\n".utf8))
        #expect(header.fields(named: "received").map(\.unfoldedValue) == ["1", "2"])
        #expect(header.first(named: "RECEIVED")?.unfoldedValue == "1")
        #expect(header.last(named: "Received")?.unfoldedValue == "2")
        #expect(header.first(named: "To") == nil)
        #expect(header.first(named: "Receive") == nil)
    }

    @Test("a header up to the limit is accepted and one octet more is refused")
    func sizeLimit() throws {
        let message = Array("A: 1\r\n\r\nbody that is not counted".utf8)
        #expect(try MessageHeader(parsing: message, limits: HeaderLimits(maximumSize: 8)).bodyOffset == 8)
        let expected = MessageError(.headerTooLarge(limit: 7), at: 7)
        #expect(throws: expected) { try MessageHeader(parsing: message, limits: HeaderLimits(maximumSize: 7)) }
    }

    @Test("a header with more fields than the limit is refused")
    func countLimit() throws {
        let message = Array("A: 1\r\nB: 2\r\nC: 3\r\n\r\n".utf8)
        let expected = MessageError(.tooManyFields(limit: 2), at: 12)
        #expect(throws: expected) { try MessageHeader(parsing: message, limits: HeaderLimits(maximumFieldCount: 2)) }
        #expect(try MessageHeader(parsing: message, limits: HeaderLimits(maximumFieldCount: 3)).fields.count == 3)
    }
}
