import DeliveryAgent
import DeliveryQueue
import NIOConcurrencyHelpers
import SMTPProtocol
import Testing

@testable import SMTPTransport

@Suite("Connections that an agent keeps", .timeLimit(.minutes(15)))
struct OutboundConnectionTests {
    @Test("fall back to clear for all who wait where TLS is an opportunity and fails")
    func brokenTLS() async throws {
        let receiver = try await Receiver()
        var limits = SMTPConnectionPoolLimits()
        limits.maximumConnectionsPerHost = 1
        let pool = SMTPConnectionPool(limits: limits)
        let trials = NIOLockedValueBox(0)
        let tls = try SMTPClientTLS.judged { _ in
            trials.withLockedValue { $0 += 1 }
            while pool.waiterCount < 4 { await Task.yield() }
            return .refused("not today")
        }
        let bench = try AgentBench(port: receiver.port, tls: tls, pool: pool)
        try await withThrowingTaskGroup(of: [DeliveryOutcome].self) { group in
            for _ in 0..<5 { group.addTask { try await bench.deliver(to: "bob@receiver.test") } }
            for try await outcomes in group {
                #expect(outcomes.map(\.kind) == [.delivered])
                #expect(outcomes.first?.host?.hasPrefix("a.receiver.test") == true)
            }
        }
        #expect(receiver.messages.count == 5)
        #expect(trials.withLockedValue { $0 } == 1)
        await pool.shutdown()
        await receiver.stop()
    }

    @Test("are given up soon where the host says nothing to MAIL any more, and the message arrives over another")
    func silent() async throws {
        let envelopes = NIOLockedValueBox(0)
        let receiver = try await Receiver { question in
            guard case .mail = question else { return .accept }
            let envelope = envelopes.withLockedValue { envelopes in
                envelopes += 1
                return envelopes
            }
            guard envelope == 2 else { return .accept }
            return .later {
                let (never, end) = AsyncStream.makeStream(of: Never.self)
                for await _ in never {}
                withExtendedLifetime(end) {}
                return .accept
            }
        }
        var timeouts = SMTPClientTimeouts()
        timeouts.keptConnection = .milliseconds(50)
        let pool = SMTPConnectionPool(timeouts: timeouts)
        let bench = try AgentBench(port: receiver.port, pool: pool)
        for _ in 0..<2 { #expect(try await bench.deliver(to: "bob@receiver.test").map(\.kind) == [.delivered]) }
        #expect(receiver.messages.count == 2)
        #expect(receiver.connectionCount == 2)
        await pool.shutdown()
        await receiver.stop()
    }
}
