import InternetMessage
import TestSupport
import Testing

/// A message in pieces is parted as the whole is.
struct HeaderBodySplitterTests {
    struct Parted: Equatable {
        var header: [UInt8]
        var body: [UInt8]
        var ending: MessageHeader.Ending?
        var fields: [HeaderField]
    }

    static func part(_ pieces: [[UInt8]], limits: HeaderLimits = .standard) throws -> Parted {
        var splitter = HeaderBodySplitter(limits: limits)
        var body: [UInt8] = []
        for piece in pieces {
            switch try splitter.feed(piece.span) {
            case .header: break
            case .bodyBegins(let carried, let offset): body += carried + piece[offset...]
            case .body: body += piece
            }
        }
        body += splitter.finish()
        return Parted(
            header: splitter.header, body: body, ending: splitter.ending, fields: try splitter.parsedHeader().fields)
    }

    static func partWhole(_ message: [UInt8], limits: HeaderLimits = .standard) throws -> Parted {
        let header = try MessageHeader(parsing: message, limits: limits)
        return Parted(
            header: Array(message[..<header.bodyOffset]), body: Array(message[header.bodyOffset...]),
            ending: header.ending, fields: header.fields)
    }

    @Test("whole, octet by octet and in two pieces give the same", arguments: MessageHeaderTests.cases)
    func chunking(_ example: MessageHeaderTests.Case) throws {
        let message = Array(example.text.utf8)
        let expected = try Self.partWhole(message)
        #expect(try Self.part([message]) == expected)
        #expect(try Self.part(message.map { [$0] }) == expected)
        for cut in 0...message.count {
            #expect(try Self.part([Array(message[..<cut]), Array(message[cut...])]) == expected, "cut at \(cut)")
        }
    }

    @Test("any octets in any pieces give the same")
    func noise() throws {
        var random = SeededGenerator(seed: 2)
        for _ in 0..<5_000 {
            let message = random.octets(of: Array("aB: \t\r\n\r\n".utf8), upTo: 40)
            let expected = try Self.partWhole(message)
            #expect(try Self.part(random.pieces(of: message, upTo: 5)) == expected, "\(message)")
        }
    }

    @Test("the limit is the same for the whole and for pieces")
    func limits() throws {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<3_000 {
            let message = random.octets(of: Array("aB:\r\n\r\n".utf8), upTo: 24)
            let limits = HeaderLimits(maximumSize: Int.random(in: 0...20, using: &random), maximumFieldCount: 2)
            let whole = try Self.outcome { try Self.partWhole(message, limits: limits) }
            let pieces = random.pieces(of: message, upTo: 4)
            let parted = try Self.outcome { try Self.part(pieces, limits: limits) }
            #expect(parted == whole, "\(message) \(limits)")
        }
    }

    enum Outcome: Equatable {
        case parted(Parted)
        case refused(MessageError)
    }

    static func outcome(_ body: () throws -> Parted) throws -> Outcome {
        do { return .parted(try body()) } catch let error as MessageError { return .refused(error) }
    }

    @Test("an error stays")
    func stickyError() throws {
        var splitter = HeaderBodySplitter(limits: HeaderLimits(maximumSize: 4))
        let expected = MessageError(.headerTooLarge(limit: 4), at: 4)
        let piece = Array("A: 12345".utf8)
        #expect(throws: expected) { _ = try splitter.feed(piece.span) }
        #expect(throws: expected) { _ = try splitter.feed(piece.span) }
        #expect(throws: expected) { _ = try splitter.parsedHeader() }
    }

    @Test("a body of any size is not kept")
    func bodyIsNotKept() throws {
        var splitter = HeaderBodySplitter()
        let header = Array("A: 1\r\n\r\n".utf8)
        let begin = try splitter.feed(header.span)
        #expect(begin == .bodyBegins(carried: [], from: 8))
        let body = [UInt8](repeating: 65, count: 1 << 16)
        for _ in 0..<64 {
            let step = try splitter.feed(body.span)
            #expect(step == .body)
        }
        #expect(splitter.header == header)
        let carried = splitter.finish()
        #expect(carried.isEmpty)
    }
}
