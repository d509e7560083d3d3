import NIOConcurrencyHelpers
import NIOCore
import SMTPProtocol
import Testing

@testable import SMTPTransport

@Suite("A kept connection that ends", .timeLimit(.minutes(15)))
struct SMTPConnectionPoolEndingTests {
    typealias Pools = SMTPConnectionPoolTests

    /// A server that does something at the second message, and only then.
    static func bench(
        _ isMoment: @escaping @Sendable (SMTPServerQuestion) -> Bool, _ decision: SMTPDecision
    ) async throws -> ListenerBench {
        let moments = NIOLockedValueBox(0)
        return try await ListenerBench(try ListenerBench.mx()) { question in
            guard isMoment(question) else { return .accept }
            let moment = moments.withLockedValue { moments in
                moments += 1
                return moments
            }
            return moment == 2 ? decision : .accept
        }
    }

    @Test(
        "before a word on the envelope costs the message nothing: it goes out once, over another", arguments: [0, 421])
    func atMail(code: UInt16) async throws {
        let decision = code == 0 ? SMTPDecision.drop : .reply(code, .init(4, 3, 2), "You were idle")
        let bench = try await Self.bench({ if case .mail = $0 { true } else { false } }, decision)
        let pool = Pools.pool()
        for _ in 0..<3 {
            let outcomes = try await Pools.send(pool, to: Pools.destination(bench.address))
            #expect(outcomes.map(\.isAccepted) == [true])
        }
        #expect(bench.log.messages.count == 3)
        #expect(bench.log.connections.count == 2)
        await pool.shutdown()
        await bench.shutdown()
    }

    @Test("at the final dot leaves the message in doubt, and it is not sent again")
    func atFinalDot() async throws {
        let bench = try await Self.bench({ if case .message = $0 { true } else { false } }, .drop)
        let pool = Pools.pool()
        let destination = Pools.destination(bench.address)
        #expect(try await Pools.send(pool, to: destination).map(\.isAccepted) == [true])
        #expect(try await Pools.send(pool, to: destination).map(\.failure?.stage) == [.finalDot])
        #expect(bench.log.connections.count == 1)
        #expect(bench.log.messages.count == 2)
        await pool.shutdown()
        await bench.shutdown()
    }

    @Test("while nobody uses it is not used again", arguments: ["", "421 4.4.2 You were idle\r\n"])
    func whileIdle(lastWord: String) async throws {
        let server = try await WireServer.listen()
        let pool = Pools.pool()
        let destination = Pools.destination(server.address)
        async let first = Pools.send(pool, to: destination)
        let old = try await server.accept()
        try await old.greet()
        try await old.takeMessage()
        #expect(try await first.map(\.isAccepted) == [true])
        #expect(pool.connectionCount == 1)
        if lastWord.isEmpty { await old.cut() } else { try await old.say(lastWord) }
        while pool.connectionCount > 0 { await Task.yield() }
        async let second = Pools.send(pool, to: destination)
        let new = try await server.accept()
        try await new.greet()
        try await new.takeMessage()
        #expect(try await second.map(\.isAccepted) == [true])
        try await Self.shutDown(pool, leaving: new)
        await server.close()
    }

    /// Shuts a pool down whose idle connection to this server is to be left.
    static func shutDown(_ pool: SMTPConnectionPool, leaving server: WirePeer) async throws {
        async let isDown: Void = pool.shutdown()
        try await server.answer("QUIT", "221 Goodbye")
        await isDown
        server.close()
    }

    @Test("without a sign, as the server says nothing to MAIL, is given up soon: the message goes out over another")
    func silent() async throws {
        let server = try await WireServer.listen()
        var timeouts = SMTPClientTimeouts()
        timeouts.keptConnection = .milliseconds(50)
        let pool = SMTPConnectionPool(timeouts: timeouts, group: TransportBench.group)
        let destination = Pools.destination(server.address)
        async let first = Pools.send(pool, to: destination)
        let old = try await server.accept()
        try await old.greet()
        try await old.takeMessage()
        #expect(try await first.map(\.isAccepted) == [true])
        async let second = Pools.send(pool, to: destination)
        #expect(try await old.line().hasPrefix("MAIL"))
        let new = try await server.accept()
        try await new.greet()
        try await new.takeMessage()
        #expect(try await second.map(\.isAccepted) == [true])
        #expect(pool.connectionCount == 1)
        try await Self.shutDown(pool, leaving: new)
        await server.close()
    }

    @Test("is no reason to try again where the connection was new")
    func newOne() async throws {
        let bench = try await ListenerBench(try ListenerBench.mx()) { question in
            if case .mail = question { .drop } else { .accept }
        }
        let pool = Pools.pool()
        let outcomes = try await Pools.send(pool, to: Pools.destination(bench.address))
        #expect(outcomes.map(\.failure?.stage) == [.mail])
        #expect(bench.log.connections.count == 1)
        await pool.shutdown()
        await bench.shutdown()
    }

