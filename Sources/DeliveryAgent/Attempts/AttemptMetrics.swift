public import CoreMetrics
import DeliveryQueue
import SMTPProtocol

/// Measures attempts for a metrics system: how many there were by which way, and how long each stage took.
///
/// - `…_attempts` counts what became of recipients at a host, with the dimensions `way` (`direct` or `relay`) and
///   `outcome` (`delivered`, `deferred` or `failed`).
/// - `…_attempt_stage` times the stages, with the dimension `stage`: `routing`, and those of `SMTPStage`.
public struct AttemptMetrics: AttemptObserver {
    private let counters: [Outcome: Counter]
    private let routing: Timer
    private let stages: [SMTPStage: Timer]

    /// What is counted: the way, and what became of a recipient.
    private struct Outcome: Hashable {
        var isRelay: Bool
        var kind: DeliveryOutcome.Kind
    }

    /// Makes the metrics, so that no attempt has to look for them.
    ///
    /// - Parameters:
    ///   - factory: the metrics system.
    ///   - label: what the names begin with.
    public init(factory: any MetricsFactory, label: String = "waxwing") {
        let kinds: [DeliveryOutcome.Kind] = [.delivered, .deferred, .failed]
        let outcomes = [false, true].flatMap { isRelay in kinds.map { Outcome(isRelay: isRelay, kind: $0) } }
        counters = Dictionary(
            uniqueKeysWithValues: outcomes.map { outcome in
                let dimensions = [("way", outcome.isRelay ? "relay" : "direct"), ("outcome", outcome.kind.word)]
                return (outcome, Counter(label: "\(label)_attempts", dimensions: dimensions, factory: factory))
            })
        func timer(_ stage: String) -> Timer {
            Timer(label: "\(label)_attempt_stage", dimensions: [("stage", stage)], factory: factory)
        }
        routing = timer("routing")
        stages = Dictionary(uniqueKeysWithValues: SMTPStage.allCases.map { ($0, timer($0.rawValue)) })
    }

    /// Measures an attempt.
    ///
    /// - Parameter report: the attempt.
    public func attempted(_ report: AttemptReport) {
        Self.record(report.routing, in: routing)
        for trial in report.trials {
            for outcome in trial.outcomes {
                counters[Outcome(isRelay: trial.isRelay, kind: outcome.kind)]?.increment()
            }
            for (stage, duration) in trial.stages { Self.record(duration, in: stages[stage]) }
        }
    }

    private static func record(_ duration: Duration, in timer: Timer?) {
        let (seconds, attoseconds) = duration.components
        timer?.recordNanoseconds(
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
