import MailAddressing
import NIOConcurrencyHelpers
import NIOCore
import SMTPProtocol
import SMTPTransport
import Testing

@Suite("Connections that are kept", .timeLimit(.minutes(15)))
struct SMTPConnectionPoolTests {
    typealias Destination = SMTPConnectionPool.Destination

    static func destination(_ address: SocketAddress, hello name: String = "client.example.test") -> Destination {
        Destination(address: address, serverName: "mx.example.test", helloName: name, security: .none)
    }

    static func send(
        _ pool: SMTPConnectionPool, to destination: Destination
    ) async throws -> [SMTPRecipientOutcome] {
        let text = "Subject: x\r\n\r\nhello\r\n"
        return try await pool.send(
            SMTPTransaction(
                reversePath: try ReversePath("sender@example.test"), recipients: [try Mailbox("ada@example.test")],
                size: text.utf8.count, isEightBit: false), content: ByteBuffer(string: text), to: destination)
    }

    static func pool(_ adjust: (inout SMTPConnectionPoolLimits) -> Void = { _ in }) -> SMTPConnectionPool {
        var limits = SMTPConnectionPoolLimits()
        adjust(&limits)
        return SMTPConnectionPool(limits: limits, group: TransportBench.group)
    }

    @Test("carry one message after another, up to their number", arguments: [(100, 1), (4, 3), (1, 12), (0, 12)])
    func reuse(messages: Int, connections: Int) async throws {
        let bench = try await ListenerBench(try ListenerBench.mx())
        let pool = Self.pool { $0.maximumMessagesPerConnection = messages }
        for _ in 0..<12 {
            #expect(try await Self.send(pool, to: Self.destination(bench.address)).allSatisfy { $0.isAccepted })
        }
        #expect(bench.log.messages.count == 12)
        #expect(bench.log.connections.count == connections)
        await pool.shutdown()
        await bench.shutdown()
    }

