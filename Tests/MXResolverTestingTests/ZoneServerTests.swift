import MXResolver
import MailAddressing
import Testing

@testable import MXResolverTesting

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The server on its sockets, with a client that is not c-ares.
@Suite(.timeLimit(.minutes(15)))
struct ZoneServerTests {
    private let zone = try! Zone(parsing: "a.test A 192.0.2.1\nb.test A 192.0.2.2")
    /// An address on which no other test listens: a port of it that was given up stays free.
    private static func quietHost(_ number: Int) -> String { "127.77.0.\(number)" }

    /// Asks for the addresses of a name, and gives the code of the answer.
    private func code(_ name: String, at server: DNSServerAddress, _ kind: __socket_type = SOCK_DGRAM) throws
        -> DNSResponseCode
    {
        let client = try SocketClient(server, kind)
        let query = queryOctets(name)
        try client.send(kind == SOCK_DGRAM ? query : SocketClient.frame(query))
        let octets = kind == SOCK_DGRAM ? try client.receive() : try #require(client.receiveFrames(1).frames.first)
        let message = try parsed(octets)
        #expect(message.identifier == 0x1234)
        return message.responseCode
    }

    @Test func listensOnAPortOfItsOwn() async throws {
        let first = try await ZoneServer.start(zone)
        let second = try await ZoneServer.start(Zone([]))
        #expect(first.address.address.isLoopback)
        #expect(first.address.port > 0)
        #expect(first.address != second.address)
        #expect(try code("a.test", at: first.address) == .noError)
        #expect(try code("a.test", at: second.address) == .noSuchDomain)
        await first.stop()
        #expect(try code("a.test", at: second.address) == .noSuchDomain, "servers are apart")
        await second.stop()
        await second.stop()
    }

    @Test(arguments: ["127.0.0.1", "::1", "127.0.0.2"])
    func listensOnBothFamilies(_ host: String) async throws {
        guard host != "::1" || SocketClient.hasIPv6() else { return }
        try await withServer(zone, host: host) { server in
            #expect(server.address.address == IPAddress(host))
            let codes = [
                try code("a.test", at: server.address), try code("a.test", at: server.address, SOCK_STREAM),
            ]
            #expect(codes == [.noError, .noError])
            #expect(server.counts == ZoneServer.Counts(datagrams: 1, streams: 1))
            #expect(server.queries(for: domain("a.test")).map(\.transport) == [.datagram, .stream])
            #expect(server.queries(for: domain("a.test"), .mx).isEmpty)
            #expect(server.queries(for: domain("b.test")).isEmpty)
            server.forgetQueries()
            #expect(server.queries.isEmpty)
            #expect(server.counts == ZoneServer.Counts())
        }
    }

    @Test func refusesAPortThatIsTaken() async throws {
        let server = try await ZoneServer.start(Zone([]))
        let port = Int(server.address.port)
        await #expect(throws: (any Error).self) { try await ZoneServer.start(Zone([]), port: port) }
        await server.stop()
    }

    @Test func startsAgainOnItsPort() async throws {
        var server = try await ZoneServer.start(zone, host: Self.quietHost(3))
        let address = server.address
        for _ in 0..<5 {
            // An open connection, which the server closes first, keeps the port from nobody.
            let client = try SocketClient(address, SOCK_STREAM)
            try client.send(SocketClient.frame(queryOctets("b.test")))
            _ = try client.receiveFrames(1)
            await server.stop()
            #expect(try client.receiveAll().isEmpty)
            server = try await ZoneServer.start(zone, host: Self.quietHost(3), port: Int(address.port))
            #expect(server.address == address)
            #expect(try code("a.test", at: address) == .noError)
        }
        await server.stop()
    }

