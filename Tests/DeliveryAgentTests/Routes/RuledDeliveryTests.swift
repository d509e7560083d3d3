import DeliveryAgent
import DeliveryQueue
import MailAddressing
import SMTPProtocol
import SMTPTransport
import Testing

@Suite("Mail under a rule", .timeLimit(.minutes(15)))
struct RuledDeliveryTests {
    private static func domain(_ name: String) -> DomainPattern { DomainPattern(name: name, isBelow: false) }

    @Test("goes the rule's way, by recipient, sender and size, and other mail the usual one")
    func ways() async throws {
        let own = try await Receiver(host: "127.0.8.1")
        let relay = try await Receiver(host: "127.0.8.2")
        let way = DeliveryRoute.relay([try RouteBench.relay(port: relay.port)])
        let size = AgentBench.content.count
        let bench = try RouteBench(
            .direct(port: own.port, tls: nil),
            rules: [
                RouteRule(name: "partner", recipients: [Self.domain("other.test")], route: way),
                RouteRule(name: "shop", senders: [Self.domain("shop.test")], route: way),
                RouteRule(name: "reports", senders: [.nullSender], route: way),
                RouteRule(name: "large", sizes: (size + 1)...Int.max, route: way),
            ])
        let trials: [(recipient: String, sender: String, extra: String, isRuled: Bool)] = [
            ("bob@receiver.test", "ada@sender.test", "", false), ("bob@OTHER.test", "ada@sender.test", "", true),
            ("bob@receiver.test", "ada@Shop.TEST", "", true), ("bob@receiver.test", "", "", true),
            ("bob@receiver.test", "ada@sender.test", "x\r\n", true),
        ]
        for trial in trials {
            var mail = RouteBench.Mail(sender: trial.sender, recipients: [trial.recipient])
            mail.content += Array(trial.extra.utf8)
            let before = [own.messages.count, relay.messages.count]
            let result = try await bench.attempt(mail)
            #expect(result.outcomes.map(\.kind) == [.delivered], "\(trial)")
            // It is no delivery in the relay's mode: the outcome does not speak of the relay.
            let detail = try #require(result.details.first ?? nil)
            #expect(detail.hasPrefix("in the clear, by the route ") == trial.isRuled, "\(trial): \(detail)")
            #expect(detail.hasPrefix("in the clear") && !detail.contains("by way of the relay"), "\(trial)")
            let added = [own.messages.count - before[0], relay.messages.count - before[1]]
            #expect(added == (trial.isRuled ? [0, 1] : [1, 0]), "\(trial)")
        }
        await bench.stop()
        await own.stop()
        await relay.stop()
    }

    @Test("never falls back on the relay, whatever the queue says", arguments: [DeliveryWay.usual, .overflow])
    func noFallback(way: DeliveryWay) async throws {
        let relay = try await Receiver(host: "127.0.8.2")
        let relays = [try RouteBench.relay(port: relay.port)]
        let bench = try RouteBench(
            .direct(port: relay.port, tls: nil),
            rules: [
                RouteRule(
                    name: "own", recipients: [Self.domain("receiver.test")], route: .direct(port: relay.port, tls: nil))
            ]
        ) { configuration in
            (configuration.relays, configuration.fallsBack) = (relays, true)
        }
        let ruled = try await bench.attempt(RouteBench.Mail(way: way))
        let place = "mx.receiver.test [127.0.8.1]:\(relay.port)"
        #expect(ruled.gists == [Gist(.deferred, .unreachable, at: place, isRemote: false)])
        #expect(ruled.details == ["at connecting, by the route own"])
        #expect(ruled.signal == .unreachable)
        #expect(relay.connectionCount == 0)
        // Other mail for the very same host does.
        let other = try await bench.attempt(RouteBench.Mail(recipients: ["bob@other.test"], way: way))
        #expect(other.outcomes.map(\.kind) == [.delivered])
        #expect(relay.messages.map(\.recipients) == [["bob@other.test"]])
        await bench.stop()
        await relay.stop()
    }

    @Test("goes to its own hosts where the queue would give it the relay")
    func overflow() async throws {
        let own = try await Receiver(host: "127.0.8.1")
        let bench = try RouteBench(
            .direct(port: 1, tls: nil), rules: [RouteRule(name: "own", route: .direct(port: own.port, tls: nil))])
        let result = try await bench.attempt(RouteBench.Mail(way: .overflow))
        #expect(result.gists == [Gist(.delivered, at: "mx.receiver.test [127.0.8.1]:\(own.port)")])
        #expect(result.details == ["in the clear, by the route own"])
        await bench.stop()
        await own.stop()
    }

    @Test("that the queue would give a relay waits where there is none and no rule")
    func noRelay() async throws {
        let result = try await RouteBench(.direct(port: 1, tls: nil)).attempt(RouteBench.Mail(way: .overflow))
        #expect(result.gists == [Gist(.deferred, .local, at: nil, isRemote: false)])
        #expect(result.replies == ["451 4.3.5 There is no relay for what cannot be sent from here"])
    }

    @Test("waits at a site of its own, whose name has the rule's, and no attempt is made for another one")
    func sites() async throws {
        let own = try await Receiver(host: "127.0.8.1")
        let relay = try await Receiver(host: "127.0.8.2")
        let relays = [
            try RouteBench.relay("spare.test", port: relay.port, priority: 20),
            try RouteBench.relay("relay.test", port: relay.port),
        ]
        let bench = try RouteBench(
            .direct(port: own.port, tls: nil),
            rules: [
                RouteRule(
                    name: "own", recipients: [Self.domain("other.test")], route: .direct(port: own.port, tls: nil)),
                RouteRule(name: "shop", senders: [Self.domain("shop.test")], route: .relay(relays)),
            ])
        let places = "relay.test:\(relay.port)+spare.test:\(relay.port)"
        let trials: [(recipient: String, sender: String, site: String)] = [
            ("bob@receiver.test", "ada@sender.test", "mx.receiver.test"),
            ("bob@other.test", "ada@sender.test", "mx.receiver.test via own"),
            ("bob@receiver.test", "ada@shop.test", "\(places) via shop"),
        ]
        let sites = trials.map { $0.site } + ["receiver.test"]
        for trial in trials {
            var mail = RouteBench.Mail(sender: trial.sender, recipients: [trial.recipient], mayReroute: true)
            for site in sites where site != trial.site {
                mail.site = site
                #expect(try await bench.attempt(mail).otherSite == trial.site)
            }
        }
        #expect(own.connectionCount == 0 && relay.connectionCount == 0)
        for trial in trials {
            let mail = RouteBench.Mail(
                sender: trial.sender, recipients: [trial.recipient], site: trial.site, mayReroute: true)
            #expect(try await bench.attempt(mail).outcomes.map(\.kind) == [.delivered], "\(trial)")
        }
        #expect(own.messages.count == 2 && relay.messages.count == 1)
        await bench.stop()
        await own.stop()
        await relay.stop()
    }
}
