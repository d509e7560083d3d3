import CoreMetrics
import NIOConcurrencyHelpers

/// Counts values by their size.
final class HistogramSeries: MetricSeries, RecorderHandler, TimerHandler {
    private let histogram: NIOLockedValueBox<MetricFamily.Histogram>

    /// Makes a series without values.
    ///
    /// - Parameter bounds: the upper bounds of the buckets, ascending.
    init(bounds: [Double]) {
        let counts = [UInt64](repeating: 0, count: bounds.count + 1)
        histogram = NIOLockedValueBox(MetricFamily.Histogram(bounds: bounds, counts: counts, sum: 0))
    }

    /// The values so far.
    var value: MetricFamily.Value { .histogram(histogram.withLockedValue { $0 }) }

    /// Counts a value.
    func record(_ value: Int64) { record(Double(value)) }

    /// Counts a value; what is no number is none, nor what is without end.
    func record(_ value: Double) {
        guard value.isFinite else { return }
        histogram.withLockedValue { histogram in
            let bucket = histogram.bounds.firstIndex { value <= $0 } ?? histogram.bounds.count
            histogram.counts[bucket] &+= 1
            histogram.sum += value
        }
    }

    /// Counts a time, in seconds; one that is negative, as of a clock that was set, is none at all.
    ///
    /// - Parameter duration: the time in nanoseconds.
    func recordNanoseconds(_ duration: Int64) { record(Double(max(0, duration)) / 1_000_000_000) }
}

/// The bounds of buckets that are known beforehand.
enum HistogramBounds {
    /// Times in seconds, for a stage of a delivery.
    ///
    /// From 1 ms, which loopback takes, to 10 minutes, which a client waits for the answer to a message (RFC 5321,
    /// section 4.5.3.2.6). Each bound costs a number in each series.
    static let seconds: [Double] = [
        0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600,
    ]
    /// Values of any unit: 1 to 4^15, some thousand million, each bound four times the one before.
    static let values: [Double] = (0...15).map { Double(1 << (2 * $0)) }
}
