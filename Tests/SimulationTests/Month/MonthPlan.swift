import DeliveryQueue

/// What a month is: all that its seed decides, the same for each mode.
struct MonthPlan {
    /// The seed.
    let seed: UInt64
    /// How many days of traffic there are.
    let days: Int
    /// What is left to chance.
    let chance: MonthChance
    /// The receivers.
    let providers: [ProviderModel]
    /// The relay.
    let relay: RelayModel
    /// The messages, in the order in which they are handed in.
    let messages: [MonthMessage]
    /// When all of them have come to their end: as long after the last one as a message is kept, and a day.
    let end: VirtualTime.Moment

    /// Where civil time stands at the beginning: midnight.
    static let start = WallTime(milliseconds: 1_799_971_200_000)
    /// What the relay is called among the sites where all mail goes there.
    static let relaySite = "relay"

    /// Makes a plan.
    ///
    /// - Parameters:
    ///   - seed: decides everything.
    ///   - days: how many days of traffic there are, from 1.
    init(seed: UInt64, days: Int) {
        self.seed = seed
        self.days = days
        chance = MonthChance(seed: seed)
        end = Int64(days + 6) * Scenario.dayLength
        providers = ProviderModel.all(chance, until: end)
        relay = RelayModel(chance, until: end)
        messages = Self.traffic(days: days, to: providers, chance)
    }

    /// The message that the queue knows by its envelope.
    func message(of envelope: QueuedMessage) -> MonthMessage? {
        guard let index = Int(envelope.origin), messages.indices.contains(index) else { return nil }
        return messages[index]
    }

    /// The provider that a message is for.
    func provider(of message: MonthMessage) -> ProviderModel { providers[message.recipient.provider] }

    /// What is unhealthy of the providers, each kind once and in their order.
    var kinds: [String] {
        providers.map(\.name).enumerated().filter { index, name in
            providers.firstIndex { $0.name == name } == index
        }.map(\.element)
    }
}
