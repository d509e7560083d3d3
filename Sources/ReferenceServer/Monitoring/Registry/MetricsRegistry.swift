import CoreMetrics
import NIOConcurrencyHelpers

/// Keeps what is counted as it happens, for whoever asks: a back-end of swift-metrics.
///
/// A counter of the label `x` is `x_total` for Prometheus, a timer of the label `x` is a histogram `x_seconds`, a
/// recorder that aggregates is a histogram, and one that does not, a gauge, as is a meter.
///
/// Guarantees: the same label and dimensions, in any order, give the same series; so do labels that differ in what
/// Prometheus does not take. Nothing waits but for a look into a table. There are never more series than the limit; what
/// is asked for beyond it, or under a name that another kind has, works and counts for nobody, and the metric
/// `waxwing_metrics_refused_total` says how often that was asked for. Series live as long as the registry: one that
/// went and came back would look like a counter that had begun anew.
final class MetricsRegistry: Sendable {
    /// The kinds of series; complete, as there are these in swift-metrics.
    enum Kind: Hashable, Sendable {
        /// Whole things.
        case counter
        /// Numbers that are not whole.
        case floatingPointCounter
        /// A number that goes up and down.
        case gauge
        /// Values by their size.
        case recorder
        /// Times by their length.
        case timer
    }

    /// Why a series is not kept; complete.
    private enum Refusal: String, CaseIterable {
        /// There are as many as there may be.
        case limit
        /// Another kind has the name.
        case conflict
    }

    /// What is asked for.
    private struct Request: Hashable {
        struct Dimension: Hashable {
            let name: String
            let value: String
        }

        let kind: Kind
        let label: String
        let dimensions: [Dimension]

        init(_ kind: Kind, _ label: String, _ dimensions: [(String, String)]) {
            self.kind = kind
            self.label = label
            self.dimensions = dimensions.map { Dimension(name: $0.0, value: $0.1) }
        }
    }

    private struct Family {
        let kind: Kind
        var series: [[MetricFamily.Label]: any MetricSeries] = [:]
    }

    private struct State {
        /// The series by what was asked for, as that is asked for again and again.
        var known: [Request: any MetricSeries] = [:]
        /// The series by their names for Prometheus.
        var families: [String: Family] = [:]
        var count = 0
        var refused: [Refusal: Int] = [:]
    }

    /// The most series unless somebody says otherwise: some ten times as many as there are, as labels have few values,
    /// and at most 1.5 MiB, as a histogram takes some 350 octets.
    static let standardLimit = 4_000

    /// The most series.
    let limit: Int
    private let descriptions: [String: String]
    private let state = NIOLockedValueBox(State())

    /// Makes a registry without series.
    ///
    /// - Parameters:
    ///   - limit: the most series.
    ///   - descriptions: what metrics say, for people, by their names for Prometheus.
    init(limit: Int = standardLimit, descriptions: [String: String] = MetricDescriptions.all) {
        self.limit = max(0, limit)
        self.descriptions = descriptions
    }

    /// The series of a label and dimensions.
    ///
    /// - Parameters:
    ///   - kind: the kind.
    ///   - label: the label.
    ///   - dimensions: the dimensions.
    ///   - make: makes a series.
    /// - Returns: the one that is there already, or a new one.
    func series<Series: MetricSeries>(
        _ kind: Kind, _ label: String, _ dimensions: [(String, String)], make: () -> Series
    ) -> Series {
        let request = Request(kind, label, dimensions)
        return state.withLockedValue { state in
            if let known = state.known[request] as? Series { return known }
            let (name, labels) = (Self.name(label, kind), MetricName.labels(dimensions))
            var family = state.families[name] ?? Family(kind: kind)
            guard family.kind == kind else { return Self.refuse(.conflict, &state, make) }
            let found = family.series[labels] as? Series
            guard found != nil || state.count < limit else { return Self.refuse(.limit, &state, make) }
            let series = found ?? make()
            if found == nil {
                state.count += 1
                family.series[labels] = series
                state.families[name] = family
            }
            // Of ways to ask for one series not all are kept, or they would be without a bound.
            if state.known.count < 2 * limit { state.known[request] = series }
            return series
        }
    }

    /// The values of all series now.
    func families() -> [MetricFamily] {
        let (families, refused) = state.withLockedValue { ($0.families, $0.refused) }
        var all = families.map { name, family in
            MetricFamily(
                family.kind.written, name, descriptions[name] ?? "",
                family.series.map { MetricFamily.Sample($0.key, $0.value.value) })
        }
        all.append(
            MetricFamily(
                .counter, "waxwing_metrics_refused",
                "Requests for series that are not kept, as there are too many or the name has another kind.",
                Refusal.allCases.map { .init(["reason": $0.rawValue], refused[$0] ?? 0) }))
        return all
    }

    private static func refuse<Series>(_ reason: Refusal, _ state: inout State, _ make: () -> Series) -> Series {
        state.refused[reason, default: 0] &+= 1
        return make()
    }

    private static func name(_ label: String, _ kind: Kind) -> String {
        switch kind {
        case .counter, .floatingPointCounter: MetricName.name(label, ending: "_total")
        case .timer: MetricName.name(label, ending: "_seconds")
        case .gauge, .recorder: MetricName.name(label)
        }
    }
}

extension MetricsRegistry.Kind {
    /// The kind for Prometheus.
    fileprivate var written: MetricFamily.Kind {
        switch self {
        case .counter, .floatingPointCounter: .counter
        case .gauge: .gauge
        case .recorder, .timer: .histogram
        }
    }
}
