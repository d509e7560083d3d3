import DeliveryQueue
import NIOConcurrencyHelpers

/// Gathers what is done in an attempt.
///
/// It is used by one attempt at a time; a lock makes it safe to pass on.
final class AttemptJournal: Sendable {
    private struct Entries {
        var routing = Duration.zero
        var trials: [AttemptReport.Trial] = []
    }

    private let entries = NIOLockedValueBox(Entries())

    /// Notes how long it took to find the hosts.
    func routed(in time: Duration) { entries.withLockedValue { $0.routing = $0.routing + time } }

    /// Notes what was done at a host.
    func add(_ trial: AttemptReport.Trial) { entries.withLockedValue { $0.trials.append(trial) } }

    /// The whole.
    func report(
        on attempt: DeliveryAttempt, by rule: String?, since began: WallTime, _ outcomes: [DeliveryOutcome]
    ) -> AttemptReport {
        let entries = entries.withLockedValue { $0 }
        return AttemptReport(
            message: attempt.message.id, recipients: attempt.recipients, site: attempt.site,
            source: attempt.source.name, way: attempt.way, rule: rule, began: began, routing: entries.routing,
            trials: entries.trials, outcomes: outcomes)
    }
}
