import MXResolver
import MXResolverTesting
import MailAddressing
import Testing

/// The server on its sockets, with a client that is not c-ares.
@Suite(.timeLimit(.minutes(1)))
struct ZoneServerTests {
    @Test func listensOnAPortOfItsOwn() async throws {
        let zone = try Zone(parsing: "a.test A 192.0.2.1")
        let first = try await ZoneServer.start(zone)
        let second = try await ZoneServer.start(zone)
        #expect(first.address.address.isLoopback)
        #expect(first.address.port > 0)
        #expect(first.address != second.address)
        await first.stop()
        await second.stop()
        await second.stop()
    }

    @Test func refusesAPortThatIsTaken() async throws {
        let server = try await ZoneServer.start(Zone([]))
        let port = Int(server.address.port)
        await #expect(throws: (any Error).self) { try await ZoneServer.start(Zone([]), port: port) }
        await server.stop()
    }

    @Test func answersSeveralQueriesOfAConnectionInAnyChunking() async throws {
        let server = try await ZoneServer.start(try Zone(parsing: "a.test A 192.0.2.1\nb.test A 192.0.2.2"))
        var octets: [UInt8] = []
        for (index, text) in ["a.test", "b.test", "c.test"].enumerated() {
            let question = DNSQuestion(try #require(DNSName(text)), .a)
            let query = try #require(DNSMessage.query(question, identifier: UInt16(index)).serialized())
            octets += [UInt8(query.count >> 8), UInt8(query.count & 0xFF)] + query
        }
        let received = try StreamClient.exchange(octets, port: server.address.port) { frames(of: $0).count == 3 }
        var codes: [UInt16: DNSResponseCode] = [:]
        for frame in frames(of: received) {
            let message = try DNSMessage(parsing: frame.span)
            codes[message.identifier] = message.responseCode
        }
        #expect(codes == [0: .noError, 1: .noError, 2: .noSuchDomain])
        #expect(server.counts.datagrams == 0)
        #expect(server.counts.streams == 3)
        await server.stop()
    }

    /// The whole messages in octets of a stream.
    private func frames(of octets: [UInt8]) -> [[UInt8]] {
        var frames: [[UInt8]] = []
        var rest = octets[...]
        while let high = rest.first, let low = rest.dropFirst().first {
            let length = Int(high) << 8 | Int(low)
            guard rest.count >= 2 + length else { break }
            frames.append(Array(rest.dropFirst(2).prefix(length)))
            rest = rest.dropFirst(2 + length)
        }
        return frames
    }
}
