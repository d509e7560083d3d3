import DeliveryAgent
import DeliveryQueue
import MailAddressing
import Testing

@testable import ReferenceServer

@Suite("Sources, shaping, schedules and the size of the queue")
struct ConfigurationDeliveryTests {
    @Test("have the defaults of the libraries")
    func defaults() throws {
        let configuration = try ConfigurationFixture.decode("").configuration
        #expect(configuration.delivery.deliveries == SchedulerConfiguration().overall)
        #expect(configuration.delivery.sources.isEmpty)
        #expect(configuration.delivery.shaping.limits == .init())
        #expect(configuration.delivery.retry == RetryRules())
        #expect(configuration.queueLimit == QueueLimit(messages: 1_000_000, recipients: 4_000_000))
        let queue = try SchedulerComposer(configuration: configuration).queueConfiguration()
        #expect(queue.scheduling.overall == 1_000)
        #expect(queue.scheduling.sources == [.standard])
        #expect(queue.scheduling.shaping == ShapingRules.presets.preceded(by: ShapingRules()))
        #expect(!queue.scheduling.hasOverflowRelay)
        #expect(queue.queueLimit == configuration.queueLimit)
    }

    @Test("Sources arrive with all that is said of them")
    func sources() throws {
        let delivery = try ConfigurationFixture.decode(
            """
            delivery:
              limits: { deliveries: 250 }
              relay: [{ host: "smtp.example.net:587" }]
              sources:
                - { name: default, address: 192.0.2.1 }
                - name: new
                  address: "2001:db8::7"
                  hello: MX7.example.net
                  weight: 3
                  warm-up: { first-day: 20, growth: 2, days-per-step: 1, length: 30, per-site: 0.25, began: 2026-01-31,
                    overflow: relay }
            """
        ).configuration.delivery
        #expect(delivery.deliveries == 250)
        let (first, second) = (try #require(delivery.sources.first), try #require(delivery.sources.last))
        #expect(first == DeliverySource(name: "default", address: IPAddress("192.0.2.1")))
        #expect(second.name == "new" && second.weight == 3)
        #expect(second.address == IPAddress("2001:db8::7"))
        #expect(second.helloName == "mx7.example.net")
        let plan = try #require(second.warmUp)
        #expect(plan.firstDay == 20 && plan.growth == 2 && plan.daysPerStep == 1)
        #expect(plan.length == 30 && plan.perSite == 0.25)
        #expect(plan.began == WallTime(milliseconds: 1_769_817_600_000))
        #expect(plan.overflow == .takesRelay)
        #expect(delivery.relaysBeside == delivery.relay)
    }

    @Test("In hybrid mode the relay takes what cannot go directly, and DANE and MTA-STS count")
    func hybrid() throws {
        let relay = "relay: [{ host: \"192.0.2.1:25\", tls: none }]"
        for (mode, falls) in [("hybrid", true), ("smart", true), ("direct", false), ("relay", false)] {
            let configuration = try ConfigurationFixture.decode("delivery: { mode: \(mode), \(relay) }").configuration
            #expect(!configuration.delivery.relaysBeside.isEmpty == falls)
            #expect(try SchedulerComposer(configuration: configuration).scheduling().hasFallbackRelay == falls)
            let composer = RouteComposer(configuration: configuration)
            let route = try composer.route()
            if case .relay = route { #expect(mode == "relay") } else { #expect(mode != "relay") }
            #expect((try composer.security(policies: nil) != nil) == (mode != "relay"))
        }
    }

    @Test("A warm-up may have no end")
    func endlessWarmUp() throws {
        let text = "delivery: { sources: [{ name: a, warm-up: { length: never, per-site: 1 } }] }"
        let source = try ConfigurationFixture.decode(text).configuration.delivery.sources.first
        #expect(source?.warmUp == WarmUpPlan(length: nil))
    }

    @Test("A warm-up that is only named has the library's plan")
    func usualWarmUp() throws {
        let text = "delivery: { sources: [{ name: a, warm-up: {} }] }"
        let delivery = try ConfigurationFixture.decode(text).configuration.delivery
        #expect(delivery.sources.first?.warmUp == WarmUpPlan())
        #expect(delivery.relaysBeside.isEmpty)
    }

    @Test("Rules of shaping arrive, and what they leave out is as for sites that no rule names")
    func shaping() throws {
        let shaping = try ConfigurationFixture.decode(
            """
            delivery:
              shaping:
                file: shaping.rules
                presets: false
                connections: 10
                initial-connections: 2
                messages-per-connection: 50
                recipients-per-transaction: 20
                rate: 500/1h
                sites:
                  - { name: partner, sites: [Example.NET, "*.example.org", "[192.0.2.1]"], connections: 4, rate: none }
                  - { name: group, sites: ["mx1,mx2.example.com", "relay.example.net:587"], rate: 20/1m }
            """
        ).configuration.delivery.shaping
        #expect(shaping.file == "/etc/waxwing/shaping.rules")
        #expect(!shaping.usesPresets)
        let hourly = MessageRate(500, per: .seconds(3_600))
        let standard = shaping.limits.over(ShapingLimits())
        #expect(
            standard
                == ShapingLimits(
                    connections: 10, initialConnections: 2, messagesPerConnection: 50, recipientsPerTransaction: 20,
                    rate: hourly))
        let (first, second) = (try #require(shaping.sites.first), try #require(shaping.sites.last))
        #expect(first.name == "partner" && first.patterns == ["example.net", "*.example.org", "[192.0.2.1]"])
        #expect(
            first.over(standard).limits
                == ShapingLimits(
                    connections: 4, initialConnections: 2, messagesPerConnection: 50, recipientsPerTransaction: 20))
        #expect(second.patterns == ["mx1,mx2.example.com", "relay.example.net:587"])
        let limits = second.over(standard).limits
        #expect(limits.rate == MessageRate(20, per: .seconds(60)) && limits.connections == 10)
    }

    @Test("Schedules by trouble and by site arrive, and what they leave out is as for everything")
    func retries() throws {
        let retry = try ConfigurationFixture.decode(
            """
            delivery:
              retry:
                first: 1m
                delay-notice: 2h
                classes:
                  greylisted: { first: 3m, factor: 1, max: 30m }
                  throttled: { first: 15m }
                sites:
                  - { sites: [example.net, "*.example.org"], first: 10m, factor: 1.5, max: 1h, expire: 2d }
                  - { sites: [Books.example], expire: 1d }
            """
        ).configuration.delivery.retry
        let standard = RetrySchedule(first: .seconds(60), delayNotice: .seconds(7_200))
        #expect(retry.standard == standard)
        var greylisted = standard
        (greylisted.first, greylisted.factor, greylisted.maximum) = (.seconds(180), 1, .seconds(1_800))
        var throttled = standard
        throttled.first = .seconds(900)
        #expect(retry.classes == [.greylisted: greylisted, .throttled: throttled])
        var partner = standard
        (partner.first, partner.factor, partner.maximum) = (.seconds(600), 1.5, .seconds(3_600))
        partner.expiry = .seconds(2 * 86_400)
        var books = standard
        books.expiry = .seconds(86_400)
        #expect(
            retry.sites == [
                .init("example.net", partner), .init("*.example.org", partner), .init("books.example", books),
            ])
    }

