/// Dates and times of RFC 3339, section 5.6, to and from seconds since 1970.
enum Timestamp {
    /// 9999-12-31T23:59:59Z.
    static let latest: Int64 = 253_402_300_799

    /// The seconds since 1970-01-01T00:00:00Z of a date and time, fractions dropped; nil for anything else.
    static func unixSeconds(of text: some StringProtocol) -> Int64? {
        let octets = Array(text.utf8)
        // 2026-12-24T18:00:00 is 19 octets; a fraction and an offset make no more than 40.
        guard (20...40).contains(octets.count), octets[4] == dash, octets[7] == dash, octets[10] & 0xDF == 84,
            octets[13] == colon, octets[16] == colon, let year = number(octets[0..<4]),
            let month = number(octets[5..<7]), let day = number(octets[8..<10]), let hour = number(octets[11..<13]),
            let minute = number(octets[14..<16]), let second = number(octets[17..<19]),
            year > 0, (1...12).contains(month), day >= 1, day <= length(of: month, in: year), hour < 24,
            minute < 60, second <= 60
        else { return nil }
        var rest = octets[19...]
        if rest.first == UInt8(ascii: ".") {
            let digits = rest.dropFirst().prefix { (48...57).contains($0) }
            guard !digits.isEmpty else { return nil }
            rest = rest[digits.endIndex...]
        }
        guard let offset = offset(rest) else { return nil }
        let seconds = dayNumber(year, month, day) * 86_400 + Int64(hour * 3_600 + minute * 60 + second)
        return seconds - Int64(offset)
    }

    /// A moment in UTC, such as `2026-12-24T18:00:00Z`; years beyond 9999 are cut to the last second of that one.
    static func text(of unixSeconds: Int64) -> String {
        let moment = min(max(unixSeconds, 0), latest)
        let (days, time) = moment.quotientAndRemainder(dividingBy: 86_400)
        var year = 1970 + Int(days / 366)
        while dayNumber(year + 1, 1, 1) <= days { year += 1 }
        var rest = Int(days - dayNumber(year, 1, 1))
        var month = 1
        while rest >= length(of: month, in: year) {
            rest -= length(of: month, in: year)
            month += 1
        }
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let clock = [Int(time / 3_600), Int(time / 60 % 60), Int(time % 60)].map(two).joined(separator: ":")
        return "\(year)-\(two(month))-\(two(rest + 1))T\(clock)Z"
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        var value = 0
        for digit in digits {
            guard (48...57).contains(digit) else { return nil }
            value = value * 10 + Int(digit - 48)
        }
        return value
    }

    /// The seconds of `Z` or `+hh:mm`.
    private static func offset(_ text: ArraySlice<UInt8>) -> Int? {
        guard let sign = text.first else { return nil }
        if text.count == 1 { return sign & 0xDF == UInt8(ascii: "Z") ? 0 : nil }
        let start = text.startIndex
        guard text.count == 6, sign == UInt8(ascii: "+") || sign == dash, text[start + 3] == colon,
            let hour = number(text[(start + 1)..<(start + 3)]), let minute = number(text[(start + 4)...]),
            hour < 24, minute < 60
        else { return nil }
        return (hour * 3_600 + minute * 60) * (sign == dash ? -1 : 1)
    }

    private static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    private static func length(of month: Int, in year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// The days from 1970-01-01.
    private static func dayNumber(_ year: Int, _ month: Int, _ day: Int) -> Int64 {
        let years = year - 1
        var days = Int64(years) * 365 + Int64(years / 4 - years / 100 + years / 400) - 719_162
        for earlier in 1..<month { days += Int64(length(of: earlier, in: year)) }
        return days + Int64(day - 1)
    }

    private static let dash = UInt8(ascii: "-")
    private static let colon = UInt8(ascii: ":")
}
