import DeliveryQueueTesting
import Testing

@testable import DeliveryQueue

@Suite struct DeliverySchedulerWakingTests {
    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64])
    func nothingCouldBeginBetweenNowAndTheNextWake(seed: UInt64) {
        let rated = ShapingRules.Rule(
            name: "rated", patterns: ["site1.example"],
            limits: ShapingLimits(connections: 2, rate: MessageRate(30, per: .seconds(60))))
        let quick = ShapingRules.Rule(
            name: "quick", patterns: ["site2.example"], limits: ShapingLimits(rate: MessageRate(3, per: .seconds(1))))
        let configuration = SchedulerConfiguration(
            overall: 8, shaping: ShapingRules(rules: [rated, quick]),
            sources: [DeliverySource(name: "a"), DeliverySource(name: "b", weight: 3)])
        var rig = SchedulerRig(configuration, seed: seed)
        for step in 0..<300 {
            if step % 15 == 0 { rig.add(12, sites: 4) }
            if step % 40 == 0 {
                let target = [SuspensionTarget.site("site0.example"), .sender("@example.com"), .source("a")][
                    step / 40 % 3]
                rig.scheduler.suspend(Suspension(target, because: "", since: rig.now, until: rig.now + .seconds(9)))
            }
            rig.step(longest: 3_000)
            expectQuiet(rig.scheduler, rig.now, &rig.random)
        }
        rig.finish(within: 20_000)
    }

    /// After all that may begin has begun, and been written, nothing begins before the time that is told.
    private func expectQuiet(_ scheduler: DeliveryScheduler, _ now: WallTime, _ random: inout SeededGenerator) {
        var scheduler = scheduler
        repeat {
            if scheduler.awaitsWriting { scheduler.written(scheduler.takeChanges(at: now, limit: 1_000).keys) }
            _ = scheduler.take(at: now)
        } while scheduler.awaitsWriting
        let wake = scheduler.nextWake(at: now)?.milliseconds ?? now.milliseconds + 1_000_000
        #expect(wake > now.milliseconds)
        for _ in 0..<3 where wake > now.milliseconds + 1 {
            var later = scheduler
            let moment = WallTime(milliseconds: Int64.random(in: now.milliseconds..<wake, using: &random))
            #expect(later.take(at: moment).isEmpty, "\(moment) is before \(wake)")
            #expect(!later.awaitsWriting)
        }
    }
}
