/// The receivers of a month's mail.
extension ProviderModel {
    /// Makes them: three that are each unhealthy in a way of their own, and three in good order.
    ///
    /// - Parameters:
    ///   - chance: decides when they are unhealthy.
    ///   - end: when it does not matter any more.
    static func all(_ chance: MonthChance, until end: VirtualTime.Moment) -> [ProviderModel] {
        [reputation(chance, until: end), throttling(chance), flaky]
            + [14, 13, 13].enumerated().map { index, share in
                ProviderModel(name: "healthy", site: "mx.healthy\(index).test", share: share)
            }
    }

    /// It takes our mail for days, and refuses all of it for days.
    private static func reputation(_ chance: MonthChance, until end: VirtualTime.Moment) -> ProviderModel {
        var random = chance.random("reputation")
        var model = ProviderModel(name: "reputation", site: "mx.reputation.test", share: 20)
        model.blocks = Spells(sound: 48...120, ill: 24...132, until: end, using: &random)
        return model
    }

    /// It greylists, and takes about a fifth more than there is on average, but less than comes by day.
    ///
    /// The relay is known there, but for a week that it is in bad standing.
    private static func throttling(_ chance: MonthChance) -> ProviderModel {
        var random = chance.random("throttling")
        var model = ProviderModel(name: "throttling", site: "mx.throttling.test", share: 20)
        model.greylisting = Greylisting(wait: 600_000, memory: 7 * 24 * Spells.hour)
        model.hourly = 12
        let begin = Int64.random(in: 120...400, using: &random) * Spells.hour
        model.standing = Standing(
            spells: Spells([begin..<(begin + 7 * 24 * Spells.hour)]), returned: 0.05, delay: 1_200_000...7_200_000)
        return model
    }

    /// By day most connections to it are lost; those that work are slow.
    private static var flaky: ProviderModel {
        var model = ProviderModel(name: "flaky", site: "mx.flaky.test", share: 20)
        model.session = 4_000...45_000
        model.flakiness = Flakiness(least: 0.1, most: 0.7, worstHour: 15, lateShare: 0.25)
        return model
    }
}
