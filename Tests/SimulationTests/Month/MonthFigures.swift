/// What a month was like for some of its messages: those to people who exist.
struct MonthFigures {
    /// How many could be delivered.
    let deliverable: Int
    /// How many arrived.
    let delivered: Int
    /// How long these took on average from their acceptance, in seconds.
    let meanDelay: Double
    /// How long all but the slowest twentieth of these took at most, in seconds.
    let lateDelay: Double
    /// How often one of them was tried by either way, for each that arrived.
    let attempts: Double
    /// The share of those that arrived which went by the relay, 0 to 1.
    let relayedShare: Double

    /// Makes the figures of some messages.
    ///
    /// - Parameters:
    ///   - messages: the messages; those to unknown recipients are left out.
    ///   - records: what became of all messages of the month.
    init(of messages: [MonthMessage], _ records: [MonthTally.Record]) {
        var (delays, trials, relayed): ([VirtualTime.Moment], Int, Int) = ([], 0, 0)
        let wanted = messages.filter { !$0.isUnknown }
        for message in wanted {
            let record = records[message.index]
            trials += record.directTrials + record.relayTrials
            guard let arrival = record.arrival else { continue }
            delays.append(arrival - message.moment)
            if record.isRelayed { relayed += 1 }
        }
        delays.sort()
        let count = Double(max(1, delays.count))
        deliverable = wanted.count
        delivered = delays.count
        meanDelay = Double(delays.reduce(0, +)) / count / 1_000
        let late = max(0, (delays.count * 95 + 99) / 100 - 1)
        lateDelay = delays.isEmpty ? 0 : Double(delays[late]) / 1_000
        attempts = Double(trials) / count
        relayedShare = Double(relayed) / count
    }

    /// How long those that could be delivered took on average in seconds, where one that never arrived counts as the five
    /// days after which its sender hears of it: one figure for both what arrives and how soon.
    var meanWithLost: Double {
        let lost = Double(deliverable - delivered) * 5 * 86_400
        return (meanDelay * Double(delivered) + lost) / Double(max(1, deliverable))
    }

    /// The share of those that could be delivered which arrived, 0 to 1.
    var deliveredShare: Double { Double(delivered) / Double(max(1, deliverable)) }
}
