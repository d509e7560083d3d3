import DeliveryQueueTesting

/// Those who write, and to whom.
extension MonthPlan {
    /// How many messages there are on a day.
    private static let messagesPerDay = 1_200
    /// How busy each hour of a day is, beside the others.
    private static let hours = [3, 2, 2, 2, 2, 3, 4, 6, 8, 9, 9, 9, 8, 8, 9, 9, 9, 8, 7, 6, 5, 5, 4, 3]
    /// How many people write.
    private static let senders = 8
    /// How many mailboxes of a domain are written to, few of them much more often than the others.
    private static let mailboxes = 500.0
    /// The share of mailboxes that do not exist.
    private static let unknown = 0.03
    /// The share of mailboxes that are full for a time.
    private static let full = 0.02

    /// Makes the messages.
    static func traffic(days: Int, to providers: [ProviderModel], _ chance: MonthChance) -> [MonthMessage] {
        var random = chance.random("traffic")
        var messages = (0..<(days * messagesPerDay)).map { _ in
            message(days: days, to: providers, chance, using: &random)
        }
        messages.sort { $0.moment < $1.moment }
        for index in messages.indices { messages[index].index = index }
        return messages
    }

    private static func message(
        days: Int, to providers: [ProviderModel], _ chance: MonthChance, using random: inout SeededGenerator
    ) -> MonthMessage {
        let day = Int64.random(in: 0..<Int64(days), using: &random)
        let hour = Int64(place(in: hours, using: &random))
        let moment = (day * 24 + hour) * Spells.hour + Int64.random(in: 0..<Spells.hour, using: &random)
        let provider = place(in: providers.map(\.share), using: &random)
        let rank = Double.random(in: 0..<1, using: &random)
        let recipient = MonthMessage.Recipient(
            provider: provider, domain: Int.random(in: 0..<providers[provider].domains.count, using: &random),
            number: Int(rank * rank * mailboxes))
        let sender = Int.random(in: 0..<senders, using: &random)
        let numbers = [recipient.provider, recipient.domain, recipient.number]
        return MonthMessage(
            index: 0, moment: moment, sender: sender, recipient: recipient,
            isUnknown: chance.share("unknown", numbers) < unknown, full: fullness(numbers, days: days, chance))
    }

    /// When a mailbox is full.
    private static func fullness(
        _ numbers: [Int], days: Int, _ chance: MonthChance
    ) -> Range<VirtualTime.Moment>? {
        guard chance.share("full", numbers) < full else { return nil }
        let begin = chance.time(in: 0...(Int64(days) * Scenario.dayLength), "full since", numbers)
        return begin..<(begin + chance.time(in: (6 * Spells.hour)...(60 * Spells.hour), "full for", numbers))
    }

    /// A place in a list, drawn by the weights there.
    private static func place(in weights: [Int], using random: inout SeededGenerator) -> Int {
        var left = Int.random(in: 0..<weights.reduce(0, +), using: &random)
        for (place, weight) in weights.enumerated() {
            left -= weight
            if left < 0 { return place }
        }
        return 0
    }
}
