/// Reads dates that ``DateReader`` refuses and mail has nevertheless: no zone, no comma, the order of C's `asctime`,
/// months written out, hyphens between the parts, fractions of a second, twelve hours a half day, words before and
/// behind.
///
/// What it takes is unmistakable: one month is named, the time has its colon. One pass from left to right.
struct TolerantDateReader {
    private let octets: [UInt8]
    private var index = 0

    private var day: Int?
    private var month: Int?
    /// Whether the month may be the name of a weekday in another language: a comma follows it and no day is before it.
    private var monthMayBeWeekday = false
    private var year: Int64?
    private var secondOfDay: Int?
    private var offset: Int?
    /// Whether a name of UTC stands directly before, so that a distance may follow it, as in `GMT+2`.
    private var isBehindUTC = false
    private var isTwelveHourClock = false

    init(_ octets: [UInt8]) { self.octets = octets }

    /// Reads the first date of the octets.
    mutating func read() throws(MessageError) -> MessageDate {
        while index < octets.count, !isComplete || offset == nil || isBehindUTC {
            let octet = octets[index]
            if octet.isDigit {
                // A date that is complete but for its zone ends here.
                if isComplete { break }
                try takeNumber()
            } else if octet.isLetter {
                let isKnown = try takeWord()
                if isComplete, !isKnown { break }
            } else if octet == UInt8(ascii: "+") || octet == UInt8(ascii: "-") {
                try takeSign(isEast: octet == UInt8(ascii: "+"))
            } else if octet == UInt8(ascii: "(") {
                index = octets.endOfComment(from: index) ?? octets.count
                isBehindUTC = false
            } else {
                index += 1
                isBehindUTC = false
            }
        }
        guard let day, let month, let year, let secondOfDay,
            (1...CivilDate.length(ofMonth: month, year: year)).contains(day)
        else { throw malformed }
        let days = CivilDate(year: year, month: month, day: day).daysSinceEpoch
        let minutes = offset ?? 0
        let seconds = days * MessageDate.secondsPerDay + Int64(secondOfDay) - Int64(minutes) * 60
        return MessageDate(unixSeconds: seconds, utcOffsetMinutes: minutes)
    }

    private var malformed: MessageError { MessageError(.malformedDate, at: min(index, octets.count)) }

    private var isComplete: Bool { day != nil && month != nil && year != nil && secondOfDay != nil }

    /// A time where a colon follows, else the day or the year, whichever is missing.
    private mutating func takeNumber() throws(MessageError) {
        isBehindUTC = false
        let (number, digits) = try readDigits(upTo: 4)
        if index < octets.count, octets[index] == UInt8(ascii: ":"), secondOfDay == nil {
            guard digits <= 2 else { throw malformed }
            return try takeTime(hour: number)
        }
        if day == nil, digits <= 2 {
            day = number
        } else if year == nil, digits >= 2 {
            year = try DateReader.year(number, digits: digits, at: index)
        }
    }

    private mutating func takeTime(hour: Int) throws(MessageError) {
        index += 1
        let minute = try readDigits(upTo: 2).value
        var second = 0
        if index < octets.count, octets[index] == UInt8(ascii: ":") {
            index += 1
            second = try readDigits(upTo: 2).value
            if index + 1 < octets.count, octets[index] == UInt8(ascii: "."), octets[index + 1].isDigit {
                index += 1
                while index < octets.count, octets[index].isDigit { index += 1 }
            }
        }
        guard hour <= 23, minute <= 59, second <= 60 else { throw malformed }
        secondOfDay = hour * 3_600 + minute * 60 + second
    }

    /// The name of a month, of a zone behind the time, or anything else; whether it was one of these.
    private mutating func takeWord() throws(MessageError) -> Bool {
        let start = index
        while index < octets.count, octets[index].isLetter { index += 1 }
        let word = String(decoding: octets[start..<index].map(\.lowercasedLetter), as: UTF8.self)
        isBehindUTC = false
        if !isComplete, let found = Self.month(named: word) {
            guard month == nil || monthMayBeWeekday else { throw malformed }
            monthMayBeWeekday = month == nil && day == nil && isBeforeComma
            month = found
            return true
        }
        if let second = secondOfDay, offset == nil, word == "am" || word == "pm" {
            return takeHalfOfDay(isAfternoon: word == "pm", second: second)
        }
        guard secondOfDay != nil, offset == nil, let hours = DateReader.zones[word] else { return false }
        offset = hours * 60
        isBehindUTC = hours == 0
        return true
    }

    /// Whether a comma is the next that is no blank.
    private var isBeforeComma: Bool {
        octets[index...].first { !$0.isBlank && !$0.isLineEnd } == UInt8(ascii: ",")
    }

    /// Counts the time, which is of a clock of twelve hours, from midnight; not twice.
    private mutating func takeHalfOfDay(isAfternoon: Bool, second: Int) -> Bool {
        let hour = second / 3_600
        guard (1...12).contains(hour), !isTwelveHourClock else { return false }
        isTwelveHourClock = true
        secondOfDay = second % 3_600 + (hour % 12 + (isAfternoon ? 12 : 0)) * 3_600
        return true
    }

    /// The distance from UTC behind the time: `+0200`, `+02:00` or `+2`; elsewhere a hyphen parts words.
    private mutating func takeSign(isEast: Bool) throws(MessageError) {
        index += 1
        guard secondOfDay != nil, offset == nil || isBehindUTC, index < octets.count, octets[index].isDigit else {
            return
        }
        isBehindUTC = false
        var (number, digits) = try readDigits(upTo: 4)
        if digits <= 2 {
            number *= 100
            if index < octets.count, octets[index] == UInt8(ascii: ":") {
                index += 1
                number += try readDigits(upTo: 2).value
            }
        }
        guard number % 100 <= 59 else { throw malformed }
        let minutes = number / 100 * 60 + number % 100
        offset = isEast ? minutes : -minutes
    }

    private mutating func readDigits(upTo limit: Int) throws(MessageError) -> (value: Int, digits: Int) {
        let start = index
        var value = 0
        while index < octets.count, octets[index].isDigit {
            guard index - start < limit else { throw malformed }
            value = value * 10 + Int(octets[index] - UInt8(ascii: "0"))
            index += 1
        }
        guard index > start else { throw malformed }
        return (value, index - start)
    }

    /// The number of a month whose name is given in full or by its first three or more letters.
    private static func month(named word: String) -> Int? {
        guard word.utf8.count >= 3 else { return nil }
        return fullMonths.firstIndex { $0.hasPrefix(word) }.map { $0 + 1 }
    }

    private static let fullMonths = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december",
    ]
}
