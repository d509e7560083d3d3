/// Durations as they are written in the file: `500ms`, `30s`, `5m`, `4h`, `5d`.
enum DurationText {
    /// What is accepted, for messages.
    static let accepted = "a whole number and a unit, such as 500ms, 30s, 5m, 4h or 5d"

    /// The most digits of a number: a trillion milliseconds is 31 years, and as many days fit a `Duration`.
    static let maximumDigits = 12

    /// Parses a whole number and a unit without anything between them.
    ///
    /// - Parameter text: for example `30s`; nil is returned for anything that is no such duration.
    static func parse(_ text: String) -> Duration? {
        let digits = text.prefix { $0.isASCII && $0.isWholeNumber }
        guard (1...maximumDigits).contains(digits.count), let number = Int64(digits) else { return nil }
        switch String(text.dropFirst(digits.count)) {
        case "ms": return .milliseconds(number)
        case "s": return .seconds(number)
        case "m": return .seconds(number * 60)
        case "h": return .seconds(number * 3_600)
        case "d": return .seconds(number * 86_400)
        default: return nil
        }
    }

    /// The duration that a common other spelling probably means, such as `2h` for `2 hours` or `90m` for `90`.
    ///
    /// - Parameter text: what `parse` refused.
    static func suggestion(for text: String) -> String? {
        let word = text.lowercased().filter { $0 != " " }
        let digits = word.prefix { $0.isASCII && $0.isWholeNumber }
        guard let number = Int64(digits), digits.utf8.count <= 9, number > 0 else { return nil }
        let unit = word.dropFirst(digits.count)
        if unit.isEmpty { return "\(number)m" }
        if unit.hasPrefix("ms") || unit.hasPrefix("milli") { return "\(number)ms" }
        if unit.hasPrefix("w") { return "\(number * 7)d" }
        guard let letter = unit.first, "smhd".contains(letter), unit.allSatisfy(\.isLetter) else { return nil }
        return "\(number)\(letter)"
    }

    /// The duration in the largest unit that leaves a whole number; parts of a millisecond are dropped.
    ///
    /// - Parameter duration: a duration that is not negative.
    static func text(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let milliseconds = attoseconds / 1_000_000_000_000_000
        if milliseconds != 0 { return "\(seconds * 1_000 + milliseconds)ms" }
        if seconds == 0 { return "0s" }
        if seconds % 86_400 == 0 { return "\(seconds / 86_400)d" }
        if seconds % 3_600 == 0 { return "\(seconds / 3_600)h" }
        if seconds % 60 == 0 { return "\(seconds / 60)m" }
        return "\(seconds)s"
    }
}
