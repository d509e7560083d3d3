import DeliveryQueueTesting
import SMTPProtocol

/// A fault that is planted on purpose, to prove that the checks find it; complete.
enum PlantedFault: String, CaseIterable {
    /// The store acknowledges a commit and forgets it.
    case forgottenCommit = "forgotten-commit"
    /// The store acknowledges a commit before it is synced.
    case earlyAcknowledgement = "early-acknowledgement"
    /// The store records a commit without one of its events.
    case lostEvent = "lost-event"
    /// Whoever delivers hands a message over twice.
    case secondDelivery = "second-delivery"
    /// Whoever delivers says that it was delivered, and nobody has it.
    case emptyPromise = "empty-promise"
    /// The octets that go out are not those that came in.
    case changedOctets = "changed-octets"
    /// The queue was given more deliveries at once than the rules say.
    case ignoredConnections = "ignored-connections"
    /// The queue was given greater rates than the rules say.
    case ignoredRate = "ignored-rate"
    /// The queue was given a greater share of a new source's messages than the rules say.
    case ignoredWarmUp = "ignored-warm-up"
    /// The queue was given more deliveries at once over all sites than there may be.
    case ignoredOverall = "ignored-overall"
    /// The queue was given more recipients in a transaction than the rules say.
    case ignoredTransactionSize = "ignored-transaction-size"
    /// The queue is not told before when a message must not go.
    case ignoredRelease = "ignored-release"
    /// The queue is not told when a message has to be there.
    case ignoredDeadline = "ignored-deadline"
    /// The queue was given a longer time to keep messages.
    case ignoredExpiry = "ignored-expiry"
    /// A suspension is acknowledged and never made.
    case ignoredSuspension = "ignored-suspension"
    /// The store does not name a recipient that waits, to a process that begins.
    case hiddenRecipient = "hidden-recipient"
    /// The clock wakes the queue much later than it wants.
    case lateAlarm = "late-alarm"
    /// An attempt never ends.
    case endlessAttempt = "endless-attempt"
    /// Something is left in memory when all is settled.
    case leftover
    /// The seed does not decide everything.
    case unseededChance = "unseeded-chance"

    /// The problem by which it must be found.
    var kinds: Set<Problem.Kind> {
        switch self {
        case .forgottenCommit, .earlyAcknowledgement, .lostEvent: [.loss]
        case .secondDelivery, .emptyPromise: [.delivery]
        case .changedOctets: [.content]
        case .ignoredConnections, .ignoredRate, .ignoredWarmUp, .ignoredOverall, .ignoredTransactionSize: [.limit]
        case .ignoredSuspension, .ignoredRelease, .ignoredDeadline, .ignoredExpiry: [.order]
        case .hiddenRecipient, .lateAlarm: [.starvation]
        case .endlessAttempt: [.hang, .starvation]
        case .leftover: [.memory]
        case .unseededChance: [.repetition]
        }
    }

    /// In how many chances it strikes once.
    fileprivate var rarity: UInt64 {
        switch self {
        case .forgottenCommit, .lostEvent, .secondDelivery, .emptyPromise, .changedOctets, .endlessAttempt: 100
        case .hiddenRecipient: 10
        case .earlyAcknowledgement, .ignoredConnections, .ignoredRate, .ignoredWarmUp, .ignoredOverall,
            .ignoredTransactionSize, .ignoredRelease, .ignoredDeadline, .ignoredExpiry, .ignoredSuspension,
            .lateAlarm, .leftover, .unseededChance:
            1
        }
    }
}

/// The fault that is planted in a run, if one is.
final class Plant: @unchecked Sendable {
    // Unchecked: everything runs on one thread.

    /// The fault.
    let fault: PlantedFault?
    private var random: SeededGenerator

    /// Makes a plant.
    ///
    /// - Parameters:
    ///   - fault: the fault, or nil for none.
    ///   - seed: decides when it strikes.
    init(_ fault: PlantedFault?, seed: UInt64) {
        self.fault = fault
        random = SeededGenerator(seed: seed)
    }

    /// Whether a fault strikes now.
    func strikes(_ fault: PlantedFault) -> Bool {
        guard fault == self.fault else { return false }
        return random.next() % fault.rarity == 0
    }

    /// What a queue is told of what a sender asks for: all of it, unless a fault is planted.
    func options(_ options: MailOptions) -> MailOptions {
        var options = options
        if strikes(.ignoredRelease) { options.futureRelease = nil }
        if strikes(.ignoredDeadline) { options.deliverBy = nil }
        return options
    }
}
