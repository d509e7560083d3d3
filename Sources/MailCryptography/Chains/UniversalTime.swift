/// Times as text for people, in UTC.
enum UniversalTime {
    /// A time such as `2027-01-15 08:00:00 UTC` (the Gregorian calendar, also before it was introduced).
    ///
    /// - Parameter secondsSince1970: the time.
    static func text(_ secondsSince1970: Int64) -> String {
        let (days, seconds) = floored(secondsSince1970, by: 86_400)
        // Years that begin in March have their leap day last; an era of 400 years has always as many days.
        let (era, day) = floored(days + 719_468, by: 146_097)
        let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365
        let dayOfYear = day - (365 * year + year / 4 - year / 100)
        let month = (5 * dayOfYear + 2) / 153
        let dayOfMonth = dayOfYear - (153 * month + 2) / 5 + 1
        let isEarly = month >= 10
        let date = [
            padded(era * 400 + year + (isEarly ? 1 : 0), to: 4), padded(isEarly ? month - 9 : month + 3, to: 2),
            padded(dayOfMonth, to: 2),
        ]
        let time = [seconds / 3_600, seconds / 60 % 60, seconds % 60].map { padded($0, to: 2) }
        return "\(date.joined(separator: "-")) \(time.joined(separator: ":")) UTC"
    }

    private static func floored(_ number: Int64, by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = number.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    private static func padded(_ number: Int64, to width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
