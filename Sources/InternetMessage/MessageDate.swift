/// A moment and the distance from UTC with which it is written, as in a Date or Received field (RFC 5322, section 3.3).
///
/// The arithmetic is our own, so that no locale, no time zone of the machine and no calendar setting can change it.
public struct MessageDate: Hashable, Sendable {
    /// The moment in seconds since 1 January 1970, 00:00 UTC.
    public let unixSeconds: Int64
    /// How many minutes the written time is ahead of UTC; negative in the west.
    public let utcOffsetMinutes: Int

    /// The moments that can be written: the years 1 to 9999.
    public static let range: ClosedRange<Int64> = -62_135_596_800...253_402_300_799
    /// The distances from UTC that can be written: up to 99 hours and 59 minutes either way.
    public static let offsetRange: ClosedRange<Int> = -5_999...5_999

    /// Makes a date; what cannot be written becomes the nearest that can.
    ///
    /// - Parameters:
    ///   - unixSeconds: the moment in seconds since 1970, within ``range``.
    ///   - utcOffsetMinutes: the distance from UTC, within ``offsetRange``.
    public init(unixSeconds: Int64, utcOffsetMinutes: Int = 0) {
        let offset = min(max(utcOffsetMinutes, Self.offsetRange.lowerBound), Self.offsetRange.upperBound)
        // The year that is written is that of the local time, which must be within the range too.
        let ahead = Int64(offset) * 60
        let earliest = Self.range.lowerBound + max(0, -ahead)
        let latest = Self.range.upperBound - max(0, ahead)
        self.unixSeconds = min(max(unixSeconds, earliest), latest)
        self.utcOffsetMinutes = offset
    }

    /// The date in the form of RFC 5322, section 3.3, for example `Tue, 1 Jul 2003 10:52:37 +0200`.
    public var text: String {
        let local = unixSeconds + Int64(utcOffsetMinutes) * 60
        let days = CivilDate.floorDivision(local, by: Self.secondsPerDay)
        let second = Int(local - days * Self.secondsPerDay)
        let date = CivilDate(daysSinceEpoch: days)
        let weekday = Self.weekdays[CivilDate.weekday(daysSinceEpoch: days)]
        let time = [second / 3_600, second / 60 % 60, second % 60].map { Self.padded($0, to: 2) }
        let distance = abs(utcOffsetMinutes)
        let zone = Self.padded(distance / 60, to: 2) + Self.padded(distance % 60, to: 2)
        return "\(weekday), \(date.day) \(Self.months[date.month - 1]) \(Self.padded(Int(date.year), to: 4)) "
            + "\(time.joined(separator: ":")) \(utcOffsetMinutes < 0 ? "-" : "+")\(zone)"
    }

    private static func padded(_ number: Int, to width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    static let secondsPerDay: Int64 = 86_400
}

extension MessageDate {
    /// Parses a date, with the obsolete forms too (RFC 5322, sections 3.3 and 4.3).
    ///
    /// Comments and folding may stand between its parts; years of two or three digits count from 1900, those under 50 from
    /// 2000; the zones `UT`, `GMT` and those of North America are known, any other letters count as UTC. The name of the
    /// day is not held against the date.
    ///
    /// - Parameter bytes: the octets, all of them.
    /// - Throws: `MessageError` with the problem `malformedDate` and its place.
    public init(parsing bytes: Span<UInt8>) throws(MessageError) {
        var reader = DateReader(Array(octetsOf: bytes))
        self = try reader.read()
    }

    /// Parses a date, with the obsolete forms too (RFC 5322, sections 3.3 and 4.3).
    ///
    /// - Parameter text: for example `21 Nov 97 09:55:06 GMT`.
    /// - Throws: `MessageError` with the problem `malformedDate` and its place.
    public init(_ text: some StringProtocol) throws(MessageError) {
        var reader = DateReader(Array(text.utf8))
        self = try reader.read()
    }

    /// Reads a date that may also be written as no RFC allows, where it can be meant in one way only.
    ///
    /// What ``init(parsing:)`` reads gives the same here. Besides: the zone or the comma is missing, the year stands last
    /// as in `Sun Nov 13 14:50:12 2005`, the month is written out, hyphens part day, month and year, seconds have a
    /// fraction (which is dropped), AM or PM follows, the zone is `GMT+2`, `+02:00` or `EST5EDT`, words stand before or behind. A date
    /// without a zone, or with one that is not known, counts as UTC. The month must be named.
    ///
    /// - Parameter bytes: the octets; what follows the date is ignored.
    /// - Throws: `MessageError` with the problem `malformedDate` and its place.
    public init(tolerating bytes: Span<UInt8>) throws(MessageError) {
        try self.init(toleratingOctets: Array(octetsOf: bytes))
    }

    /// Reads a date that may also be written as no RFC allows, where it can be meant in one way only.
    ///
    /// - Parameter text: for example `Sun Nov 13 14:50:12 2005`; what follows the date is ignored.
    /// - Throws: `MessageError` with the problem `malformedDate` and its place.
    public init(tolerating text: some StringProtocol) throws(MessageError) {
        try self.init(toleratingOctets: Array(text.utf8))
    }

    private init(toleratingOctets octets: [UInt8]) throws(MessageError) {
        var strict = DateReader(octets)
        if let date = try? strict.read() {
            self = date
        } else {
            var reader = TolerantDateReader(octets)
            self = try reader.read()
        }
    }
}

extension MessageDate: CustomStringConvertible {
    /// The date in the form of RFC 5322.
    public var description: String { text }
}

extension MessageDate: Comparable {
    /// Orders dates by their moments, and equal moments by their distance from UTC.
    public static func < (left: MessageDate, right: MessageDate) -> Bool {
        (left.unixSeconds, left.utcOffsetMinutes) < (right.unixSeconds, right.utcOffsetMinutes)
    }
}
