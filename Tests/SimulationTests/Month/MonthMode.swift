import DeliveryQueue

/// A way of delivering, as `delivery.mode` names it; complete.
enum MonthMode: String, CaseIterable {
    case direct
    case relay
    case hybrid
    case smart

    /// Whether the relay takes what the recipient's own hosts do not take, in the same attempt.
    var fallsBack: Bool { self == .hybrid || self == .smart }

    /// The queue's configuration: the defaults, apart from the relay.
    var configuration: MailQueueConfiguration {
        var scheduling = SchedulerConfiguration(hasOverflowRelay: fallsBack, hasFallbackRelay: fallsBack)
        // smart
        if self == .smart { scheduling.wayChoice = WayChoiceRules() }
        return MailQueueConfiguration(scheduling: scheduling)
    }
}
