import DeliveryQueue

/// Dates as they are written in the file: `2026-01-31`, the midnight in UTC at which the day begins.
enum DateText {
    /// What is accepted, for messages.
    static let accepted = "a date such as 2026-01-31"

    /// The beginning of a day in UTC.
    ///
    /// - Parameter text: for example `2026-01-31`; nil is returned for anything that is no day of 1970 to 9999.
    static func parse(_ text: String) -> WallTime? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2, 2],
            parts.allSatisfy({ $0.allSatisfy { $0.isASCII && $0.isWholeNumber } }),
            let year = Int64(parts[0]), let month = Int64(parts[1]), let day = Int64(parts[2]),
            year >= 1_970, (1...12).contains(month), day >= 1
        else { return nil }
        // Days are counted in years that begin on 1 March, so that a leap day is the last one.
        let shiftedYear = month > 2 ? year : year - 1
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let days = shiftedYear * 365 + shiftedYear / 4 - shiftedYear / 100 + shiftedYear / 400 + dayOfYear - 719_468
        let moment = WallTime(milliseconds: days * 86_400_000)
        // A day that the month does not have comes out as one of the next month.
        return Self.text(moment) == text ? moment : nil
    }

    /// The day of a moment in UTC.
    ///
    /// - Parameter moment: the moment.
    static func text(_ moment: WallTime) -> String { String(moment.description.prefix { $0 != "T" }) }
}
