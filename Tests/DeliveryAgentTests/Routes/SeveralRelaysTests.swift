import DeliveryAgent
import DeliveryQueue
import MXResolver
import MXResolverTesting
import MailAddressing
import SMTPProtocol
import SMTPTransport
import Testing

@Suite("Several relays", .timeLimit(.minutes(15)))
struct SeveralRelaysTests {
    /// What the relays are there for: everything, or the mail of a rule.
    enum Use: CaseIterable, Sendable {
        case everything
        case rule
    }

    private static func bench(_ relays: [RelayHost], for use: Use = .everything) throws -> RouteBench {
        switch use {
        case .everything: return try RouteBench(.relay(relays))
        case .rule:
            return try RouteBench(
                .direct(port: 1, tls: nil), rules: [RouteRule(name: "shop", route: .relay(relays))])
        }
    }

    @Test("stand in for one another in the same attempt", arguments: Use.allCases)
    func refused(use: Use) async throws {
        let relay = try await Receiver(host: "127.0.8.2")
        let bench = try Self.bench(
            [
                try RouteBench.relay("relay.test", port: relay.port, priority: 2),
                try RouteBench.relay("gone.test", port: relay.port, priority: 1),
            ], for: use)
        let result = try await bench.attempt()
        #expect(result.gists == [Gist(.delivered, at: "relay.test [127.0.8.2]:\(relay.port)")])
        #expect(result.signal == .success)
        #expect(relay.messages.count == 1 && relay.connectionCount == 1)
        await bench.stop()
        await relay.stop()
    }

    @Test("of equal priority take turns by message, and by attempt")
    func turns() async throws {
        let first = try await Receiver(host: "127.0.8.2")
        let second = try await Receiver(host: "127.0.8.3")
        let bench = try Self.bench([
            try RouteBench.relay("relay.test", port: first.port), try RouteBench.relay("spare.test", port: second.port),
        ])
        let hosts = ["relay.test [127.0.8.2]:\(first.port)", "spare.test [127.0.8.3]:\(second.port)"]
        for (number, earlier, host) in [(2, 0, 0), (3, 0, 1), (4, 0, 0), (5, 0, 1), (2, 1, 1), (2, 2, 0)] {
            var mail = RouteBench.Mail()
            (mail.number, mail.earlierAttempts) = (Int64(number), earlier)
            let result = try await bench.attempt(mail)
            #expect(result.gists == [Gist(.delivered, at: hosts[host])], "\(number) \(earlier)")
        }
        #expect(first.messages.count == 3 && second.messages.count == 3)
        await bench.stop()
        await first.stop()
        await second.stop()
    }

    @Test("leave it to the others where one cannot be found", arguments: Use.allCases)
    func unknown(use: Use) async throws {
        let relay = try await Receiver(host: "127.0.8.2")
        let bench = try Self.bench(
            [
                try RouteBench.relay("absent.test", port: relay.port, priority: 1),
                try RouteBench.relay("late.test", port: relay.port, priority: 2),
                try RouteBench.relay("relay.test", port: relay.port, priority: 3),
            ], for: use)
        bench.zone.fail(try DomainName("late.test"), with: .timeout)
        let result = try await bench.attempt()
        #expect(result.gists == [Gist(.delivered, at: "relay.test [127.0.8.2]:\(relay.port)")])
        await bench.stop()
        await relay.stop()
    }

    @Test("that cannot be found at all have the message wait, and say nothing of the path")
    func noneKnown() async throws {
        let bench = try Self.bench([
            try RouteBench.relay("absent.test", port: 1, priority: 1), try RouteBench.relay("late.test", port: 1),
        ])
        bench.zone.fail(try DomainName("late.test"), with: .timeout)
        let result = try await bench.attempt()
        #expect(result.gists == [Gist(.deferred, .local, at: nil, isRemote: false)])
        #expect(result.replies == ["451 4.4.4 no mail host of absent.test has an address"])
        #expect(result.signal == PathSignal.none)
    }

    @Test("are not asked about a recipient that one of them has refused")
    func believed() async throws {
        let first = try await Receiver(host: "127.0.8.2") { question in
            if case .recipient = question { .reply(550, .init(5, 1, 1), "No such user") } else { .accept }
        }
        let second = try await Receiver(host: "127.0.8.3")
        let bench = try Self.bench([
            try RouteBench.relay("relay.test", port: first.port, priority: 1),
            try RouteBench.relay("spare.test", port: second.port, priority: 2),
        ])
        let result = try await bench.attempt()
        #expect(result.gists == [Gist(.failed, at: "relay.test [127.0.8.2]:\(first.port)")])
        #expect(second.connectionCount == 0)
        await bench.stop()
        await first.stop()
        await second.stop()
    }

    @Test("beside the direct way take what the queue gives them, the next where one is down")
    func overflow() async throws {
        let relay = try await Receiver(host: "127.0.8.2")
        let relays = [
            try RouteBench.relay("gone.test", port: relay.port, priority: 1),
            try RouteBench.relay("relay.test", port: relay.port, priority: 2),
        ]
        let bench = try RouteBench(.direct(port: 1, tls: nil)) { $0.relays = relays }
        var mail = RouteBench.Mail()
        mail.way = .overflow
        let result = try await bench.attempt(mail)
        #expect(result.gists == [Gist(.delivered, at: "relay.test [127.0.8.2]:\(relay.port)")])
        #expect(result.details == ["in the clear, by way of the relay"])
        await bench.stop()
        await relay.stop()
    }
}
