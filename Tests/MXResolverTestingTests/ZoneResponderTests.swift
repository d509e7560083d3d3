import MXResolver
import MailAddressing
import Testing

@testable import MXResolverTesting

/// What the server answers to octets, without a network.
struct ZoneResponderTests {
    private let question = DNSQuestion(DNSName("long.test")!, .txt)

    private func responder(isAuthenticated: Bool = false) throws -> ZoneResponder {
        let strings = [String](repeating: String(repeating: "x", count: 200), count: 5).joined(separator: " ")
        return ZoneResponder(
            try Zone(parsing: "long.test TXT \(strings)\nshort.test TXT y"), isAuthenticated: isAuthenticated)
    }

    private func exchange(
        _ query: DNSMessage, with responder: ZoneResponder, by transport: ZoneResponder.Transport = .datagram
    ) throws -> DNSMessage? {
        guard let reply = responder.reply(to: try #require(query.serialized()), by: transport) else { return nil }
        return try DNSMessage(parsing: reply.octets.span)
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
    }

    @Test func saysThatItHasValidatedToWhoeverAsks() throws {
        let responder = try self.responder(isAuthenticated: true)
        var query = DNSMessage.query(question, identifier: 1)
        #expect(try exchange(query, with: responder)?.flags.contains(.authenticated) == true)
        query.flags = .recursionDesired
        #expect(try exchange(query, with: responder)?.flags.contains(.authenticated) == false)
        query.extended?.wantsSignatures = true
        #expect(try exchange(query, with: responder)?.flags.contains(.authenticated) == true)
    }

    @Test func failsWhereItIsTold() throws {
        let responder = try self.responder()
        let query = DNSMessage.query(question, identifier: 1)
        responder.set(.serverFailure, for: question.name, .txt)
        #expect(try exchange(query, with: responder)?.responseCode == .serverFailure)
        responder.set(.refused, for: question.name, .txt)
        #expect(try exchange(query, with: responder)?.responseCode == .refused)
        responder.set(.drop, for: question.name, .txt)
        #expect(try exchange(query, with: responder) == nil)
        responder.set(nil, for: question.name, .txt)
        responder.set(.malformed, for: question.name, nil)
        #expect(throws: DNSMessageError.self) { try exchange(query, with: responder) }
        responder.set(.delay(.seconds(3)), for: question.name, nil)
        let reply = responder.reply(to: try #require(query.serialized()), by: .datagram)
        #expect(reply?.delay == Duration.seconds(3))
    }

    @Test func answersOddQueries() throws {
        let responder = try self.responder()
        #expect(responder.reply(to: [1, 2, 3], by: .datagram) == nil)
        let answer = DNSMessage(flags: .response, question: question)
        #expect(try exchange(answer, with: responder) == nil, "an answer to an answer would never end")
        let update = DNSMessage(operationCode: 5, question: question)
        #expect(try exchange(update, with: responder)?.responseCode == .notImplemented)
        #expect(try exchange(DNSMessage(), with: responder)?.responseCode == .formatError)
        let garbled: [UInt8] = [0x12, 0x34, 1, 0, 0, 9, 0, 0, 0, 0, 0, 0]
        let reply = try #require(responder.reply(to: garbled, by: .datagram))
        let message = try DNSMessage(parsing: reply.octets.span)
        #expect(message.identifier == 0x1234)
        #expect(message.responseCode == .formatError)
        #expect(responder.reply(to: [0x12, 0x34, 0x81, 0, 0, 9, 0, 0, 0, 0, 0, 0], by: .datagram) == nil)
    }
}
