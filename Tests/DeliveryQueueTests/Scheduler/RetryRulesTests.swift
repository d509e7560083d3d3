import DeliveryQueue
import DeliveryQueueTesting
import Testing

@Suite struct RetryRulesTests {
    private static let rules = RetryRules(
        standard: RetrySchedule(first: .seconds(1)),
        classes: [.greylisted: RetrySchedule(first: .seconds(2)), .unreachable: RetrySchedule(first: .seconds(3))],
        sites: [
            .init("slow.test", RetrySchedule(first: .seconds(4))),
            .init("*.big.test", RetrySchedule(first: .seconds(5))),
            .init("mx1.other.test", RetrySchedule(first: .seconds(6))),
        ])

    @Test(
        arguments: [
            (nil, "x.test", "x.test", 1), (.other, "x.test", "x.test", 1), (.greylisted, "x.test", "x.test", 2),
            (.unreachable, "x.test", "x.test", 3), (.greylisted, "slow.test", "slow.test", 4),
            (.other, "mx.x.test", "slow.test", 4), (.other, "mx1,mx2.big.test", "x.test", 5),
            (.other, "big.test", "big.test", 1), (.greylisted, "mx1,mx2.other.test", "x.test", 6),
            (.other, "mx2.other.test", "SLOW.test", 4), (.other, "mx1.big.test", "slow.test", 4),
        ] as [(DeliveryErrorClass?, String, String, Int)])
    func theSiteComesBeforeTheTroubleAndTheTroubleBeforeTheStandard(
        errorClass: DeliveryErrorClass?, site: String, domain: String, first: Int
    ) {
        #expect(Self.rules.schedule(for: errorClass, site: site, domain: domain).first == .seconds(first))
    }

    @Test(arguments: [(nil, 300), (10, 300), (301, 301), (3_600, 3_600), (1_000_000, 14_400)] as [(Int?, Int)])
    func theOtherSidesWishIsKeptToUpToTheLongestWait(retryAfter: Int?, expected: Int) {
        var random = SeededGenerator(seed: 1)
        let wait = RetryRules.wait(
            by: RetrySchedule(jitter: 0), afterAttempts: 1, retryAfter: retryAfter.map { .seconds($0) },
            using: &random)
        #expect(wait == .seconds(expected))
    }

    @Test func changedSitesAreFound() {
        var rules = RetryRules()
        rules.sites = [.init("slow.test", RetrySchedule(first: .seconds(4)))]
        #expect(rules.schedule(site: "slow.test", domain: "slow.test").first == .seconds(4))
        #expect(rules != RetryRules())
        #expect(rules == RetryRules(sites: rules.sites))
    }
}
