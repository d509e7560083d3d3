import DeliveryQueue

/// Gathers what is done in an attempt.
struct AttemptJournal {
    /// How long it took to find the hosts.
    var routing = Duration.zero
    /// What was done at hosts.
    var trials: [AttemptReport.Trial] = []

    /// The whole.
    func report(
        on attempt: DeliveryAttempt, by rule: String?, since began: WallTime, _ outcomes: [DeliveryOutcome]
    ) -> AttemptReport {
        AttemptReport(
            message: attempt.message.id, recipients: attempt.recipients, site: attempt.site,
            source: attempt.source.name, way: attempt.way, rule: rule, began: began, routing: routing, trials: trials,
            outcomes: outcomes)
    }
}
