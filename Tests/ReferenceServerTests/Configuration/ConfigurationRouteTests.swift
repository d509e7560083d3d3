import DeliveryAgent
import DeliveryQueue
import MailAddressing
import SMTPProtocol
import SMTPTransport
import Testing

@testable import ReferenceServer

@Suite("Ways out: relays, routes, and the choice among them")
struct ConfigurationRouteTests {
    private static func delivery(_ text: String) throws -> ServerConfiguration.Delivery {
        try ConfigurationFixture.decode(text).configuration.delivery
    }

    private static func domain(_ name: String) -> DomainPattern { DomainPattern(name: name, isBelow: false) }
    private static func below(_ name: String) -> DomainPattern { DomainPattern(name: name, isBelow: true) }

    @Test("Mistakes are named with their place", arguments: ConfigurationRouteMistakes.all)
    func mistake(_ mistake: MistakeCase) {
        #expect(ConfigurationFixture.lines(mistake.text) == mistake.expected)
    }

    @Test("Nothing goes a way of its own by default")
    func defaults() throws {
        let configuration = try ConfigurationFixture.decode("delivery: { routes: [], smart: {} }").configuration
        #expect(configuration.delivery.routes.isEmpty)
        #expect(configuration.delivery.smart == WayChoiceRules())
        #expect(configuration.delivery.timeouts.secondAddress == SMTPClientTimeouts().secondAddress)
        #expect(configuration.signing.unsignable == .hold)
        #expect(try RouteComposer(configuration: configuration).table().rules.isEmpty)
    }

    @Test("Several relays arrive with their priorities")
    func relays() throws {
        let text = """
            delivery:
              mode: MODE
              relay:
                - { host: "a.example:587" }
                - { host: "192.0.2.1:25", tls: none, priority: 0 }
                - { host: "b.example:465", tls: implicit, priority: 1000 }
            """
        for mode in ["relay", "hybrid", "smart"] {
            let configuration = try ConfigurationFixture.decode(text.replacing("MODE", with: mode)).configuration
            #expect(configuration.delivery.relay.map(\.priority) == [10, 0, 1_000])
            #expect(configuration.delivery.relay.map(\.security) == [.required, .none, .implicit])
            let composer = RouteComposer(configuration: configuration)
            var hosts = try composer.relays()
            if mode == "relay" {
                #expect(hosts.isEmpty)
                guard case .relay(let relays) = try composer.route() else {
                    Issue.record("no relay")
                    return
                }
                hosts = relays
            }
            #expect(hosts.map(\.priority) == [10, 0, 1_000] && hosts.map(\.port) == [587, 25, 465])
            #expect(hosts.allSatisfy { $0.dialect == .smtp })
        }
    }

