import CoreMetrics
import NIOConcurrencyHelpers
import Synchronization

/// One combination of labels of a metric, which is written to and read from any thread.
protocol MetricSeries: AnyObject, Sendable {
    /// The value now.
    var value: MetricFamily.Value { get }
}

/// Counts whole things, without a lock.
final class CounterSeries: MetricSeries, CounterHandler {
    private let count = Atomic<UInt64>(0)

    /// The count.
    var value: MetricFamily.Value { .number(Double(count.load(ordering: .relaxed))) }

    /// Counts further ones; a counter does not go back, so what is negative is not counted.
    ///
    /// - Parameter amount: how many.
    func increment(by amount: Int64) {
        guard let amount = UInt64(exactly: amount) else { return }
        count.wrappingAdd(amount, ordering: .relaxed)
    }

    /// Begins anew.
    func reset() { count.store(0, ordering: .relaxed) }
}

/// Sums up numbers that are not whole.
final class SumSeries: MetricSeries, FloatingPointCounterHandler {
    private let sum = NIOLockedValueBox(0.0)

    /// The sum.
    var value: MetricFamily.Value { .number(sum.withLockedValue { $0 }) }

    /// Adds a number; a counter does not go back, so what is negative is not added, and what is no number neither.
    ///
    /// - Parameter amount: the number.
    func increment(by amount: Double) {
        guard amount > 0, amount.isFinite else { return }
        sum.withLockedValue { $0 += amount }
    }

    /// Begins anew.
    func reset() { sum.withLockedValue { $0 = 0 } }
}

/// Keeps the number that was told last.
final class GaugeSeries: MetricSeries, MeterHandler, RecorderHandler {
    private let number = NIOLockedValueBox(0.0)

    /// The number.
    var value: MetricFamily.Value { .number(number.withLockedValue { $0 }) }

    /// Takes a number.
    func set(_ value: Int64) { set(Double(value)) }
    /// Takes a number.
    func set(_ value: Double) { number.withLockedValue { $0 = value } }
    /// Adds to the number.
    func increment(by amount: Double) { number.withLockedValue { $0 += amount } }
    /// Takes from the number.
    func decrement(by amount: Double) { number.withLockedValue { $0 -= amount } }
    /// Takes a number.
    func record(_ value: Int64) { set(Double(value)) }
    /// Takes a number.
    func record(_ value: Double) { set(value) }
}
