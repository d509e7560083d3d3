import DeliveryAgent
import NIOConcurrencyHelpers

/// Keeps what it is told of attempts.
final class AttemptListener: AttemptObserver {
    private let heard = NIOLockedValueBox<[AttemptReport]>([])

    var reports: [AttemptReport] { heard.withLockedValue { $0 } }
    /// The hosts of the attempt that was told of last.
    var hosts: [String] { reports.last?.trials.map(\.host) ?? [] }

    func attempted(_ report: AttemptReport) { heard.withLockedValue { $0.append(report) } }
}
