import DeliveryQueue
import DeliveryQueueTesting

/// A site of a scenario.
struct SitePlan {
    /// Its name, as a resolver of routes writes it.
    var name: String
    /// The domains whose mail it takes, at the beginning.
    var domains: [String]
    /// How it behaves.
    var behaviour = SiteBehaviour()
    /// What our rules ask us to keep to, or nil for the standard.
    var limits: ShapingLimits?
}

/// What a run is: all that its seed decides before it begins.
///
/// Each part has random numbers of its own, so that a run without some trouble, or with fewer messages, is the same in
/// everything else.
struct Scenario {
    /// What is asked for beside the seed.
    struct Choice: Hashable {
        /// The seed.
        var seed: UInt64
        /// How many days of traffic there are.
        var days = 1
        /// Trouble that is met whatever the seed says.
        var with: Set<Trouble> = []
        /// Trouble that is left out.
        var without: Set<Trouble> = []
        /// The most messages, or nil for as many as the seed says.
        var messages: Int?
        /// A fault that is planted.
        var plant: PlantedFault?
    }

    /// What was asked for.
    let choice: Choice
    /// What is met.
    let troubles: Set<Trouble>
    /// How many messages are handed in.
    let messages: Int
    /// The sites.
    var sites: [SitePlan] = []
    /// The addresses to send from.
    var sources: [DeliverySource] = [.standard]
    /// Whether a relay takes what a new source may not send.
    var hasOverflowRelay = false
    /// What follows an attempt of unknown outcome.
    var ambiguous = AmbiguousAttemptPolicy.resend

    static let dayLength: Int64 = 86_400_000
    /// Where civil time stands at the beginning of all runs: some hour of a day.
    static let start = WallTime(milliseconds: 1_800_000_000_000)

    /// Makes the scenario of a choice.
    init(_ choice: Choice) {
        self.choice = choice
        var random = Self.random(choice.seed, "troubles")
        var troubles: Set<Trouble> = []
        for trouble in Trouble.allCases where Int.random(in: 0..<100, using: &random) < trouble.share {
            troubles.insert(trouble)
        }
        // A planted fault needs what shows it.
        switch choice.plant {
        case .ignoredConnections, .ignoredRate, .ignoredTransactionSize: troubles.insert(.rates)
        case .ignoredWarmUp: troubles.insert(.warmUp)
        case .ignoredOverall: troubles.formUnion([.fewPlaces, .bursts])
        case .ignoredRelease: troubles.insert(.options)
        case .ignoredDeadline, .ignoredExpiry: troubles.formUnion([.options, .outages, .refusals])
        case .ignoredSuspension: troubles.insert(.suspensions)
        case .earlyAcknowledgement, .hiddenRecipient: troubles.insert(.powerCuts)
        default: break
        }
        troubles.formUnion(choice.with)
        troubles.subtract(choice.without)
        self.troubles = troubles
        let count = Int.random(in: 100...400, using: &random) * choice.days
        messages = min(count, choice.messages ?? .max)
        if troubles.contains(.holdsAmbiguous) { ambiguous = .hold }
        sites = makeSites()
        if troubles.contains(.warmUp) { makeSources() }
    }

    /// The random numbers of a part.
    func random(_ part: String) -> SeededGenerator { Self.random(choice.seed, part) }

    private static func random(_ seed: UInt64, _ part: String) -> SeededGenerator {
        SeededGenerator(seed: part.utf8.reduce(seed &* 0x9E37_79B9 &+ 1) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 })
    }

    /// How long traffic lasts, in milliseconds.
    var length: Int64 { Int64(choice.days) * Self.dayLength }

    /// The domains of all sites.
    var domains: [String] { sites.flatMap(\.domains) }

    private mutating func makeSources() {
        var random = random("sources")
        let count = Int.random(in: 1...3, using: &random)
        sources = (0..<count).map { index in
            DeliverySource(name: "source\(index)", weight: Int.random(in: 1...3, using: &random))
        }
        var plan = WarmUpPlan()
        plan.firstDay = Int.random(in: 20...80, using: &random)
        plan.growth = Double.random(in: 1.5...2, using: &random)
        plan.daysPerStep = Int.random(in: 1...2, using: &random)
        plan.length = Int.random(in: 3...6, using: &random)
        plan.perSite = Bool.random(using: &random) ? 0.5 : nil
        plan.began = Bool.random(using: &random) ? Self.start : nil
        plan.overflow = Bool.random(using: &random) ? .waits : .takesRelay
        hasOverflowRelay = plan.overflow == .takesRelay
        sources[0].warmUp = plan
    }
}

/// What the queue is set to.
extension Scenario {
    /// The rules that our side must keep.
    var rules: ShapingRules {
        var rules = ShapingRules(standard: ShapingLimits(connections: 8, initialConnections: 3))
        for site in sites {
            guard let limits = site.limits else { continue }
            // A rule is found by any host of the site.
            let host = site.name.split(separator: ",").first.map(String.init) ?? site.name
            rules.rules.append(ShapingRules.Rule(name: "of \(host)", patterns: [host], limits: limits))
        }
        return rules
    }

    /// How many deliveries may be under way.
    var overall: Int { troubles.contains(.fewPlaces) ? 6 : 200 }

    /// How long the queue keeps a message from its acceptance, or its release.
    var expiry: Duration {
        var random = random("expiry")
        let hours = [8, 24, 120]
        // A time that is to be ignored is one that some messages outlast.
        let place = choice.plant == .ignoredExpiry ? 0 : Int.random(in: hours.indices, using: &random)
        return .seconds(hours[place] * 3_600)
    }

    /// The queue's configuration; with a planted fault, one that breaks the rules.
    var configuration: MailQueueConfiguration {
        var random = random("configuration")
        var standard = RetrySchedule(
            first: .seconds(Int64.random(in: 60...600, using: &random)),
            factor: Double.random(in: 1.5...2, using: &random),
            maximum: .seconds(Int64.random(in: 3_600...14_400, using: &random)),
            expiry: choice.plant == .ignoredExpiry ? .seconds(5 * 86_400) : expiry)
        if Bool.random(using: &random) { standard.delayNotice = .seconds(3_600) }
        var retry = RetryRules(standard: standard)
        if Bool.random(using: &random) {
            retry.classes[.greylisted] = RetrySchedule(first: .seconds(330), factor: 1, maximum: .seconds(900))
        }
        var shaping = rules
        var sources = sources
        switch choice.plant {
        case .ignoredConnections:
            for index in shaping.rules.indices { shaping.rules[index].limits.connections += 4 }
        case .ignoredRate:
            for index in shaping.rules.indices { shaping.rules[index].limits.rate = nil }
        case .ignoredTransactionSize:
            for index in shaping.rules.indices { shaping.rules[index].limits.recipientsPerTransaction += 4 }
        case .ignoredWarmUp: sources[0].warmUp = nil
        default: break
        }
        let memory = troubles.contains(.littleMemory) ? 6_000 : 64 * 1_024 * 1_024
        return MailQueueConfiguration(
            retry: retry,
            scheduling: SchedulerConfiguration(
                overall: overall + (choice.plant == .ignoredOverall ? 4 : 0), shaping: shaping, sources: sources,
                hasOverflowRelay: hasOverflowRelay),
            queueLimit: troubles.contains(.queueLimit) ? QueueLimit(messages: 40, recipients: 200) : nil,
            contentMemory: memory, readingMemory: memory, ambiguous: ambiguous)
    }
}