    @Test func stopsForSeveralTasksAtOnce() async throws {
        let server = try await ZoneServer.start(zone, host: Self.quietHost(1))
        var clients: [SocketClient] = []
        for _ in 0..<8 {
            let client = try SocketClient(server.address, SOCK_STREAM)
            try client.send(SocketClient.frame(queryOctets("a.test")))
            _ = try client.receiveFrames(1)
            clients.append(client)
        }
        #expect(server.connections.count == 8)
        let left = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    await server.stop()
                    return server.connections.count
                }
            }
            return await group.reduce(0, +)
        }
        #expect(left == 0, "for each of them every connection is closed")
        for client in clients { #expect(try client.receiveAll().isEmpty) }
        #expect(throws: SocketClient.Failure(code: ECONNREFUSED)) {
            try SocketClient(server.address, SOCK_STREAM)
        }
    }

    @Test func stopsBehindItsBodyHoweverThatEnds() async throws {
        struct Problem: Error {}
        for fails in [false, true] {
            var client: SocketClient?
            do {
                let answered = try await ZoneServer.with(zone) { server in
                    client = try SocketClient(server.address, SOCK_STREAM)
                    if fails { throw Problem() }
                    return try code("a.test", at: server.address)
                }
                #expect(answered == .noError)
            } catch is Problem {
                #expect(fails)
            }
            #expect(try client?.receiveAll() == [])
        }
    }

    @Test @MainActor func runsTheBodyOnTheActorOfTheCaller() async throws {
        var counts: [Int] = []
        try await ZoneServer.with(zone) { server in
            MainActor.assertIsolated()
            counts.append(server.counts.datagrams)
        }
        #expect(counts == [0])
    }

    @Test func stopsWithAnswersHeldBack() async throws {
        let server = try await ZoneServer.start(zone)
        server.failAll(with: .delay(.seconds(3_600)))
        let datagrams = try SocketClient(server.address, SOCK_DGRAM)
        let stream = try SocketClient(server.address, SOCK_STREAM)
        try datagrams.send(queryOctets("a.test"))
        try stream.send(SocketClient.frame(queryOctets("a.test")))
        while server.queries.count < 2 { await Task.yield() }
        await server.stop()
        #expect(try stream.receiveAll().isEmpty)
        #expect(throws: SocketClient.Failure.self) { try datagrams.receive(within: 500) }
    }

    @Test func changesItsZone() async throws {
        try await withServer(zone) { server in
            server.fail(domain("b.test"), with: .refused)
            server.replace(with: try Zone(parsing: "c.test A 192.0.2.3"))
            for (name, expected) in [
                ("a.test", DNSResponseCode.noSuchDomain), ("b.test", .refused), ("c.test", .noError),
            ] {
                #expect(try code(name, at: server.address) == expected)
            }
        }
    }

    @Test func leavesConnectionsAsItIsTold() async throws {
        try await withServer(zone, streams: .closedAtOnce) { server in
            let client = try SocketClient(server.address, SOCK_STREAM)
            #expect(try client.receiveAll().isEmpty)
            #expect(try code("a.test", at: server.address) == .noError)
            #expect(server.counts == ZoneServer.Counts(datagrams: 1))
        }
        try await withServer(zone, host: Self.quietHost(2), streams: .refused) { server in
            #expect(throws: SocketClient.Failure(code: ECONNREFUSED)) {
                try SocketClient(server.address, SOCK_STREAM)
            }
            let answered = try code("a.test", at: server.address)
            #expect(answered == .noError)
        }
    }

    @Test func answersSeveralQueriesOfAConnectionInAnyChunking() async throws {
        try await withServer(zone) { server in
            let client = try SocketClient(server.address, SOCK_STREAM)
            for (index, name) in ["a.test", "b.test", "c.test"].enumerated() {
                let octets = SocketClient.frame(queryOctets(name, identifier: UInt16(index)))
                for octet in octets { try client.send([octet]) }
            }
            var codes: [UInt16: DNSResponseCode] = [:]
            for frame in try client.receiveFrames(3).frames {
                let message = try parsed(frame)
                codes[message.identifier] = message.responseCode
            }
            #expect(codes == [0: .noError, 1: .noError, 2: .noSuchDomain])
            #expect(server.counts == ZoneServer.Counts(streams: 3))
        }
    }
}