    @Test("because the pool shuts down is left with QUIT, an idle one at once and one in use when it is given back")
    func shutdown() async throws {
        let bench = try await ListenerBench(try ListenerBench.mx())
        let pool = Pools.pool()
        let destination = Pools.destination(bench.address)
        let used = try await pool.lease(destination)
        let idle = try await pool.lease(destination)
        await pool.release(idle)
        await pool.shutdown()
        // It has been said when the shutdown is over.
        #expect(bench.log.entries.filter { $0 == .quit }.count == 1)
        #expect(pool.connectionCount == 1)
        let outcomes = try await TransportBench.send("x\r\n", over: used.client)
        #expect(outcomes.map(\.isAccepted) == [true])
        await pool.release(used)
        while bench.log.entries.filter({ $0 == .quit }).count < 2 { await Task.yield() }
        #expect(pool.connectionCount == 0)
        do throws(SMTPClientFailure) {
            _ = try await pool.lease(destination)
            Issue.record("a connection was given")
        } catch {
            #expect(error.stage == .connect)
        }
        #expect(bench.log.connections.count == 2)
        await bench.shutdown()
    }

    @Test("just before the pool shuts down has heard its QUIT, too, when the shutdown is over")
    func shutdownBehindQuit() async throws {
        let bench = try await ListenerBench(try ListenerBench.mx())
        let pool = Pools.pool { $0.maximumMessagesPerConnection = 1 }
        #expect(try await Pools.send(pool, to: Pools.destination(bench.address)).map(\.isAccepted) == [true])
        #expect(pool.connectionCount == 0)
        await pool.shutdown()
        #expect(bench.log.entries.filter { $0 == .quit }.count == 1)
        await bench.shutdown()
    }

    @Test("is waited for by the shutdown until the server has answered QUIT")
    func shutdownAwaitsTheAnswer() async throws {
        let server = try await WireServer.listen()
        let pool = Pools.pool()
        async let message = Pools.send(pool, to: Pools.destination(server.address))
        let peer = try await server.accept()
        try await peer.greet()
        try await peer.takeMessage()
        #expect(try await message.map(\.isAccepted) == [true])
        let isDown = NIOLockedValueBox(false)
        let shutdown = Task {
            await pool.shutdown()
            isDown.withLockedValue { $0 = true }
        }
        #expect(try await peer.line() == "QUIT")
        #expect(!isDown.withLockedValue { $0 })
        try await peer.say("221 Goodbye\r\n")
        await shutdown.value
        #expect(try await peer.rest().isEmpty)
        await server.close()
    }

    @Test("is not there for who has given up waiting")
    func cancelled() async throws {
        let bench = try await ListenerBench(try ListenerBench.mx())
        let pool = Pools.pool { $0.maximumConnectionsPerHost = 1 }
        let destination = Pools.destination(bench.address)
        let lease = try await pool.lease(destination)
        let waiting = Task { try await pool.lease(destination) }
        waiting.cancel()
        let result = await waiting.result
        #expect(throws: SMTPClientFailure(.connection("cancelled here"), at: .connect)) { _ = try result.get() }
        // The next one in the row has it.
        await pool.release(lease)
        #expect(try await Pools.send(pool, to: destination).map(\.isAccepted) == [true])
        #expect(bench.log.connections.count == 1)
        await pool.shutdown()
        await bench.shutdown()
    }

    @Test("was never one where the server refuses it: all who wait are told")
    func refused() async throws {
        let bench = try await ListenerBench(try ListenerBench.mx()) { question in
            if case .connect = question { .reply(554, .init(5, 3, 2), "no mail here") } else { .accept }
        }
        let pool = Pools.pool { $0.maximumConnectionsPerHost = 1 }
        let destination = Pools.destination(bench.address)
        for failure in await Self.failures(of: 5, pool, destination) { #expect(failure?.reply?.code == 554) }
        #expect(pool.connectionCount == 0)
        await bench.shutdown()
    }

    @Test("was never one where TLS fails: all who wait hear what the one heard who tried")
    func brokenTLS() async throws {
        let tls = SMTPServerTLS(try TestIdentities.identity("mx.example.test"))
        let bench = try await ListenerBench(try ListenerBench.mx(tls: tls))
        let pool = Pools.pool { $0.maximumConnectionsPerHost = 1 }
        var destination = Pools.destination(bench.address)
        destination.security = .startTLSWhenOffered(
            try .judged { _ in
                while pool.waiterCount < 4 { await Task.yield() }
                return .refused("not today")
            })
        let failure = SMTPClientFailure(.tlsUnavailable("not today"), at: .startTLS)
        #expect(await Self.failures(of: 5, pool, destination) == Array(repeating: failure, count: 5))
        #expect(bench.log.hellos.count == 1)
        #expect(pool.connectionCount == 0)
        await bench.shutdown()
    }

    /// What so many hear who want a connection at the same time.
    static func failures(
        of count: Int, _ pool: SMTPConnectionPool, _ destination: SMTPConnectionPool.Destination
    ) async -> [SMTPClientFailure?] {
        await withTaskGroup(of: SMTPClientFailure?.self) { group in
            for _ in 0..<count {
                group.addTask {
                    do throws(SMTPClientFailure) {
                        _ = try await pool.lease(destination)
                        return nil
                    } catch { return error }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }
}
