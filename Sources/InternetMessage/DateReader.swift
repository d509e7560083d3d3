/// Reads one date and time of RFC 5322, with the obsolete syntax of its section 4.3.
struct DateReader {
    private let octets: [UInt8]
    private var index = 0

    init(_ octets: [UInt8]) { self.octets = octets }

    /// Reads the date that all of the octets must be.
    mutating func read() throws(MessageError) -> MessageDate {
        try skipBlanks()
        try skipWeekday()
        let day = try readNumber(digits: 1...2).value
        let month = try readMonth()
        let year = try readYear()
        let hour = try readNumber(digits: 1...2).value
        guard hour <= 23, take(UInt8(ascii: ":")) else { throw malformed }
        try skipBlanks()
        let minute = try readNumber(digits: 1...2).value
        var second = 0
        if take(UInt8(ascii: ":")) {
            try skipBlanks()
            second = try readNumber(digits: 1...2).value
        }
        let offset = try readZone()
        guard index == octets.count, minute <= 59, second <= 60,
            (1...CivilDate.length(ofMonth: month, year: year)).contains(day)
        else { throw malformed }
        let days = CivilDate(year: year, month: month, day: day).daysSinceEpoch
        let local = days * MessageDate.secondsPerDay + Int64(hour * 3_600 + minute * 60 + second)
        return MessageDate(unixSeconds: local - Int64(offset) * 60, utcOffsetMinutes: offset)
    }

    private var malformed: MessageError { MessageError(.malformedDate, at: index) }

    /// The name of a day with its comma, where one stands.
    private mutating func skipWeekday() throws(MessageError) {
        let name = readWord()
        guard !name.isEmpty else { return }
        guard MessageDate.weekdays.contains(where: { $0.lowercased() == name }) else { throw malformed }
        try skipBlanks()
        guard take(UInt8(ascii: ",")) else { throw malformed }
        try skipBlanks()
    }

    private mutating func readMonth() throws(MessageError) -> Int {
        let name = readWord()
        guard let month = MessageDate.months.firstIndex(where: { $0.lowercased() == name }) else { throw malformed }
        try skipBlanks()
        return month + 1
    }

    private mutating func readYear() throws(MessageError) -> Int64 {
        let (number, digits) = try readNumber(digits: 2...4)
        return try Self.year(number, digits: digits, at: index)
    }

    /// The year that a number of two to four digits stands for.
    static func year(_ number: Int, digits: Int, at offset: Int) throws(MessageError) -> Int64 {
        switch digits {
        case 2: return Int64(number < 50 ? number + 2_000 : number + 1_900)
        case 3: return Int64(number + 1_900)
        default:
            guard number >= 1_900 else { throw MessageError(.malformedDate, at: offset) }
            return Int64(number)
        }
    }

    /// The distance from UTC in minutes.
    private mutating func readZone() throws(MessageError) -> Int {
        let isEast = take(UInt8(ascii: "+"))
        if isEast || take(UInt8(ascii: "-")) {
            let digits = try readNumber(digits: 4...4).value
            guard digits % 100 <= 59 else { throw malformed }
            let minutes = digits / 100 * 60 + digits % 100
            return isEast ? minutes : -minutes
        }
        let name = readWord()
        guard !name.isEmpty else { throw malformed }
        try skipBlanks()
        return (Self.zones[name] ?? 0) * 60
    }

    /// A number of so many digits, and how many there were; blanks behind it are skipped.
    private mutating func readNumber(digits: ClosedRange<Int>) throws(MessageError) -> (value: Int, digits: Int) {
        let start = index
        var value = 0
        while index < octets.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(octets[index]) {
            guard index - start < digits.upperBound else { throw malformed }
            value = value * 10 + Int(octets[index] - UInt8(ascii: "0"))
            index += 1
        }
        let count = index - start
        guard digits.contains(count) else { throw malformed }
        try skipBlanks()
        return (value, count)
    }

    /// Letters of ASCII, in lower case; may be none.
    private mutating func readWord() -> String {
        let start = index
        while index < octets.count, octets[index].isLetter { index += 1 }
        return String(decoding: octets[start..<index].map(\.lowercasedLetter), as: UTF8.self)
    }

    private mutating func take(_ octet: UInt8) -> Bool {
        guard index < octets.count, octets[index] == octet else { return false }
        index += 1
        return true
    }

    /// Skips blanks, line ends and comments, which may be nested (RFC 5322, section 3.2.2).
    private mutating func skipBlanks() throws(MessageError) {
        while index < octets.count {
            if octets[index].isBlank || octets[index].isLineEnd {
                index += 1
            } else if octets[index] == UInt8(ascii: "(") {
                let end = octets.endOfComment(from: index)
                index = end ?? octets.count
                guard end != nil else { throw malformed }
            } else {
                return
            }
        }
    }

    /// The zones of RFC 5322, section 4.3, in hours.
    static let zones = [
        "ut": 0, "utc": 0, "gmt": 0, "z": 0,
        "edt": -4, "est": -5, "cdt": -5, "cst": -6, "mdt": -6, "mst": -7, "pdt": -7, "pst": -8,
    ]
}