    @Test("are never more than a host may have", arguments: [1, 3])
    func perHost(most: Int) async throws {
        let bench = try await ListenerBench(try ListenerBench.mx())
        let pool = Self.pool { $0.maximumConnectionsPerHost = most }
        let destination = Self.destination(bench.address)
        try await withThrowingTaskGroup(of: [SMTPRecipientOutcome].self) { group in
            for _ in 0..<30 { group.addTask { try await Self.send(pool, to: destination) } }
            for try await outcomes in group { #expect(outcomes.allSatisfy { $0.isAccepted }) }
        }
        #expect(bench.log.messages.count == 30)
        #expect((1...most).contains(bench.log.connections.count))
        #expect(pool.connectionCount <= most)
        await pool.shutdown()
        await bench.shutdown()
    }

    @Test("make room for another host's when there are as many as may be")
    func overall() async throws {
        let bench = try await ListenerBench(try ListenerBench.mx())
        let pool = Self.pool { $0.maximumConnections = 1 }
        for name in ["a.example.test", "b.example.test", "a.example.test", "a.example.test"] {
            let outcomes = try await Self.send(pool, to: Self.destination(bench.address, hello: name))
            #expect(outcomes.allSatisfy { $0.isAccepted })
            #expect(pool.connectionCount == 1)
        }
        #expect(bench.log.connections.count == 3)
        await pool.shutdown()
        await bench.shutdown()
    }

    @Test("are used no more from a certain age on")
    func age() async throws {
        let bench = try await ListenerBench(try ListenerBench.mx())
        let pool = Self.pool { $0.maximumLifetime = .zero }
        for _ in 0..<3 {
            #expect(try await Self.send(pool, to: Self.destination(bench.address)).allSatisfy { $0.isAccepted })
            #expect(pool.connectionCount == 0)
        }
        #expect(bench.log.connections.count == 3)
        await bench.log.happened(.quit)
        await bench.shutdown()
    }

    @Test("take their leave when nobody has used them for a while")
    func idle() async throws {
        let bench = try await ListenerBench(try ListenerBench.mx())
        let pool = Self.pool { $0.idleTimeout = .milliseconds(20) }
        #expect(try await Self.send(pool, to: Self.destination(bench.address)).allSatisfy { $0.isAccepted })
        await bench.log.happened(.quit)
        await bench.log.happened(.disconnected)
        #expect(pool.connectionCount == 0)
        #expect(try await Self.send(pool, to: Self.destination(bench.address)).allSatisfy { $0.isAccepted })
        #expect(bench.log.connections.count == 2)
        await pool.shutdown()
        await bench.shutdown()
    }

    @Test("are used again for the very same wishes only")
    func wishes() async throws {
        let tls = SMTPServerTLS(try TestIdentities.identity("mx.example.test"))
        let bench = try await ListenerBench(try ListenerBench.mx(tls: tls))
        let pool = Self.pool()
        var destinations = Array(repeating: Self.destination(bench.address), count: 7)
        let settings = try SMTPClientTLS.opportunistic()
        destinations[1].security = .startTLSWhenOffered(settings)
        destinations[2].security = .startTLSRequired(settings)
        destinations[3].security = .startTLSRequired(try .opportunistic())
        destinations[4].serverName = nil
        destinations[5].helloName = "other.example.test"
        destinations[6].localAddress = try SocketAddress(ipAddress: "127.0.0.1", port: 0)
        for _ in 0..<2 {
            for destination in destinations {
                #expect(try await Self.send(pool, to: destination).allSatisfy { $0.isAccepted })
            }
            #expect(bench.log.connections.count == destinations.count)
            #expect(pool.connectionCount == destinations.count)
        }
        #expect(bench.log.hellos.filter { $0.tlsVersion != nil }.count == 3)
        await pool.shutdown()
        await bench.shutdown()
    }

    @Test("that nobody has verified carry nothing for who demands that")
    func verified() async throws {
        let tls = SMTPServerTLS(try TestIdentities.identity("mx.example.test"))
        let bench = try await ListenerBench(try ListenerBench.mx(tls: tls))
        let pool = Self.pool()
        var destination = Self.destination(bench.address)
        destination.security = .startTLSRequired(try .opportunistic())
        #expect(try await Self.send(pool, to: destination).allSatisfy { $0.isAccepted })
        // Nobody who is trusted vouches for the certificate of this server.
        destination.security = .startTLSRequired(try .verified())
        do {
            _ = try await Self.send(pool, to: destination)
            Issue.record("the message went over a connection that was not verified")
        } catch let failure as SMTPClientFailure {
            #expect(failure.stage == .startTLS)
        }
        #expect(bench.log.messages.count == 1)
        await pool.shutdown()
        await bench.shutdown()
    }

    @Test("are shared where TLS settings are copies of one value, and not where they were made alike")
    func settings() throws {
        let made = try [SMTPClientTLS.opportunistic(), .opportunistic(), .verified(), .judged { _ in .trusted }]
        var destination = Self.destination(try SocketAddress(ipAddress: "127.0.0.1", port: 25))
        var destinations: Set<Destination> = []
        for tls in made + made {
            for security in [.startTLSWhenOffered(tls), .startTLSRequired(tls), .implicit(tls)] as [SMTPClient.Security]
            {
                destination.security = security
                destinations.insert(destination)
            }
        }
        #expect(destinations.count == 3 * made.count)
    }

    @Test("belong to who has logged in on them, with the same secret")
    func credentials() async throws {
        let bench = try await LoginBench()
        let pool = Self.pool()
        func destination(_ user: String, _ password: String) -> Destination {
            Destination(
                address: bench.listener.address, serverName: "mx.example.test", helloName: "client.example.test",
                security: bench.security, credentials: SMTPCredentials(user: user, password: password))
        }
        for (user, password) in [("ada", "secret"), ("bob", "hidden"), ("ada", "secret"), ("bob", "hidden")] {
            #expect(try await Self.send(pool, to: destination(user, password)).allSatisfy { $0.isAccepted })
        }
        #expect(bench.log.logins.map(\.user) == ["ada", "bob"])
        #expect(bench.log.messages.count == 4)
        // A wrong password does not ride on a connection that the right one has opened.
        do {
            _ = try await Self.send(pool, to: destination("ada", "wrong"))
            Issue.record("the wrong password was good enough")
        } catch let failure as SMTPClientFailure {
            #expect(failure.reply?.code == 535)
        }
        await pool.shutdown()
        await bench.shutdown()
    }
}
