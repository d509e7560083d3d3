import MXResolver
import MailAddressing
import Testing

@testable import MXResolverTesting

/// What the server answers to octets, without a network.
struct ZoneResponderTests {
    private let question = DNSQuestion(dnsName("long.test"), .txt)

    private func responder(isAuthenticated: Bool = false) throws -> ZoneResponder {
        let strings = [String](repeating: String(repeating: "x", count: 200), count: 5).joined(separator: " ")
        let huge = [String](repeating: "huge.test TXT \(String(repeating: "x", count: 250))", count: 300)
        return ZoneResponder(
            try Zone(parsing: "long.test TXT \(strings)\nshort.test TXT y\n" + huge.joined(separator: "\n")),
            isAuthenticated: isAuthenticated)
    }

    private func exchange(
        _ query: DNSMessage, with responder: ZoneResponder, by transport: DNSTransport = .datagram
    ) throws -> DNSMessage? {
        let reply = responder.reply(to: try #require(query.serialized()), by: transport)
        guard let octets = reply.messages.first else { return nil }
        return try parsed(octets)
    }

    @Test func cutsOffWhatDoesNotFit() throws {
        let responder = try self.responder()
        var query = DNSMessage.query(question, identifier: 77)
        let fits = try #require(try exchange(query, with: responder))
        #expect(fits.identifier == 77)
        #expect(fits.flags == [.response, .authoritative, .recursionDesired, .recursionAvailable])
        #expect(fits.answers.count == 1)
        #expect(fits.extended != nil)
        query.extended = ExtendedDNS(payloadSize: 900)
        let cutOff = try #require(try exchange(query, with: responder))
        #expect(cutOff.flags.contains(.truncated))
        #expect(cutOff.answers.isEmpty)
        query.extended = nil
        let plain = try #require(try exchange(query, with: responder))
        #expect(plain.flags.contains(.truncated))
        #expect(plain.extended == nil)
        let stream = try #require(try exchange(query, with: responder, by: .stream))
        #expect(stream.answers.count == 1)
        #expect(responder.counts == ZoneServer.Counts(datagrams: 3, streams: 1))
        responder.set([.truncated(keeping: 1)], for: nil, nil)
        #expect(try exchange(query, with: responder)?.answers.isEmpty == true, "the one record does not fit")
    }

    /// The payload size of a client, and how large an answer it gets.
    static let sizes: [(payloadSize: UInt16?, largest: Int)] = [
        (nil, 512), (0, 512), (1, 512), (511, 512), (512, 512), (513, 513), (1_232, 1_232), (4_096, 4_096),
        (4_097, 4_096), (65_535, 4_096),
    ]

    @Test(arguments: ZoneResponderTests.sizes)
    func respectsTheSizeOfDatagrams(_ payloadSize: UInt16?, _ largest: Int) throws {
        var query = DNSMessage.query(question, identifier: 1)
        query.extended = payloadSize.map { ExtendedDNS(payloadSize: $0) }
        for count in [largest - 60, largest - 1, largest, largest + 1, largest + 60] {
            let strings = try Self.strings(answerOctets: count, hasOption: payloadSize != nil)
            let record = DNSRecord(name: question.name, timeToLive: 1, data: .txt(strings))
            let responder = ZoneResponder(Zone([record]), isAuthenticated: false)
            let octets = try #require(query.serialized())
            let whole = responder.reply(to: octets, by: .stream).messages.first
            #expect(whole?.count == count)
            let reply = try #require(responder.reply(to: octets, by: .datagram).messages.first)
            #expect((reply == whole) == (count <= largest))
            #expect(reply.count <= largest)
        }
    }

    /// Strings with which the answer has so many octets.
    private static func strings(answerOctets: Int, hasOption: Bool) throws -> [[UInt8]] {
        // The header, the question, the record up to its data, and the OPT record.
        var rest = answerOctets - 12 - (11 + 4) - (11 + 10) - (hasOption ? 11 : 0)
        var strings: [[UInt8]] = []
        while rest > 0 {
            let count = min(255, rest - 1)
            strings.append([UInt8](repeating: UInt8(ascii: "x"), count: count))
            rest -= count + 1
        }
        try #require(rest == 0)
        return strings
    }

    @Test func failsWhereEvenAStreamHoldsNoAnswer() throws {
        let query = DNSMessage.query(DNSQuestion(dnsName("huge.test"), .txt), identifier: 1)
        let responder = try self.responder()
        #expect(try exchange(query, with: responder)?.flags.contains(.truncated) == true)
        #expect(try exchange(query, with: responder, by: .stream)?.responseCode == .serverFailure)
    }

    @Test func saysThatItHasValidatedToWhoeverAsks() throws {
        let responder = try self.responder(isAuthenticated: true)
        var query = DNSMessage.query(question, identifier: 1)
        #expect(try exchange(query, with: responder)?.flags.contains(.authenticated) == true)
        query.flags = .recursionDesired
        #expect(try exchange(query, with: responder)?.flags.contains(.authenticated) == false)
        query.extended?.wantsSignatures = true
        let answer = try #require(try exchange(query, with: responder))
        #expect(answer.flags.contains(.authenticated))
        #expect(answer.extended?.wantsSignatures == true)
        query.flags = [.recursionDesired, .checkingDisabled]
        let unchecked = try #require(try exchange(query, with: responder))
        #expect(!unchecked.flags.contains(.authenticated), "who does not let it validate is told nothing")
        #expect(unchecked.flags.contains(.checkingDisabled))
    }

    @Test func knowsOneVersionOfExtendedDNSAndIgnoresOptions() throws {
        let responder = try self.responder()
        var query = DNSMessage.query(question, identifier: 1)
        query.extended?.version = 1
        let refusal = try #require(try exchange(query, with: responder))
        #expect(refusal.responseCode.rawValue == 16)
        #expect(refusal.extended?.version == 0)
        #expect(refusal.answers.isEmpty)
        query.extended?.version = 0
        // A cookie of eight octets (RFC 7873) in the OPT record, which stands last.
        let octets = try #require(query.serialized())
        let reply = responder.reply(to: octets.dropLast(2) + [0, 12, 0, 10, 0, 8] + Array(1...8), by: .datagram)
        let answer = try parsed(try #require(reply.messages.first))
        #expect(answer.answers.count == 1)
    }

    @Test func answersOddQueries() throws {
        let responder = try self.responder()
        #expect(responder.reply(to: [], by: .datagram) == ZoneReply())
        #expect(responder.reply(to: [1, 2, 3], by: .datagram) == ZoneReply())
        let answer = DNSMessage(flags: .response, question: question)
        #expect(try exchange(answer, with: responder) == nil, "an answer to an answer would never end")
        let update = DNSMessage(operationCode: 5, question: question)
        #expect(try exchange(update, with: responder)?.responseCode == .notImplemented)
        #expect(try exchange(DNSMessage(), with: responder)?.responseCode == .formatError)
        let garbled: [UInt8] = [0x12, 0x34, 1, 0, 0, 9, 0, 0, 0, 0, 0, 0]
        let reply = try #require(responder.reply(to: garbled, by: .datagram).messages.first)
        let message = try parsed(reply)
        #expect(message.identifier == 0x1234)
        #expect(message.responseCode == .formatError)
        let garbledAnswer: [UInt8] = [0x12, 0x34, 0x81, 0, 0, 9, 0, 0, 0, 0, 0, 0]
        #expect(responder.reply(to: garbledAnswer, by: .datagram) == ZoneReply())
    }

    @Test func remembersTheMostRecentQueries() throws {
        let responder = try self.responder()
        var query = DNSMessage.query(question, identifier: 1)
        _ = try exchange(query, with: responder)
        query.flags = [.checkingDisabled]
        query.extended = ExtendedDNS(payloadSize: 4_000, wantsSignatures: true)
        _ = try exchange(query, with: responder, by: .stream)
        _ = responder.reply(to: [1, 2, 3], by: .datagram)
        let queries = responder.queries
        #expect(queries.map(\.question) == [question, question])
        #expect(queries.map(\.transport) == [.datagram, .stream])
        #expect(queries.map(\.flags) == [[.recursionDesired, .authenticated], [.checkingDisabled]])
        #expect(queries.map(\.extended) == [ExtendedDNS(), query.extended])
        #expect(responder.counts == ZoneServer.Counts(datagrams: 2, streams: 1))
        responder.forgetQueries()
        #expect(responder.queries.isEmpty)
        #expect(responder.counts == ZoneServer.Counts())
    }

    @Test func forgetsWhatIsTooMuch() {
        var list = RecentList<Int>()
        for number in 1...25_000 { list.append(number) }
        #expect(list.elements == Array(15_001...25_000))
        #expect(RecentList<Int>().elements.isEmpty)
    }
}
