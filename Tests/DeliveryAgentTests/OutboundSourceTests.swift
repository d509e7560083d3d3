import DeliveryAgent
import DeliveryQueue
import MailAddressing
import NIOCore
import SMTPProtocol
import SMTPTransport
import Testing

@Suite("The source that an attempt is made from", .timeLimit(.minutes(15)))
struct OutboundSourceTests {
    private func source(_ address: String?, hello name: String? = nil) throws -> DeliverySource {
        DeliverySource(
            name: "s1", address: try address.map { try #require(IPAddress($0)) }, helloName: name)
    }

    @Test("is what the host sees, and the outcome tells it")
    func address() async throws {
        let receiver = try await Receiver()
        let bench = try AgentBench(port: receiver.port)
        let one = try source("127.0.0.7", hello: "s1.sender.test")
        for source in [one, try source("127.0.0.8"), try source(nil, hello: "s3.sender.test"), one] {
            let result = try await bench.attempt(to: ["bob@receiver.test"], source: source)
            #expect(result.outcomes.map(\.kind) == [.delivered])
            let from = source.address.map { ", from \($0)" } ?? ""
            #expect(result.outcomes.first?.detail == "in the clear\(from)")
        }
        #expect(
            receiver.peers == [
                .init(address: "127.0.0.7", hello: "s1.sender.test"),
                .init(address: "127.0.0.8", hello: "mail.sender.test"),
                .init(address: "127.0.0.1", hello: "s3.sender.test"),
            ])
        await receiver.stop()
    }

    @Test("has a family, and addresses of the other one are skipped", arguments: ["127.0.0.7", "::ffff:127.0.0.7"])
    func family(address: String) async throws {
        let receiver = try await Receiver()
        let bench = try AgentBench(port: receiver.port)
        let result = try await bench.attempt(to: ["bob@both.test"], site: "both.test", source: try source(address))
        #expect(result.outcomes.map(\.kind) == [.delivered])
        #expect(receiver.peers.map(\.address) == ["127.0.0.7"])
        await receiver.stop()
    }

    @Test(
        "is not tried where no address fits, and the path pauses",
        arguments: [("six.test", "127.0.0.7"), ("receiver.test", "::1")])
    func noFamily(domain: String, address: String) async throws {
        let bench = try AgentBench(port: 1)
        let result = try await bench.attempt(to: ["bob@\(domain)"], source: try source(address))
        let (reason, outcome) = try #require(result.pause)
        #expect(reason == .noWay)
        #expect(outcome.kind == .deferred)
        #expect(outcome.errorClass == .local)
        #expect(outcome.reply.lines.first?.contains("the source s1, which is \(address)") == true)
    }

    @Test("has room at a host, or nothing is tried and the path pauses")
    func noRoom() async throws {
        let receiver = try await Receiver()
        var limits = SMTPConnectionPoolLimits()
        limits.maximumConnectionsPerHost = 1
        limits.maximumWaitersPerHost = 0
        let pool = SMTPConnectionPool(limits: limits)
        let bench = try AgentBench(port: receiver.port, pool: pool)
        let destination = SMTPConnectionPool.Destination(
            address: try SocketAddress(ipAddress: "127.0.0.1", port: receiver.port), serverName: "itself.test",
            helloName: "mail.sender.test", security: .none)
        let held = try await pool.lease(destination)
        #expect(!pool.hasRoom(for: destination))
        let result = try await bench.attempt(to: ["bob@itself.test"], site: "itself.test")
        #expect(result.pause?.reason == .noRoom)
        #expect(result.pause?.otherwise.kind == .deferred)
        #expect(result.pause?.otherwise.errorClass == .local)
        await pool.release(held, isHealthy: true)
        let next = try await bench.attempt(to: ["bob@itself.test"], site: "itself.test")
        #expect(next.outcomes.map(\.kind) == [.delivered])
        await pool.shutdown()
        await receiver.stop()
    }

    @Test("that this host does not have is our trouble, and no sign of a dead site")
    func notHere() async throws {
        let receiver = try await Receiver()
        let bench = try AgentBench(port: receiver.port)
        let result = try await bench.attempt(to: ["bob@receiver.test"], source: try source("192.0.2.77"))
        #expect(result.outcomes.map(\.kind) == [.deferred])
        #expect(result.outcomes.map(\.errorClass) == [.local], "\(result.outcomes)")
        #expect(result.signal == PathSignal.none)
        #expect(receiver.connectionCount == 0)
        await receiver.stop()
    }

    @Test("gets as many messages over a connection as the site's limits say")
    func messagesPerConnection() async throws {
        let receiver = try await Receiver()
        let pool = SMTPConnectionPool()
        let bench = try AgentBench(port: receiver.port, pool: pool)
        let limits = ShapingLimits(messagesPerConnection: 3)
        for _ in 0..<7 {
            let result = try await bench.attempt(to: ["bob@receiver.test"], limits: limits)
            #expect(result.outcomes.map(\.kind) == [.delivered])
        }
        #expect(receiver.messages.count == 7)
        #expect(receiver.connectionCount == 3)
        await pool.shutdown()
        await receiver.stop()
    }
}
