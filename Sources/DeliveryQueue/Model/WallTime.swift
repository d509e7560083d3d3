/// A moment in civil time, to the millisecond, as it is kept on disk.
///
/// Retries must survive a restart, so the queue counts in civil time and not in that of a process.
public struct WallTime: Hashable, Sendable {
    /// Milliseconds since 1970-01-01T00:00:00Z; leap seconds are not counted.
    public let milliseconds: Int64

    /// Makes a moment.
    ///
    /// - Parameter milliseconds: milliseconds since 1970-01-01T00:00:00Z.
    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Whole seconds since 1970-01-01T00:00:00Z, rounded down.
    public var seconds: Int64 { milliseconds / 1_000 - (milliseconds % 1_000 < 0 ? 1 : 0) }

    /// The moment so much later; the last or first moment that can be told where it would lie beyond.
    public static func + (moment: WallTime, duration: Duration) -> WallTime {
        let step = duration.milliseconds
        let (sum, overflows) = moment.milliseconds.addingReportingOverflow(step)
        guard overflows || step == .min || step == .max else { return WallTime(milliseconds: sum) }
        return WallTime(milliseconds: step < 0 ? .min : .max)
    }

    /// The time from the second moment to the first.
    public static func - (later: WallTime, earlier: WallTime) -> Duration {
        .milliseconds(later.milliseconds) - .milliseconds(earlier.milliseconds)
    }
}

extension WallTime: Comparable {
    /// Orders moments by time.
    public static func < (left: WallTime, right: WallTime) -> Bool { left.milliseconds < right.milliseconds }
}

extension WallTime: CustomStringConvertible {
    /// The moment in UTC as RFC 3339 writes it, for example `2026-11-23T04:25:32.120Z`.
    public var description: String {
        let day = (seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400)
        let time = seconds - day * 86_400
        // Civil date from the day number, counted in eras of 400 years that begin on 1 March.
        let shifted = day + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        func padded(_ number: Int64, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        let date = "\(padded(year, 4))-\(padded(month, 2))-\(padded(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1, 2))"
        let clock = "\(padded(time / 3_600, 2)):\(padded(time / 60 % 60, 2)):\(padded(time % 60, 2))"
        return "\(date)T\(clock).\(padded((milliseconds % 1_000 + 1_000) % 1_000, 3))Z"
    }
}

extension Duration {
    /// The whole milliseconds, rounded towards zero; the most or the least that can be told of what is beyond.
    package var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        let (whole, overflows) = seconds.multipliedReportingOverflow(by: 1_000)
        let (sum, overflowsInSum) = whole.addingReportingOverflow(attoseconds / 1_000_000_000_000_000)
        guard overflows || overflowsInSum else { return sum }
        return seconds < 0 ? .min : .max
    }
}
