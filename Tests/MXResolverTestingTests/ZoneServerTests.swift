import MXResolver
import MXResolverTesting
import MailAddressing
import NIOCore
import NIOPosix
import Testing

/// The server on its sockets, with a client that is not c-ares.
@Suite(.timeLimit(.minutes(1)))
struct ZoneServerTests {
    @Test func listensOnAPortOfItsOwn() async throws {
        let zone = try Zone(parsing: "a.test A 192.0.2.1")
        let first = try await ZoneServer.start(zone)
        let second = try await ZoneServer.start(zone, host: "::1")
        #expect(first.address.address.isLoopback)
        #expect(first.address.port > 0)
        #expect(second.address.address.family == .v6)
        await first.stop()
        await second.stop()
        await second.stop()
    }

    @Test func refusesAPortThatIsTaken() async throws {
        let server = try await ZoneServer.start(Zone([]))
        await #expect(throws: (any Error).self) { try await ZoneServer.start(Zone([]), port: Int(server.address.port)) }
        await server.stop()
    }

    @Test func answersSeveralQueriesOfAConnectionInAnyChunking() async throws {
        let server = try await ZoneServer.start(try Zone(parsing: "a.test A 192.0.2.1\nb.test A 192.0.2.2"))
        let queries = try ["a.test", "b.test", "c.test"].enumerated().map { index, text in
            let question = DNSQuestion(try #require(DNSName(text)), .a)
            return try #require(DNSMessage.query(question, identifier: UInt16(index)).serialized())
        }
        let octets = queries.flatMap { [UInt8($0.count >> 8), UInt8($0.count & 0xFF)] + $0 }
        let client = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: Int(server.address.port)) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        let codes = try await client.executeThenClose { inbound, outbound in
            for octet in octets { try await outbound.write(ByteBuffer(bytes: [octet])) }
            var pending = ByteBuffer()
            var codes: [UInt16: DNSResponseCode] = [:]
            for try await var part in inbound {
                pending.writeBuffer(&part)
                while let answer = pending.readLengthPrefixedSlice(as: UInt16.self) {
                    let message = try DNSMessage(parsing: Array(answer.readableBytesView).span)
                    codes[message.identifier] = message.responseCode
                }
                if codes.count == queries.count { break }
            }
            return codes
        }
        #expect(codes == [0: .noError, 1: .noError, 2: .noSuchDomain])
        #expect(server.counts == ZoneServer.Counts(datagrams: 0, streams: 3))
        await server.stop()
    }
}
