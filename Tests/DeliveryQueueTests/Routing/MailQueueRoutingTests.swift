import DeliveryQueueTesting
import MailAddressing
import SMTPProtocol
import Testing

@testable import DeliveryQueue

@Suite(.timeLimit(.minutes(15))) struct MailQueueRoutingTests {
    /// Mail from the shop, and large mail, has a way of its own.
    struct Routes: DeliveryRouting {
        func rule(forDomain domain: String, sender: String, size: Int) -> String? {
            if sender.hasSuffix("@shop.test") { return "shop" }
            return size > 1_000 ? "bulk" : nil
        }
    }

    private let clock = ManualClock()
    private let store = MemoryQueueStore()
    private static let shop = "ann@shop.test"

    /// All mail that goes by a rule is at one site, and all else at another.
    @Sendable private static func routing(_ attempt: DeliveryAttempt) -> String? {
        let rule = attempt.rule
        let site = RoutedName.name(rule == nil ? "mx.test" : "relay.test", by: rule)
        return site == attempt.site ? nil : site
    }

    private func bench(
        rules: RetryRules? = nil, scheduling: SchedulerConfiguration = QueueBench.scheduling,
        isLearning: Bool = true,
        script: @escaping ScriptedDeliverer.Script = { _, _ in ScriptedDeliverer.success }
    ) async throws -> QueueBench {
        try await QueueBench(
            store: store, clock: clock, rules: rules, scheduling: scheduling, routes: Routes(), script: script,
            routing: { isLearning ? Self.routing($0) : nil })
    }

    /// Submits a message of so many octets or more.
    private func submit(_ octets: Int, to recipient: String, _ bench: QueueBench) async throws -> MessageID {
        var content = Array("Subject: x\r\n\r\n".utf8)
        while content.count < octets { content += Array("some words\r\n".utf8) }
        let submission = MessageSubmission(
            reversePath: try ReversePath("sender@example.test"), recipients: [try Mailbox(recipient)],
            content: content, origin: "test")
        return try await bench.queue.submit(submission)
    }

    /// The sites at which a message was attempted, in order.
    private func sites(_ id: MessageID, _ bench: QueueBench) async -> [String] {
        await bench.deliverer.attempts.filter { $0.message == id }.map(\.site)
    }

    @Test func mailOfOneDomainWaitsApartAndEachLearnsItsSite() async throws {
        let bench = try await bench()
        try await bench.queue.resume()
        let ruled = try await bench.submit(from: Self.shop, to: "ada@a.test")
        let plain = try await bench.submit(to: "ada@a.test")
        let large = try await submit(2_000, to: "ada@a.test", bench)
        try await bench.runUntil { await bench.deliverer.delivered.count == 3 }
        #expect(await sites(ruled, bench) == ["a.test via shop", "relay.test via shop"])
        #expect(await sites(plain, bench) == ["a.test", "mx.test"])
        #expect(await sites(large, bench) == ["a.test via bulk", "relay.test via bulk"])
        // From now on each is scheduled there at once.
        let next = try await bench.submit(from: Self.shop, to: "bob@a.test")
        try await bench.runUntil { await bench.deliverer.delivered.count == 4 }
        #expect(await sites(next, bench) == ["relay.test via shop"])
        #expect(await bench.queue.explain(site: "A.test via shop").site == "relay.test via shop")
        await bench.queue.drain()
        let space = MailQueue.sitesSpace
        #expect(await store.value(of: "a.test", in: space) == Array("mx.test".utf8))
        #expect(await store.value(of: "a.test via shop", in: space) == Array("relay.test via shop".utf8))
        #expect(await store.value(of: "a.test via bulk", in: space) == Array("relay.test via bulk".utf8))
    }

    @Test(arguments: [false, true])
    func theSuspensionOfTheDomainHoldsBoth(isLearnt: Bool) async throws {
        let bench = try await bench()
        try await bench.queue.resume()
        if isLearnt {
            _ = try await bench.submit(from: Self.shop, to: "ada@a.test")
            _ = try await bench.submit(to: "ada@a.test")
            try await bench.runUntil { await bench.deliverer.delivered.count == 2 }
        }
        let before = await bench.deliverer.delivered.count
        try await bench.queue.suspend(.site("a.test"), because: "maintenance")
        let ruled = try await bench.submit(from: Self.shop, to: "bob@a.test")
        let plain = try await bench.submit(to: "bob@a.test")
        let other = try await bench.submit(from: Self.shop, to: "bob@b.test")
        try await bench.runUntil { try await bench.states(other) == [.delivered] }
        await bench.settleDown()
        #expect(try await bench.states(ruled) == [.queued])
        #expect(try await bench.states(plain) == [.queued])
        for id in [ruled, plain] {
            let explanation = try await bench.queue.explain(id).first
            #expect(explanation?.limits.contains { $0.kind == .suspension } == true)
        }
        try await bench.queue.resume(.site("a.test"))
        try await bench.runUntil { await bench.deliverer.delivered.count == before + 3 }
    }

    @Test(arguments: ["mx.test", "relay.test", "relay.test via shop"])
    func theSuspensionOfASiteHoldsWhatGoesThereByAnyRule(site: String) async throws {
        let bench = try await bench()
        try await bench.queue.resume()
        for number in 0..<2 {
            let ids = [
                try await bench.submit(from: Self.shop, to: "ada@a.test"), try await bench.submit(to: "ada@a.test"),
                try await submit(2_000, to: "ada@a.test", bench),
            ]
            guard number > 0 else {
                try await bench.runUntil { await bench.deliverer.delivered.count == 3 }
                try await bench.queue.suspend(.site(site), because: "maintenance")
                continue
            }
            await bench.settleDown()
            let names = ["relay.test via shop", "mx.test", "relay.test via bulk"]
            for (id, name) in zip(ids, names) {
                let isHeld = name == site || RoutedName.base(of: name) == site
                #expect(try await bench.states(id) == [isHeld ? .queued : .delivered], "\(name)")
            }
        }
    }

    @Test func theLimitsAndSchedulesOfADomainHoldForItsMailByAnyRule() async throws {
        let shaping = ShapingRules(
            standard: ShapingLimits(connections: 100, recipientsPerTransaction: 100),
            rules: [.init(name: "a", patterns: ["a.test"], limits: ShapingLimits(recipientsPerTransaction: 3))])
        let retry = RetryRules(
            standard: RetrySchedule(jitter: 0),
            sites: [RetryRules.SiteRule("a.test", RetrySchedule(first: .seconds(60), jitter: 0))])
        let bench = try await bench(
            rules: retry, scheduling: SchedulerConfiguration(shaping: shaping), isLearning: false,
            script: { _, attempts in
                attempts > 0 ? ScriptedDeliverer.success : ScriptedDeliverer.deferral("451 4.7.1 later")
            })
        try await bench.queue.resume()
        let to = (0..<10).map { "r\($0)@a.test" }
        let id = try await bench.queue.submit(try QueueBench.submission(from: Self.shop, to: to))
        try await bench.wait { try await bench.kinds(id).count { $0 == .deferred } == 10 }
        await bench.settleDown()
        let attempts = await bench.deliverer.attempts
        #expect(attempts.map(\.recipients.count).sorted() == [1, 3, 3, 3])
        #expect(attempts.allSatisfy { $0.site == "a.test via shop" })
        let due = clock.now() + .seconds(60)
        #expect(await store.message(id)?.recipients.allSatisfy { $0.nextAttempt == due } == true)
        #expect(await bench.queue.explain(site: "a.test via shop").rule == "a")
    }

    @Test func whatOnlyWaitsExpiresByTheScheduleOfItsOwnSite() async throws {
        let retry = RetryRules(
            standard: RetrySchedule(jitter: 0, delayNotice: nil),
            sites: [
                RetryRules.SiteRule("relay.test", RetrySchedule(jitter: 0, expiry: .seconds(3_600), delayNotice: nil))
            ])
        let bench = try await bench(rules: retry)
        try await bench.queue.resume()
        await bench.queue.stopSweeping()
        _ = try await bench.submit(from: Self.shop, to: "ada@a.test")
        _ = try await bench.submit(to: "ada@a.test")
        try await bench.runUntil { await bench.deliverer.delivered.count == 2 }
        try await bench.queue.suspend(.site("a.test"), because: "maintenance")
        let ruled = try await bench.submit(from: Self.shop, to: "bob@a.test")
        let plain = try await bench.submit(to: "bob@a.test")
        let end = clock.now() + .seconds(3_600)
        #expect(try await bench.queue.explain(ruled).first?.expiresAt == end)
        #expect(try await bench.queue.explain(ruled).first?.site == "relay.test via shop")
        while clock.now() < end {
            #expect(try await bench.states(ruled) == [.queued])
            clock.advance(by: MailQueue.sweepInterval)
            await bench.settleDown()
            await bench.queue.sweep()
            await bench.settleDown()
        }
        #expect(try await bench.states(ruled) == [.expired])
        #expect(try await bench.states(plain) == [.queued])
    }

    @Test func afterARestartWhatWaitsIsAtItsOwnSite() async throws {
        let first = try await bench()
        // Deliveries never begin in the first run.
        let ruled = try await first.submit(from: Self.shop, to: "ada@a.test")
        let plain = try await first.submit(to: "ada@a.test")
        let large = try await submit(2_000, to: "ada@a.test", first)
        let second = try await bench()
        #expect(try await second.queue.resume() == (3, 0, 0))
        try await second.runUntil { await second.deliverer.delivered.count == 3 }
        #expect(await sites(ruled, second).first == "a.test via shop")
        #expect(await sites(plain, second).first == "a.test")
        #expect(await sites(large, second).first == "a.test via bulk")
        await second.queue.drain()
        // What was learnt of each is known in the next run.
        let third = try await bench()
        let later = try await third.submit(from: Self.shop, to: "ada@a.test")
        let fourth = try await bench()
        try await fourth.queue.resume()
        try await fourth.runUntil { await fourth.deliverer.delivered.count == 1 }
        #expect(await sites(later, fourth) == ["relay.test via shop"])
    }

    @Test func withoutRulesNamesAreAsTheyAre() async throws {
        let bench = try await QueueBench(store: store, clock: clock)
        try await bench.queue.resume()
        let id = try await bench.submit(from: Self.shop, to: "ada@a.test")
        try await bench.runUntil { try await bench.states(id) == [.delivered] }
        #expect(await sites(id, bench) == ["a.test"])
    }
}
