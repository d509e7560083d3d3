/// A time as people read it, in UTC: `2026-01-31T23:59:59Z` (RFC 3339).
struct CivilTime: CustomStringConvertible {
    let description: String

    /// Makes a time of seconds since 1970; what lies before that or after the year 9999 is brought within.
    init(_ secondsSince1970: Int64) {
        let seconds = min(max(0, secondsSince1970), StoredPolicy.latestTime)
        let (days, rest) = seconds.quotientAndRemainder(dividingBy: 86_400)
        // Years are counted from a March, so that the day that is not always there is the last one.
        // An era is 400 years.
        let (era, dayOfEra) = (days + 719_468).quotientAndRemainder(dividingBy: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
        let date = "\(Self.digits(year, 4))-\(Self.digits(month, 2))-\(Self.digits(day, 2))"
        let (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60)
        description = "\(date)T\(Self.digits(hour, 2)):\(Self.digits(minute, 2)):\(Self.digits(second, 2))Z"
    }

    private static func digits(_ number: Int64, _ count: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, count - text.count)) + text
    }
}
