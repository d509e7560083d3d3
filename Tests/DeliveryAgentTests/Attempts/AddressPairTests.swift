import DeliveryQueue
import MXResolver
import MailAddressing
import SMTPProtocol
import SMTPTransport
import Testing

@testable import DeliveryAgent

/// At ::1 nobody listens, and it does not matter whether this machine has IPv6.
@Suite("Two addresses of a host", .timeLimit(.minutes(15)))
struct AddressPairTests {
    private static func target(_ address: String, _ alternative: String?) throws -> DeliveryTarget {
        DeliveryTarget(
            serverName: "mx.receiver.test", address: try #require(IPAddress(address)),
            alternative: try alternative.map { try #require(IPAddress($0)) },
            manner: DeliveryTarget.Manner(port: 25, security: .none, helloName: "mail.sender.test"))
    }

    @Test(
        "are parted into the one that the session was held with and the one that is left",
        arguments: [
            ("192.0.2.1", nil, "192.0.2.1", nil), ("192.0.2.1", "192.0.2.1", "192.0.2.1", nil),
            ("192.0.2.1", nil, "192.0.2.1", "2001:db8::1"),
            ("192.0.2.1", "192.0.2.1", "192.0.2.1", "2001:db8::1"),
            ("192.0.2.1", "2001:db8::1", "2001:db8::1", "192.0.2.1"),
            ("192.0.2.1", "2001:DB8:0::1", "2001:db8::1", "192.0.2.1"),
            ("192.0.2.1", "nonsense", "192.0.2.1", "2001:db8::1"),
            ("2001:db8::1", "::ffff:192.0.2.1", "192.0.2.1", "2001:db8::1"),
        ] as [(String, String?, String, String?)])
    func parted(first: String, session: String?, held: String, left: String?) throws {
        let addresses = Set([first, held, left].compactMap { $0 })
        let target = try Self.target(first, addresses.first { $0 != first })
        let parts = target.parted(by: session)
        #expect(parts.held.address == IPAddress(held))
        #expect(parts.left?.address == left.flatMap { IPAddress($0) })
        #expect(parts.held.alternative == nil && parts.left?.alternative == nil)
        #expect(parts.held.serverName == target.serverName)
        #expect(parts.left == nil || parts.left?.serverName == target.serverName)
    }

    private static func bench(
        port: Int, _ preference: AddressPreference, _ listener: AttemptListener
    ) throws -> RouteBench {
        try RouteBench(
            .direct(port: port, tls: nil),
            RouteBench.Parts(preference: preference, attempts: listener))
    }

    private static func places(_ name: String, port: Int) -> (four: String, six: String) {
        ("\(name) [127.0.8.1]:\(port)", "\(name) [IPv6:::1]:\(port)")
    }

    @Test(
        "are one attempt at the host, and the outcome has that which took the mail",
        arguments: [
            AddressPreference.ipv4First, .ipv6First,
        ])
    func delivered(preference: AddressPreference) async throws {
        let (receiver, listener) = (try await Receiver(host: "127.0.8.1"), AttemptListener())
        let bench = try Self.bench(port: receiver.port, preference, listener)
        let result = try await bench.attempt(RouteBench.Mail(recipients: ["bob@pair.test"]))
        let place = Self.places("pair.test", port: receiver.port).four
        #expect(result.gists == [Gist(.delivered, at: place)])
        #expect(listener.hosts == [place])
        await bench.stop()
        await receiver.stop()
    }

    @Test(
        "are asked one after the other where the session with the first comes to nothing",
        arguments: [AddressPreference.ipv4First, .ipv6First], [SMTPStage.greeting, .hello, .mail, .data])
    func sessionFails(preference: AddressPreference, stage: SMTPStage) async throws {
        let host = try await ScriptedHost(host: "127.0.8.1", script: ScriptedHost.at(stage, .bye("421 4.3.2 Not now")))
        let listener = AttemptListener()
        let bench = try Self.bench(port: host.port, preference, listener)
        let result = try await bench.attempt(RouteBench.Mail(recipients: ["bob@pair.test"]))
        let places = Self.places("pair.test", port: host.port)
        #expect(result.outcomes.map(\.kind) == [.deferred])
        // What the host has said is worth more than that its other address does not answer.
        #expect(result.outcomes.map(\.host) == [places.four])
        #expect(listener.hosts == [places.four, places.six])
        #expect(host.sessions.count == 1)
        await bench.stop()
        await host.stop()
    }

    @Test(
        "are not asked again where no connection came about: the next host is",
        arguments: [
            AddressPreference.ipv4First, .ipv6First,
        ])
    func noConnection(preference: AddressPreference) async throws {
        let (receiver, listener) = (try await Receiver(host: "127.0.8.1"), AttemptListener())
        let bench = try Self.bench(port: receiver.port, preference, listener)
        let result = try await bench.attempt(RouteBench.Mail(recipients: ["bob@two.test"]))
        #expect(result.outcomes.map(\.kind) == [.delivered])
        let first = preference == .ipv4First ? "[127.0.8.9]" : "[IPv6:::1]"
        let second = Self.places("mx.receiver.test", port: receiver.port).four
        #expect(listener.hosts == ["two.test \(first):\(receiver.port)", second])
        await bench.stop()
        await receiver.stop()
    }

    @Test("are not both asked where the first has spoken of the recipient")
    func believed() async throws {
        let host = try await ScriptedHost(
            host: "127.0.8.1", script: ScriptedHost.at(.recipient, .say("550 5.1.1 No such user")))
        let listener = AttemptListener()
        let bench = try Self.bench(port: host.port, .ipv4First, listener)
        let result = try await bench.attempt(RouteBench.Mail(recipients: ["bob@pair.test"]))
        #expect(result.outcomes.map(\.kind) == [.failed])
        #expect(listener.hosts == [Self.places("pair.test", port: host.port).four])
        await bench.stop()
        await host.stop()
    }

    @Test("are tried each by itself from a source, which has one family")
    func source() async throws {
        let host = try await ScriptedHost(
            host: "127.0.8.1", script: ScriptedHost.at(.greeting, .bye("421 4.3.2 Not now")))
        let listener = AttemptListener()
        let bench = try Self.bench(port: host.port, .ipv6First, listener)
        var mail = RouteBench.Mail(recipients: ["bob@pair.test"])
        mail.source = DeliverySource(name: "s1", address: IPAddress("127.0.8.7"))
        _ = try await bench.attempt(mail)
        #expect(listener.hosts == [Self.places("pair.test", port: host.port).four])
        await bench.stop()
        await host.stop()
    }
}
