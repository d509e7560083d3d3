public import DeliveryQueue

/// A day in UTC, for which reports are made (RFC 8460, section 4.1): one of 1970 to 9999.
public struct TLSReportDay: Hashable, Sendable {
    /// How many days after 1970-01-01: 0 to ``maximumNumber``.
    public let number: Int

    /// The number of 9999-12-31, the last day that RFC 3339 can write.
    public static let maximumNumber = 2_932_896
    private static let millisecondsPerDay: Int64 = 86_400_000

    /// Makes a day by its number.
    ///
    /// - Parameter number: how many days after 1970-01-01; one out of the range gives its first or last day.
    public init(number: Int) { self.number = min(max(number, 0), Self.maximumNumber) }

    /// The day of a moment; the first or the last one where it lies beyond.
    ///
    /// - Parameter moment: the moment.
    public init(_ moment: WallTime) {
        self.init(number: Int(clamping: moment.milliseconds / Self.millisecondsPerDay))
    }

    /// Reads a day.
    ///
    /// - Parameter text: for example `2026-11-27`; nil is returned for anything that is no day of 1970 to 9999.
    public init?(_ text: some StringProtocol) {
        let text = String(text)
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2, 2], let year = Int(parts[0]), let month = Int(parts[1]),
            let day = Int(parts[2]), (1_970...9_999).contains(year), (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        let isLeapYear = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lastYear = year - 1
        // 477 leap days were before 1970.
        let leapDays = lastYear / 4 - lastYear / 100 + lastYear / 400 - 477
        let daysBefore = Self.daysBeforeMonth[month - 1] + (isLeapYear && month > 2 ? 1 : 0)
        self.init(number: (year - 1_970) * 365 + leapDays + daysBefore + day - 1)
        // A day that the month does not have comes out as one of the next month, and a sign as a digit.
        guard description == text else { return nil }
    }

    private static let daysBeforeMonth = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]

    /// The moment at which it begins.
    public var start: WallTime { WallTime(milliseconds: Int64(number) * Self.millisecondsPerDay) }

    /// The day so many days later, or earlier for a negative number; never beyond the first and the last one.
    ///
    /// - Parameter days: how many.
    public func advanced(by days: Int) -> TLSReportDay {
        let (sum, overflows) = number.addingReportingOverflow(days)
        return TLSReportDay(number: overflows ? (days < 0 ? 0 : Self.maximumNumber) : sum)
    }
}

extension TLSReportDay: Comparable {
    /// Orders days by time.
    public static func < (left: TLSReportDay, right: TLSReportDay) -> Bool { left.number < right.number }
}

extension TLSReportDay: CustomStringConvertible {
    /// The day as RFC 3339 writes it, for example `2026-11-27`.
    public var description: String { String(start.description.prefix(10)) }
}
