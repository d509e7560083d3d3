import NIOCore
import SMTPProtocol
import Testing

@testable import SMTPTransport

@Suite("A client with two addresses of a host", .timeLimit(.minutes(15)))
struct ConnectingTests {
    /// An address on which nobody listens, as no other test uses it.
    static func refusing(port: Int = 22_025) throws -> SocketAddress {
        try SocketAddress(ipAddress: "127.77.1.1", port: port)
    }

    /// The head start is as long as a test may take where it must not matter.
    static func connect(
        to address: SocketAddress, alternative: SocketAddress?, from local: String? = nil,
        headStart: Duration = .seconds(900), security: SMTPClient.Security = .none
    ) async throws(SMTPClientFailure) -> SMTPClient {
        var timeouts = SMTPClientTimeouts()
        timeouts.secondAddress = headStart
        let source = local.flatMap { try? SocketAddress(ipAddress: $0, port: 0) }
        return try await SMTPClient.connect(
            to: address, alternative: alternative, serverName: "mx.example.test", helloName: "client.example.test",
            security: security, localAddress: source, timeouts: timeouts, group: TransportBench.group)
    }

    @Test("uses the first where that answers")
    func first() async throws {
        let bench = try await TransportBench()
        let client = try await Self.connect(to: bench.address, alternative: try Self.refusing())
        #expect(client.remoteAddress == bench.address)
        #expect(try await TransportBench.send("x\r\n", over: client).allSatisfy { $0.isAccepted })
        await client.quit()
        await bench.server.shutdown()
    }

    @Test("goes to the second at once where the first refuses")
    func refused() async throws {
        let bench = try await TransportBench()
        let client = try await Self.connect(to: try Self.refusing(), alternative: bench.address)
        #expect(client.remoteAddress == bench.address)
        #expect(try await TransportBench.send("x\r\n", over: client).allSatisfy { $0.isAccepted })
        await client.quit()
        await bench.server.shutdown()
    }

    @Test("has TLS from the first octet at the second address, too")
    func implicitTLS() async throws {
        let tls = SMTPServerTLS(try TestIdentities.identity("mx.example.test"))
        let bench = try await ListenerBench(try ListenerBench.mx(tls: tls, encryption: .implicit))
        let client = try await Self.connect(
            to: try Self.refusing(), alternative: bench.address, security: .implicit(try SMTPClientTLS.opportunistic()))
        #expect(client.remoteAddress == bench.address)
        #expect(client.tlsVersion != nil)
        await client.quit()
        await bench.shutdown()
    }

    @Test("says why where both refuse")
    func bothRefuse() async throws {
        let addresses = [try Self.refusing(), try Self.refusing(port: 22_026)]
        do throws(SMTPClientFailure) {
            _ = try await Self.connect(to: addresses[0], alternative: addresses[1])
            Issue.record("connected")
        } catch {
            #expect(error == SMTPClientFailure(.connection("the connection was refused"), at: .connect))
        }
    }

    @Test("keeps to the first where the address to connect from is given")
    func boundAddress() async throws {
        let (bench, refusing) = (try await TransportBench(), try Self.refusing())
        do throws(SMTPClientFailure) {
            _ = try await Self.connect(to: refusing, alternative: bench.address, from: "127.0.0.1")
            Issue.record("connected")
        } catch {
            #expect(error == SMTPClientFailure(.connection("the connection was refused"), at: .connect))
        }
        await bench.server.shutdown()
    }

    @Test("is had from a pool, too")
    func pool() async throws {
        let bench = try await ListenerBench(try ListenerBench.mx())
        let pool = SMTPConnectionPoolTests.pool()
        var destination = SMTPConnectionPoolTests.destination(try Self.refusing())
        destination.alternative = bench.address
        for _ in 0..<2 {
            let lease = try await pool.lease(destination)
            #expect(lease.client.remoteAddress == bench.address)
            await pool.release(lease)
        }
        #expect(pool.connectionCount == 1)
        await pool.shutdown()
        await bench.shutdown()
    }

    @Test(
        "tells what both have said, and not what is wrong here where the host has said something",
        arguments: [
            ([], "there is no address to connect to"),
            (["the connection timed out"], "the connection timed out"),
            (["the connection was refused", "the connection was refused"], "the connection was refused"),
            (
                ["the connection timed out", "the connection was refused"],
                "the connection timed out; at 192.0.2.1: the connection was refused"
            ),
            ([OwnTrouble.noNetwork.rawValue, "the connection was refused"], "the connection was refused"),
            (["the connection was refused", OwnTrouble.noNetwork.rawValue], "the connection was refused"),
            (
                [OwnTrouble.noNetwork.rawValue, OwnTrouble.noLocalAddress.rawValue],
                OwnTrouble.noNetwork.rawValue
            ),
        ] as [([String], String)])
    func words(reasons: [String], text: String) throws {
        let addresses = try ["2001:db8::1", "192.0.2.1"].map { try SocketAddress(ipAddress: $0, port: 25) }
        let heard = zip(addresses, reasons).map { (address: $0, reason: $1) }
        #expect(ConnectRunner.failure(of: heard) == SMTPClientFailure(.connection(text), at: .connect))
    }

    #if os(Linux)
        @Test("goes to the second where the first says nothing in its time")
        func silent() async throws {
            let (hole, bench) = (try BlackHole(), try await TransportBench())
            let client = try await Self.connect(
                to: hole.address, alternative: bench.address, headStart: .milliseconds(10))
            #expect(client.remoteAddress == bench.address)
            #expect(try await TransportBench.send("x\r\n", over: client).allSatisfy { $0.isAccepted })
            await client.quit()
            await bench.server.shutdown()
            hole.remove()
        }

        @Test("gives both up when it is cancelled")
        func cancelled() async throws {
            let holes = [try BlackHole(), try BlackHole()]
            let connecting = Task { () -> SMTPClientFailure? in
                do throws(SMTPClientFailure) {
                    _ = try await Self.connect(
                        to: holes[0].address, alternative: holes[1].address, headStart: .milliseconds(10))
                    return nil
                } catch {
                    return error
                }
            }
            connecting.cancel()
            #expect(await connecting.value == OwnTrouble.cancelled.failure(at: .connect))
            for hole in holes { hole.remove() }
        }
    #endif
}
