import DeliveryQueue

/// Rates as they are written in the file: `500/1h`, or `none` for any number.
struct RateText: Hashable, Sendable {
    /// What is accepted, for messages.
    static let accepted = "messages in a time, such as 500/1h or 20/1m, or none"

    /// The rate; nil for any number of messages.
    let rate: MessageRate?

    /// Parses a rate.
    ///
    /// - Parameter text: for example `500/1h`; nil is returned for anything that is neither a rate nor `none`, and
    ///   for a number or a time out of range.
    init?(_ text: String) {
        guard text != "none" else {
            rate = nil
            return
        }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        typealias Range = ServerConfiguration.Shaping
        guard parts.count == 2, (1...10).contains(parts[0].utf8.count),
            parts[0].allSatisfy({ $0.isASCII && $0.isWholeNumber }), let count = Int(parts[0]),
            Range.rateCountRange.contains(count), let span = DurationText.parse(String(parts[1])),
            Range.rateSpanRange.contains(span)
        else { return nil }
        rate = MessageRate(count, per: span)
    }

    /// The rate that a common other spelling probably means, such as `500/1h` for `500/h` or `500 / hour`.
    ///
    /// - Parameter text: what was refused.
    static func suggestion(for text: String) -> String? {
        let parts = text.lowercased().filter { $0 != " " }.split { $0 == "/" }
        guard parts.count == 2, Int(parts[0]) != nil, let first = parts[1].first else { return nil }
        let time = first.isWholeNumber ? String(parts[1]) : "1\(parts[1])"
        guard let span = DurationText.suggestion(for: time), RateText("\(parts[0])/\(span)") != nil else { return nil }
        return "\(parts[0])/\(span)"
    }
}
