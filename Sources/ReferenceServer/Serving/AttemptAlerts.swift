import DeliveryAgent
import DeliveryQueue
import Logging
import NIOConcurrencyHelpers

/// Tells whoever looks after the server that mail waits on account of trouble of our own: a key that does not sign, a
/// relay that does not let us in, no network.
///
/// It says so once a minute at most, with how many attempts there were meanwhile: such trouble concerns all mail.
final class AttemptAlerts: AttemptObserver {
    private struct State {
        var last: WallTime?
        var more = 0
    }

    /// How long it says nothing more.
    private static let interval = Duration.seconds(60)

    private let logger: Logger
    private let clock: any QueueClock
    private let state = NIOLockedValueBox(State())

    init(logger: Logger, clock: any QueueClock = SystemQueueClock()) {
        self.logger = logger
        self.clock = clock
    }

    func attempted(_ report: AttemptReport) {
        guard let outcome = report.outcomes.first(where: { $0.kind == .deferred && $0.errorClass == .local }) else {
            return
        }
        let now = clock.now()
        let more = state.withLockedValue { state -> Int? in
            if let last = state.last, now >= last, now - last < Self.interval {
                state.more += 1
                return nil
            }
            defer { state = State(last: now) }
            return state.more
        }
        guard let more else { return }
        var about: Logger.Metadata = [
            "id": "\(report.message)", "site": "\(report.site)", "reply": "\(outcome.reply)",
        ]
        if let rule = report.rule { about["route"] = "\(rule)" }
        if let detail = outcome.detail { about["detail"] = "\(detail)" }
        if more > 0 { about["more"] = "\(more)" }
        logger.warning("Mail waits on account of trouble of our own", metadata: about)
    }
}
