import DeliveryQueue
import DeliveryQueueTesting

/// The sites of a scenario.
extension Scenario {
    /// Makes the sites: each of one character, with some trouble besides.
    func makeSites() -> [SitePlan] {
        var random = random("sites")
        return (0..<Int.random(in: 8...24, using: &random)).map { index in
            var site = SitePlan(
                name: Self.name(of: index, using: &random),
                domains: (0..<Int.random(in: 1...4, using: &random)).map { "d\($0).s\(index).test" })
            // What is drawn does not depend on what is left out.
            let character = Int.random(in: 0..<8, using: &random)
            var own = self.random("site \(index)")
            if troubles.contains(.refusals) {
                site.behaviour.unknownRecipients = Int.random(in: 0...100, using: &own)
                site.behaviour.fullMailboxes = Int.random(in: 0...40, using: &own)
            }
            if troubles.contains(.lostReplies) {
                site.behaviour.lostReplies = Int.random(in: 0...80, using: &own)
            }
            addCharacter(character, to: &site.behaviour, using: &own)
            if troubles.contains(.rates) { site.limits = Self.limits(using: &own) }
            return site
        }
    }

    private static func name(of index: Int, using random: inout SeededGenerator) -> String {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: "mx.s\(index).test"
        case 1: "*.protection.s\(index).test"
        case 2: "a.s\(index).test+b.t\(index).test"
        default: "mx1.s\(index).test,mx2.s\(index).test"
        }
    }

    private func addCharacter(
        _ character: Int, to behaviour: inout SiteBehaviour, using random: inout SeededGenerator
    ) {
        switch character {
        case 0 where troubles.contains(.outages):
            behaviour.outages = (0..<Int.random(in: 1...4, using: &random)).map { _ in
                hours(1...14, using: &random)
            }
            behaviour.refusesConnections = Bool.random(using: &random)
        case 1 where troubles.contains(.slowness):
            let isCrawling = Bool.random(using: &random)
            behaviour.session = isCrawling ? 20_000...240_000 : 1_000...12_000
            behaviour.reply = isCrawling ? 5_000...200_000 : 500...8_000
        case 2 where troubles.contains(.greylisting):
            behaviour.greylisting = Int64.random(in: 60_000...600_000, using: &random)
        case 3 where troubles.contains(.throttling):
            behaviour.throttle = SiteBehaviour.Throttle(
                sessions: Int.random(in: 1...6, using: &random), messages: Int.random(in: 2...12, using: &random),
                span: Int64.random(in: 1...15, using: &random) * 60_000, saysWhen: Bool.random(using: &random),
                reply: "421 4.7.28 unusual rate of mail from your address")
        case 4 where troubles.contains(.throttling):
            behaviour.throttle = SiteBehaviour.Throttle(
                sessions: Int.random(in: 2...8, using: &random), messages: Int.random(in: 10...40, using: &random),
                span: 3_600_000, saysWhen: false, reply: "451 4.7.500 server busy, please try again later")
        case 5 where troubles.contains(.blocking):
            behaviour.blocks = (0..<Int.random(in: 1...2, using: &random)).map { _ in hours(1...6, using: &random) }
        case 6 where troubles.contains(.flakiness):
            behaviour.brokenSessions = Int.random(in: 50...600, using: &random)
        default: break
        }
    }

    /// Some hours of the run.
    private func hours(_ range: ClosedRange<Int64>, using random: inout SeededGenerator) -> Range<Int64> {
        let begin = Int64.random(in: 0..<length, using: &random)
        return begin..<(begin + Int64.random(in: range, using: &random) * 3_600_000)
    }

    private static func limits(using random: inout SeededGenerator) -> ShapingLimits? {
        guard Int.random(in: 0..<3, using: &random) > 0 else { return nil }
        let connections = Int.random(in: 1...6, using: &random)
        var limits = ShapingLimits(
            connections: connections, initialConnections: Int.random(in: 1...connections, using: &random),
            recipientsPerTransaction: Int.random(in: 1...20, using: &random))
        if Bool.random(using: &random) {
            let minutes = Int64.random(in: 1...60, using: &random)
            limits.rate = MessageRate(Int.random(in: 3...40, using: &random), per: .seconds(minutes * 60))
        }
        return limits
    }
}
