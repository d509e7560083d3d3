import Foundation

/// What a load measured.
struct LoadResult: Encodable, Sendable {
    /// Messages that were accepted while it was measured.
    var accepted: Int
    /// Messages that were accepted at all, the warming up among them.
    var acceptedInAll: Int
    /// Messages that were refused, or lost with their connection.
    var failed: Int
    /// How long it was measured.
    var seconds: Double
    /// Messages accepted in a second of that time.
    var perSecond: Double
    /// From the moment at which the final dot was handed to the system to the reply: the median, in milliseconds.
    var medianMilliseconds: Double
    /// The same: 99 of 100 were quicker.
    var p99Milliseconds: Double
    /// The same: 999 of 1,000 were quicker.
    var p999Milliseconds: Double
    /// Whether MAIL, RCPT and DATA went out together.
    var isPipelined: Bool
    /// The load's own processor time, the warming up among it.
    var processorSeconds: Double

    /// Computes the figures.
    ///
    /// - Parameters:
    ///   - times: nanoseconds from each final dot to its reply, while it was measured; in any order.
    ///   - nanoseconds: how long it was measured.
    ///   - acceptedInAll: messages that were accepted at all.
    ///   - failed: messages that were not accepted.
    ///   - isPipelined: whether commands went out together.
    ///   - processorSeconds: the load's own processor time.
    init(
        times: [UInt64], nanoseconds: UInt64, acceptedInAll: Int, failed: Int, isPipelined: Bool,
        processorSeconds: Double
    ) {
        let sorted = times.sorted()
        accepted = sorted.count
        self.acceptedInAll = acceptedInAll
        self.failed = failed
        seconds = Double(nanoseconds) / 1e9
        perSecond = nanoseconds > 0 ? Double(sorted.count) / (Double(nanoseconds) / 1e9) : 0
        medianMilliseconds = Self.quantile(0.5, of: sorted)
        p99Milliseconds = Self.quantile(0.99, of: sorted)
        p999Milliseconds = Self.quantile(0.999, of: sorted)
        self.isPipelined = isPipelined
        self.processorSeconds = processorSeconds
    }

    /// The figures for people.
    var text: String {
        func rounded(_ value: Double) -> String { String(format: "%.2f", value) }
        let each = acceptedInAll > 0 ? processorSeconds / Double(acceptedInAll) * 1e6 : 0
        return """
            accepted    \(accepted) messages in \(rounded(seconds)) s, \(failed) failed, \
            \(acceptedInAll) with the warming up
            rate        \(rounded(perSecond)) messages/s
            to the 250  median \(rounded(medianMilliseconds)) ms, 99 % within \(rounded(p99Milliseconds)) ms, \
            99.9 % within \(rounded(p999Milliseconds)) ms
            load        \(rounded(each)) µs of processor time a message
            """
    }

    /// The least time that so large a share does not exceed, in milliseconds; 0 without times.
    private static func quantile(_ share: Double, of sorted: [UInt64]) -> Double {
        guard !sorted.isEmpty else { return 0 }
        let rank = Int((share * Double(sorted.count)).rounded(.up))
        return Double(sorted[min(sorted.count, max(1, rank)) - 1]) / 1e6
    }
}
