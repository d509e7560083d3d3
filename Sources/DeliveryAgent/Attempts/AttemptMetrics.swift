public import CoreMetrics
import DeliveryQueue
import SMTPProtocol

/// Measures attempts for a metrics system: how many there were by which way, and how long each stage took.
///
/// - `…_attempts` counts what became of recipients at a host, with the dimensions `way` (`direct` or `relay`) and
///   `outcome` (`delivered`, `deferred` or `failed`).
/// - `…_attempt_stage` times the stages, with the dimension `stage`: `routing`, and those of `SMTPStage`.
public struct AttemptMetrics: AttemptObserver {
    private let factory: any MetricsFactory
    private let label: String

    /// Makes the metrics.
    ///
    /// - Parameters:
    ///   - factory: the metrics system.
    ///   - label: what the names begin with.
    public init(factory: any MetricsFactory, label: String = "waxwing") {
        self.factory = factory
        self.label = label
    }

    /// Measures an attempt.
    ///
    /// - Parameter report: the attempt.
    public func attempted(_ report: AttemptReport) {
        time(report.routing, of: "routing")
        for trial in report.trials {
            let way = trial.isRelay ? "relay" : "direct"
            for outcome in trial.outcomes {
                let dimensions = [("way", way), ("outcome", outcome.kind.word)]
                Counter(label: "\(label)_attempts", dimensions: dimensions, factory: factory).increment()
            }
            for (stage, duration) in trial.stages { time(duration, of: stage.rawValue) }
        }
    }

    private func time(_ duration: Duration, of stage: String) {
        let (seconds, attoseconds) = duration.components
        Timer(label: "\(label)_attempt_stage", dimensions: [("stage", stage)], factory: factory)
            .recordNanoseconds(
                seconds.multipliedReportingOverflow(by: 1_000_000_000).partialValue + attoseconds / 1_000_000_000)
    }
}

extension DeliveryOutcome.Kind {
    fileprivate var word: String {
        switch self {
        case .delivered: "delivered"
        case .deferred: "deferred"
        case .failed: "failed"
        }
    }
}
