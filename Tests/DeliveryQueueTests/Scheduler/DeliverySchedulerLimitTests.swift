import DeliveryQueueTesting
import Testing

@testable import DeliveryQueue

/// No limit is exceeded, and everything is delivered once, whatever happens when; also over restarts at any moment.
@Suite struct DeliverySchedulerLimitTests {
    private static let seeds = Array(1...6) as [UInt64]

    private func run(
        _ configuration: SchedulerConfiguration, seed: UInt64, sites: Int = 4, steps: Int = 600, longest: Int = 5_000
    ) {
        var rig = SchedulerRig(configuration, seed: seed)
        for step in 0..<steps {
            if step % 20 == 0 { rig.add(15, sites: sites) }
            rig.step(longest: longest)
            if step % 97 == 96 { rig.restart() }
        }
        rig.finish(within: 20_000)
    }

    @Test(arguments: seeds)
    func connectionsAndAllThatIsUnderWayStayWithinTheirLimits(seed: UInt64) {
        let limits = ShapingLimits(connections: 3, initialConnections: 2)
        run(SchedulerConfiguration(overall: 7, shaping: ShapingRules(standard: limits)), seed: seed)
    }

    @Test(
        arguments: seeds,
        [
            MessageRate(1, per: .seconds(60)), MessageRate(7, per: .seconds(100)), MessageRate(20, per: .seconds(600)),
            MessageRate(2, per: .seconds(1)), MessageRate(30, per: .seconds(10)),
        ])
    func aRateIsExceededInNoWindowOfItsSpan(seed: UInt64, rate: MessageRate) {
        let shaping = ShapingRules(standard: ShapingLimits(connections: 5, rate: rate))
        run(SchedulerConfiguration(shaping: shaping), seed: seed, sites: 2, steps: 400)
    }

    @Test(arguments: seeds, [nil, 0.4])
    func aWarmUpIsExceededOnNoDay(seed: UInt64, perSite: Double?) {
        let began = WallTime(milliseconds: 1_700_000_000_000 - 3_600_000)
        let plan = WarmUpPlan(firstDay: 20, growth: 1.5, daysPerStep: 1, length: 12, perSite: perSite, began: began)
        let sources = [DeliverySource(name: "new", warmUp: plan), DeliverySource(name: "a/b%", warmUp: plan)]
        run(SchedulerConfiguration(sources: sources), seed: seed, longest: 3_600_000)
    }

    @Test(arguments: seeds)
    func allOfThemHoldTogether(seed: UInt64) {
        let began = WallTime(milliseconds: 1_700_000_000_000)
        let plan = WarmUpPlan(firstDay: 30, daysPerStep: 1, length: 8, began: began, overflow: .takesRelay)
        let slow = ShapingLimits(connections: 4, initialConnections: 4, rate: MessageRate(40, per: .seconds(3_600)))
        let shaping = ShapingRules(
            standard: ShapingLimits(connections: 2),
            rules: [ShapingRules.Rule(name: "slow", patterns: ["site0.example"], limits: slow)])
        let sources = [
            DeliverySource(name: "old", weight: 2),
            DeliverySource(name: "new", warmUp: plan),
        ]
        let configuration = SchedulerConfiguration(
            overall: 6, shaping: shaping, sources: sources, hasOverflowRelay: true)
        run(configuration, seed: seed, longest: 600_000)
    }
}
