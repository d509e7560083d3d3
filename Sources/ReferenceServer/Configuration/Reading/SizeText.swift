/// Sizes as they are written in the file: `65536`, `64KiB`, `25MiB`, `1GiB`.
enum SizeText {
    /// What is accepted, for messages.
    static let accepted = "a number of bytes or a size such as 64KiB, 25MiB or 1GiB"

    /// The most digits of a number, so that nothing can overflow.
    static let maximumDigits = 9

    /// Parses a whole number, in bytes or with a unit directly behind it.
    ///
    /// - Parameter text: for example `64KiB`; nil is returned for anything that is no such size.
    static func parse(_ text: String) -> Int? {
        let digits = text.prefix { $0.isASCII && $0.isWholeNumber }
        guard (1...maximumDigits).contains(digits.count), let number = Int(digits) else { return nil }
        switch String(text.dropFirst(digits.count)) {
        case "": return number
        case "KiB": return number * 1_024
        case "MiB": return number * 1_048_576
        case "GiB": return number * 1_073_741_824
        default: return nil
        }
    }

    /// The size that a common other spelling probably means, such as `64KiB` for `64kb` or `64 K`.
    ///
    /// - Parameter text: what `parse` refused.
    static func suggestion(for text: String) -> String? {
        let digits = text.prefix { $0.isASCII && $0.isWholeNumber }
        guard !digits.isEmpty, let unit = text.dropFirst(digits.count).lowercased().first(where: { $0 != " " }) else {
            return nil
        }
        switch unit {
        case "k": return "\(digits)KiB"
        case "m": return "\(digits)MiB"
        case "g": return "\(digits)GiB"
        default: return nil
        }
    }

    /// The size in the largest unit that leaves a whole number.
    ///
    /// - Parameter bytes: a size that is not negative.
    static func text(_ bytes: Int) -> String {
        for (unit, length) in [("GiB", 1_073_741_824), ("MiB", 1_048_576), ("KiB", 1_024)]
        where bytes > 0 && bytes % length == 0 {
            return "\(bytes / length)\(unit)"
        }
        return "\(bytes)"
    }
}
