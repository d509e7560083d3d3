extension RuleDraft {
    /// Reads a pattern.
    static func pattern(_ value: Substring, line: Int) throws(ShapingRulesError) -> String {
        let pattern = value.lowercased()
        let rest = pattern.hasPrefix("*.") ? pattern.dropFirst(2) : pattern[...]
        // What stands between separators is never empty, and a star stands for whole labels at the beginning only.
        if rest.isEmpty || rest.contains("*") || rest.hasPrefix(".") || rest.contains("..") {
            throw ShapingRulesError(
                line: line, problem: "'\(value)' is no pattern: '*.' may stand at its beginning and nowhere else",
                remedy: "write '*.example.com' for the hosts below a domain, or a host's whole name")
        }
        guard rest.utf8.allSatisfy({ (33...126).contains($0) && !#""'`/\;"#.utf8.contains($0) }), !rest.hasSuffix(",")
        else {
            throw ShapingRulesError(
                line: line, problem: "'\(value)' is no name of a site",
                remedy: "write names in ASCII (xn--... for others) with spaces between them")
        }
        return rest.hasSuffix(".") ? String(pattern.dropLast()) : pattern
    }

    /// Reads a number.
    static func number(
        _ value: Substring, of setting: Setting, line: Int
    ) throws(ShapingRulesError) -> Int {
        guard let number = Int(value), (1...largest).contains(number) else {
            throw ShapingRulesError(
                line: line, problem: "'\(value)' is not how many \(setting.rawValue) there may be",
                remedy: "write a whole number from 1 to \(largest)")
        }
        return number
    }

    /// Reads a rate.
    static func rate(_ value: Substring, line: Int) throws(ShapingRulesError) -> MessageRate {
        let parts = value.split(separator: "/", omittingEmptySubsequences: false)
        if parts.count == 2, let count = Int(parts[0]), (1...largest).contains(count), let span = span(parts[1]) {
            return MessageRate(count, per: span)
        }
        throw ShapingRulesError(
            line: line, problem: "'\(value)' is no rate",
            remedy: "write how many messages in which time, as '500/1h' or '20/30s': s, m, h or d, up to 366d")
    }

    private static func span(_ text: Substring) -> Duration? {
        let digits = text.prefix { ("0"..."9").contains($0) }
        guard let count = digits.isEmpty ? 1 : Int(digits), count > 0 else { return nil }
        let unit: Int
        switch text.dropFirst(digits.count).lowercased() {
        case "s", "second": unit = 1
        case "m", "min", "minute": unit = 60
        case "h", "hour": unit = 3_600
        case "d", "day": unit = 86_400
        default: return nil
        }
        let (seconds, overflows) = count.multipliedReportingOverflow(by: unit)
        return overflows || seconds > 366 * 86_400 ? nil : .seconds(seconds)
    }

    /// The setting that somebody may have meant: one that begins or ends alike, or has most letters in common.
    static func nearest(to word: String) -> String? {
        let singular = { (name: String) in name.hasSuffix("s") ? String(name.dropLast()) : name }
        return Setting.allCases.map(\.rawValue).first { name in
            word.count > 2 && (name.hasPrefix(word.prefix(3)) || word.contains(singular(name)))
        }
    }

    /// All words.
    static var words: String { Setting.allCases.map(\.rawValue).joined(separator: ", ") }
    private static let largest = 1_000_000_000
}
