/// The hosts of the month while it passes in one mode: what they say, and what they remember.
final class MonthWorld: @unchecked Sendable {
    // Unchecked: everything runs on one thread.

    /// What a host does at the beginning of a session; complete.
    enum Greeting {
        /// The session takes so long, and a message can be sent.
        case welcome(takes: VirtualTime.Moment)
        /// Nobody answers.
        case silence
        /// The connection is lost after MAIL.
        case lost(after: VirtualTime.Moment)
        /// We are refused.
        case blocked
        /// There was enough in this hour.
        case throttled
    }

    /// What was taken in an hour.
    private struct HourCount {
        private var hour: Int64 = -1
        private var count = 0

        /// How much was taken in the hour of a moment.
        func taken(at moment: VirtualTime.Moment) -> Int { moment / Spells.hour == hour ? count : 0 }

        /// Counts a message.
        mutating func take(at moment: VirtualTime.Moment) {
            count = taken(at: moment) + 1
            hour = moment / Spells.hour
        }
    }

    /// What a greylist knows: who writes to whom.
    private struct Pair: Hashable {
        var sender: Int
        var recipient: MonthMessage.Recipient
    }

    private let plan: MonthPlan
    private var known: [Pair: (first: VirtualTime.Moment, last: VirtualTime.Moment)] = [:]
    private var taken: [HourCount]
    private var relayed = HourCount()

    /// Makes the world of a plan, in which nothing has happened yet.
    init(_ plan: MonthPlan) {
        self.plan = plan
        taken = plan.providers.map { _ in HourCount() }
    }
}

/// The receivers.
extension MonthWorld {
    /// What a message's receiver does when we connect.
    ///
    /// - Parameters:
    ///   - message: the message.
    ///   - trial: how often we have tried it there.
    ///   - now: the time.
    func greet(_ message: MonthMessage, trial: Int, at now: VirtualTime.Moment) -> Greeting {
        let provider = plan.provider(of: message)
        let numbers = [message.index, trial]
        if provider.blocks.contains(now) { return .blocked }
        let time = plan.chance.time(in: provider.session, "session", numbers)
        if let flakiness = provider.flakiness {
            let (share, chance) = (flakiness.share(at: now), plan.chance.share("connection", numbers))
            if chance < share * flakiness.lateShare { return .lost(after: time) }
            if chance < share { return .silence }
        }
        let count = taken[message.recipient.provider].taken(at: now)
        if let most = provider.hourly, count >= most { return .throttled }
        return .welcome(takes: time)
    }

    /// What a message's receiver says of the recipient.
    func judge(_ message: MonthMessage, at now: VirtualTime.Moment) -> SimulatedSite.Verdict {
        if message.isUnknown { return .unknown }
        if message.full?.contains(now) == true { return .mailboxFull }
        guard let greylisting = plan.provider(of: message).greylisting else { return .accepted }
        let pair = Pair(sender: message.sender, recipient: message.recipient)
        var entry = known[pair] ?? (first: now, last: now)
        if now - entry.last > greylisting.memory { entry.first = now }
        entry.last = now
        known[pair] = entry
        return now - entry.first >= greylisting.wait ? .accepted : .greylisted
    }

    /// Counts a message that its receiver has taken from us.
    func take(_ message: MonthMessage, at now: VirtualTime.Moment) {
        taken[message.recipient.provider].take(at: now)
    }
}

/// The relay.
extension MonthWorld {
    /// What the relay does when we connect.
    ///
    /// - Parameters:
    ///   - message: the message.
    ///   - trial: how often we have tried it there.
    ///   - now: the time.
    func greetAtRelay(_ message: MonthMessage, trial: Int, at now: VirtualTime.Moment) -> Greeting {
        if plan.relay.outages.contains(now) { return .silence }
        if relayed.taken(at: now) >= plan.relay.hourly { return .throttled }
        return .welcome(takes: plan.chance.time(in: plan.relay.session, "relay's session", [message.index, trial]))
    }

    /// Counts a message that the relay has taken.
    ///
    /// - Returns: when it arrives; nil where the relay gives it back.
    func relay(_ message: MonthMessage, at now: VirtualTime.Moment) -> VirtualTime.Moment? {
        relayed.take(at: now)
        guard !message.isUnknown else { return nil }
        let numbers = [message.index]
        var arrival = now + plan.chance.time(in: plan.relay.latency, "relay's queue", numbers)
        if let standing = plan.provider(of: message).standing, standing.spells.contains(arrival) {
            guard plan.chance.share("returned", numbers) >= standing.returned else { return nil }
            arrival += plan.chance.time(in: standing.delay, "standing", numbers)
        }
        if let full = message.full, full.contains(arrival) {
            arrival = full.upperBound + plan.chance.time(in: plan.relay.noticing, "noticing", numbers)
        }
        return arrival - now <= plan.relay.patience ? arrival : nil
    }
}
