import InternetMessage
import TestSupport
import Testing

/// Fields looked up from the bottom and put on top.
@Suite("Changes of a header")
struct MessageHeaderChangesTests {
    @Test("fields are looked up from the bottom, and values in order")
    func lookUps() throws {
        let header = try MessageHeader(parsing: Array("A: 1\r\nB: x\r\na: 2\r\n y\r\nA: 3\r\n\r\n".utf8))
        #expect(header.fieldsFromBottom(named: "A").map(\.unfoldedValue) == ["3", "2 y", "1"])
        #expect(header.values(named: "A") == ["1", "2 y", "3"])
        #expect(header.values(named: "C").isEmpty)
        #expect(header.octets == Array("A: 1\r\nB: x\r\na: 2\r\n y\r\nA: 3\r\n".utf8))
    }

    @Test(
        "fields are put before a message, whatever it begins with",
        arguments: [
            ("", "X: 1\r\nY: 2\r\n"),
            ("\r\nbody", "X: 1\r\nY: 2\r\n\r\nbody"),
            ("A: 1\r\n\r\nbody", "X: 1\r\nY: 2\r\nA: 1\r\n\r\nbody"),
            ("A: 1", "X: 1\r\nY: 2\r\nA: 1"),
            ("A: 1\r\nno field", "X: 1\r\nY: 2\r\nA: 1\r\nno field"),
            // A message without a header stays a body.
            (" folded", "X: 1\r\nY: 2\r\n\r\n folded"),
            ("no field\r\nA: 1", "X: 1\r\nY: 2\r\n\r\nno field\r\nA: 1"),
            ("\r", "X: 1\r\nY: 2\r\n\r\n\r"),
        ])
    func prepending(message: String, expected: String) throws {
        let fields = [try HeaderField(parsing: Array("X: 1".utf8)), try HeaderField(parsing: Array("Y: 2\r\n".utf8))]
        let result = MessageHeader.prepending(fields, to: Array(message.utf8))
        #expect(String(decoding: result, as: UTF8.self) == expected)
    }

    @Test("nothing is put before a message when there is nothing to put")
    func nothing() throws {
        #expect(MessageHeader.prepending([], to: Array(" x".utf8)) == Array(" x".utf8))
        let header = try MessageHeader(parsing: Array(" x".utf8))
        #expect(header.prepending([]) == header)
    }

    @Test("what was there stays octet for octet, and the header is that of the new message")
    func everyHeader() throws {
        var random = SeededGenerator(seed: 44)
        let field = { (random: inout SeededGenerator) in
            try HeaderField(
                name: "Received", folding: String(repeating: "by x ", count: Int.random(in: 0...40, using: &random)))
        }
        for _ in 0..<5_000 {
            let message = random.octets(of: Array("aB:: \t\r\n\r\n\r\n".utf8) + [0xFF], upTo: 60)
            let fields = try (0..<Int.random(in: 1...3, using: &random)).map { _ in try field(&random) }
            let result = MessageHeader.prepending(fields, to: message)
            let before = try MessageHeader(parsing: message)
            let after = try MessageHeader(parsing: result)
            #expect(Array(result.suffix(message.count)) == message)
            #expect(after == before.prepending(fields), "\(message)")
            #expect(Array(after.fields.prefix(fields.count)) == fields)
            #expect(Array(after.fields.dropFirst(fields.count)) == before.fields)
            #expect(result[after.bodyOffset...].elementsEqual(message[before.bodyOffset...]), "\(message)")
            #expect(after.octets == fields.flatMap { Array($0.octets) } + before.octets)
        }
    }

    @Test("the header of the message needs not be within a limit")
    func noLimit() throws {
        let message = Array(String(repeating: "A: 1\r\n", count: 20_000).utf8)
        #expect(
            MessageHeader.prepending([try HeaderField(parsing: Array("X: 1".utf8))], to: message).count == message.count
                + 6)
    }
}
