/// Finds in a reply how long the server asks to wait: `try again in 5 minutes`, `retry after 300 seconds`, `come back
/// in 00:04:39`.
///
/// A time counts where a word of waiting or trying stands before it in the same clause, so that `100 messages in 1
/// hour` is none.
enum RetryHint {
    /// The longest wait that is believed: a day.
    static let longest: Duration = .seconds(86_400)

    /// The wait that is asked for, at least a second; nil where none is.
    static func wait(askedForBy reply: ReplyWords) -> Duration? {
        let words = reply.words
        for index in words.indices {
            guard let first = amount(words[index...]), isAskedFor(before: index, words) else { continue }
            var seconds = first.seconds
            var rest = words[(index + first.length)...]
            // `4 minutes and 30 seconds`.
            while let word = rest.first {
                if word.text == "and" {
                    rest = rest.dropFirst()
                    continue
                }
                guard let more = amount(rest) else { break }
                seconds += more.seconds
                rest = rest.dropFirst(more.length)
            }
            return seconds > 0 ? min(.seconds(seconds), longest) : nil
        }
        return nil
    }

    /// Whether a wish to wait stands before a time.
    private static func isAskedFor(before index: Int, _ words: [ReplyWords.Word]) -> Bool {
        for word in words[..<index].reversed().prefix(reach) {
            if word.endsClause { return false }
            if verbs.contains(where: { word.text.hasPrefix($0) }) { return true }
        }
        return false
    }

    /// A time at the beginning of words, and of how many it consists.
    private static func amount(_ words: ArraySlice<ReplyWords.Word>) -> (seconds: Int64, length: Int)? {
        guard let word = words.first?.text else { return nil }
        if let seconds = clock(word) { return (seconds, 1) }
        let digits = word.utf8.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        let rest = word.utf8.dropFirst(digits.count)
        let number = articles.contains(word) ? 1 : digits.count <= maximumDigits ? Int64(Substring(digits)) : nil
        guard let number else { return nil }
        if !digits.isEmpty, !rest.isEmpty { return unit(Substring(rest)).map { (number * $0, 1) } }
        guard let next = words.dropFirst().first, let unit = unit(next.text[...]) else { return nil }
        return (number * unit, 2)
    }

    /// Hours, minutes and seconds with colons.
    private static func clock(_ word: String) -> Int64? {
        let parts = word.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.allSatisfy({ (1...2).contains($0.utf8.count) }) else { return nil }
        let numbers = parts.compactMap { Int64($0) }
        guard numbers.count == 3, numbers[1] < 60, numbers[2] < 60 else { return nil }
        return numbers[0] * 3_600 + numbers[1] * 60 + numbers[2]
    }

    private static func unit(_ word: Substring) -> Int64? {
        switch word {
        case "s", "sec", "secs", "second", "seconds": 1
        case "m", "min", "mins", "minute", "minutes": 60
        case "h", "hr", "hrs", "hour", "hours": 3_600
        case "d", "day", "days": 86_400
        default: nil
        }
    }

    /// Beginnings of words that ask somebody to wait.
    private static let verbs = [
        "try", "retry", "again", "back", "wait", "greylist", "graylist", "resend", "defer", "delay", "reconnect",
    ]
    private static let articles: Set<String> = ["a", "an", "one"]
    /// How many words may stand between: `try your message again in about 10 minutes`.
    private static let reach = 5
    /// More digits than that name no time.
    private static let maximumDigits = 6
}