    @Test(
        "A notice of delay can be turned off",
        arguments: [("never", nil), ("0", nil), ("0s", nil), ("90m", Duration.seconds(5_400))] as [(String, Duration?)])
    func delayNotice(text: String, expected: Duration?) throws {
        let retry = try ConfigurationFixture.decode("delivery: { retry: { delay-notice: \(text) } }").configuration
            .delivery.retry
        #expect(retry.standard.delayNotice == expected)
    }

    @Test(
        "The queue has a bound, or none",
        arguments: [
            ("{}", QueueLimit(messages: 1_000_000, recipients: 4_000_000)),
            ("{ messages: 10 }", QueueLimit(messages: 10, recipients: 4_000_000)),
            ("{ messages: 0 }", QueueLimit(messages: .max, recipients: 4_000_000)),
            ("{ messages: 10, recipients: 0 }", QueueLimit(messages: 10)), ("{ messages: 0, recipients: 0 }", nil),
        ] as [(String, QueueLimit?)])
    func queueLimit(text: String, expected: QueueLimit?) throws {
        #expect(try ConfigurationFixture.decode("queue-limit: \(text)").configuration.queueLimit == expected)
    }

    @Test("Mistakes are named with their place", arguments: ConfigurationDeliveryMistakes.all)
    func mistake(_ mistake: MistakeCase) {
        #expect(ConfigurationFixture.lines(mistake.text) == mistake.expected)
    }
}
