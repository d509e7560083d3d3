import DeliveryAgent
import DeliveryQueue
import Logging

/// Tells whoever looks after the server that mail waits on account of trouble of our own: a key that does not sign, a
/// relay that does not let us in, no network.
struct AttemptAlerts: AttemptObserver {
    private let logger: Logger

    init(logger: Logger) { self.logger = logger }

    func attempted(_ report: AttemptReport) {
        guard let outcome = report.outcomes.first(where: { $0.kind == .deferred && $0.errorClass == .local }) else {
            return
        }
        var about: Logger.Metadata = [
            "id": "\(report.message)", "site": "\(report.site)", "reply": "\(outcome.reply)",
        ]
        if let rule = report.rule { about["route"] = "\(rule)" }
        if let detail = outcome.detail { about["detail"] = "\(detail)" }
        logger.warning("Mail waits on account of trouble of our own", metadata: about)
    }
}