    @Test("Routes arrive with all that is said of them")
    func routes() throws {
        let routes = try Self.delivery(
            """
            delivery:
              routes:
                - { name: mailboxes, to: [Mail.example, "[192.0.2.1]"], lmtp: { host: "127.0.0.1:2424" } }
                - { name: bank, to: "*.bank.example", direct: { tls: required }, sign: rsa }
                - name: shop
                  from: [shop.example, "<>"]
                  larger-than: 1KiB
                  smaller-than: 1MiB
                  relay:
                    - { host: "r.example:587", priority: 5 }
                    - { host: "s.example:25", tls: opportunistic }
                - { name: rest, direct: {} }
            """
        ).routes
        #expect(routes.map(\.name) == ["mailboxes", "bank", "shop", "rest"])
        #expect(
            routes.map(\.recipients) == [
                [Self.domain("mail.example"), Self.domain("[192.0.2.1]")], [Self.below("bank.example")], [], [],
            ])
        #expect(routes.map(\.senders) == [[], [], [Self.domain("shop.example"), .nullSender], []])
        #expect(routes.map(\.sizes) == [0...Int.max, 0...Int.max, 1_025...1_048_575, 0...Int.max])
        #expect(routes.map(\.signatures) == [.all, .rsa, .all, .all])
        #expect(routes[1].way == .direct(.required) && routes[3].way == .direct(.opportunistic))
        guard case .lmtp(let servers) = routes[0].way, case .relay(let relays) = routes[2].way else {
            Issue.record("\(routes)")
            return
        }
        // On this host nobody listens in between.
        #expect(servers.map(\.port) == [2_424] && servers.map(\.security) == [.none])
        #expect(relays.map(\.priority) == [5, 10] && relays.map(\.security) == [.required, .opportunistic])
    }

    @Test(
        "A mailbox server on another host is asked for a certificate unless something else is said",
        arguments: [
            ("host: \"127.0.0.1:24\"", .none), ("host: \"[::1]:24\"", .none), ("host: \"192.0.2.1:24\"", .required),
            ("host: \"l.example:24\"", .required), ("host: \"l.example:24\", tls: none", .none),
            ("host: \"127.0.0.1:24\", tls: required", .required),
        ] as [(String, ServerConfiguration.Relay.Security)])
    func mailboxServer(entry: String, security: ServerConfiguration.Relay.Security) throws {
        let routes = try Self.delivery("delivery: { routes: [{ name: a, lmtp: { \(entry) } }] }").routes
        guard case .lmtp(let servers)? = routes.first?.way else {
            Issue.record("\(routes)")
            return
        }
        #expect(servers.map(\.security) == [security])
    }

    @Test("Sizes leave out the bounds themselves")
    func sizes() throws {
        let text = "delivery: { routes: [{ name: a, larger-than: 10, smaller-than: 12, direct: {} }] }"
        #expect(try Self.delivery(text).routes.map(\.sizes) == [11...11])
    }

    @Test("Routes become rules")
    func table() throws {
        let configuration = try ConfigurationFixture.decode(
            """
            delivery:
              mode: relay
              port: 2525
              relay: [{ host: "r.example:587" }]
              routes:
                - { name: open, to: a.example, direct: {} }
                - { name: shut, to: b.example, direct: { tls: encrypted }, sign: none }
                - { name: sure, to: c.example, direct: { tls: required } }
                - { name: mailboxes, to: d.example, lmtp: [{ host: "127.0.0.1:24" }, { host: "127.0.0.2:24" }] }
                - { name: shop, from: "<>", relay: { host: "s.example:25", tls: none } }
            """
        ).configuration
        let composer = RouteComposer(configuration: configuration)
        let rules = try composer.table().rules
        let words = rules.map { rule -> String in
            switch rule.route {
            case .direct(let port, let tls, let demand):
                switch demand {
                case .opportunistic: "direct \(port) \(tls != nil)"
                case .encrypted(let tls): "encrypted \(port) \(tls.isVerified)"
                case .verified(let tls): "verified \(port) \(tls.isVerified)"
                }
            case .relay(let hosts): hosts.map { "\($0.host):\($0.port) \($0.dialect)" }.joined(separator: ", ")
            }
        }
        #expect(
            words == [
                "direct 2525 true", "encrypted 2525 false", "verified 2525 true",
                "[127.0.0.1]:24 lmtp, [127.0.0.2]:24 lmtp", "s.example:25 smtp",
            ])
        #expect(rules.map(\.name) == ["open", "shut", "sure", "mailboxes", "shop"])
        #expect(rules.map(\.signatures) == [.all, .none, .all, .all, .all])
        #expect(rules.last?.senders == [.nullSender])
        // Some mail goes to the hosts of domains, so that their records count.
        #expect(composer.hasDirectRoute)
        #expect(try composer.security(policies: nil) != nil)
    }

    @Test("There are a thousand routes at most")
    func most() {
        func problems(_ count: Int) -> [ConfigurationProblem] {
            let entries = (0..<count).map { "    - { name: r\($0), to: d\($0).example, direct: {} }\n" }.joined()
            return ConfigurationFixture.problems("delivery:\n  routes:\n" + entries)
        }
        #expect(problems(1_000).isEmpty)
        #expect(problems(1_001).map(\.keyPath) == ["delivery.routes"])
        #expect(problems(1_001).map(\.message) == ["has 1001 entries; accepted: up to 1000"])
    }

    @Test("How mode smart chooses arrives, and what is left out is the library's")
    func smart() throws {
        let relay = "relay: [{ host: \"r.example:25\" }]"
        let rules = try Self.delivery(
            """
            delivery:
              mode: smart
              \(relay)
              smart: { window: 1h, samples: 64, least-samples: 4, margin: 0.5, stay: 0s, exploring: 0,
                relay-cost: 0s, failure-cost: 1d }
            """
        ).smart
        var expected = WayChoiceRules()
        (expected.window, expected.mostSamples, expected.leastSamples) = (.seconds(3_600), 64, 4)
        (expected.margin, expected.leastStay, expected.exploring) = (0.5, .zero, 0)
        (expected.relayCost, expected.failureCost) = (.zero, .seconds(86_400))
        #expect(rules == expected)
        for (mode, isSmart) in [("smart", true), ("hybrid", false)] {
            let text = "delivery: { mode: \(mode), \(relay) }"
            let configuration = try ConfigurationFixture.decode(text).configuration
            let choice = try SchedulerComposer(configuration: configuration).scheduling().wayChoice
            #expect(choice == (isSmart ? WayChoiceRules() : nil))
        }
    }

    @Test("Mail that cannot be signed is held, or sent", arguments: UnsignablePolicy.allCases)
    func unsignable(policy: UnsignablePolicy) throws {
        let configuration = try ConfigurationFixture.decode("dkim: { unsignable: \(policy.rawValue) }").configuration
        #expect(configuration.signing.unsignable == policy)
    }

    @Test("The second address of a host has a wait of its own")
    func secondAddress() throws {
        let timeouts = try Self.delivery("delivery: { timeouts: { second-address: 2s } }").timeouts
        #expect(timeouts.secondAddress == .seconds(2))
        #expect(timeouts.connect == SMTPClientTimeouts().connect)
    }

    @Test("The default of the second address's wait may be written", arguments: ["250ms", "1s"])
    func shortSecondAddress(text: String) {
        #expect(ConfigurationFixture.lines("delivery: { timeouts: { second-address: \(text) } }\n").isEmpty)
    }

    @Test("A route without a host is not left out without a word", arguments: ["relay", "lmtp"])
    func noHost(way: String) {
        let problems = ConfigurationFixture.problems("delivery: { routes: [{ name: a, \(way): [] }] }\n")
        #expect(problems.map(\.keyPath) == ["delivery.routes[0].\(way)"])
    }
}
