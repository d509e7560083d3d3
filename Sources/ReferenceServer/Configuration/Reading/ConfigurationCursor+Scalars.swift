import Yams

extension ConfigurationCursor {
    /// A text that is not empty and has no control characters.
    ///
    /// - Parameter what: what is expected, for the message, as in `a host name`.
    func string(_ what: String) -> String? {
        guard let scalar = node.scalar, !isNull else {
            report(.wrongType, "is \(kindName); expected \(what)")
            return nil
        }
        let text = scalar.string
        guard !text.isEmpty else {
            report(.invalidValue, "is empty; expected \(what)")
            return nil
        }
        guard text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
            report(.invalidValue, "\(PrintableText.quoted(text)) has a control character; expected \(what)")
            return nil
        }
        return text
    }

    /// Whether this very word stands here; nothing is reported where another one does.
    ///
    /// - Parameter word: the word.
    func isWord(_ word: String) -> Bool { node.scalar?.string == word }

    /// `true` or `false`.
    func boolean() -> Bool? {
        guard let text = string("true or false") else { return nil }
        switch text {
        case "true": return true
        case "false": return false
        default:
            let meant: String? =
                switch text.lowercased() {
                case "true", "yes", "on": "true"
                case "false", "no", "off": "false"
                default: EditDistance.nearest(to: text, among: ["true", "false"])
                }
            let message = "\(PrintableText.quoted(text)) is not accepted; accepted: true, false"
            report(.invalidValue, message, suggestion: meant)
            return nil
        }
    }

    /// A whole number in decimal digits.
    ///
    /// - Parameters:
    ///   - range: the numbers that are accepted.
    ///   - word: a word that the caller accepts as well, for messages.
    func integer(in range: ClosedRange<Int>, or word: String? = nil) -> Int? {
        let accepted =
            "a whole number from \(range.lowerBound) to \(range.upperBound)" + (word.map { ", or \($0)" } ?? "")
        guard let text = string(accepted) else { return nil }
        guard text.utf8.count <= 18, text.allSatisfy({ $0.isASCII && $0.isWholeNumber }), let number = Int(text),
            range.contains(number)
        else {
            report(.invalidValue, "\(PrintableText.quoted(text)) is not accepted; accepted: \(accepted)")
            return nil
        }
        return number
    }

    /// A number, with or without a decimal point.
    ///
    /// - Parameter range: the numbers that are accepted.
    func number(in range: ClosedRange<Double>) -> Double? {
        let accepted = "a number from \(range.lowerBound) to \(range.upperBound)"
        guard let text = string(accepted) else { return nil }
        guard text.utf8.count <= 18, text.allSatisfy({ $0.isASCII && ($0.isWholeNumber || $0 == ".") }),
            let number = Double(text), range.contains(number)
        else {
            report(.invalidValue, "\(PrintableText.quoted(text)) is not accepted; accepted: \(accepted)")
            return nil
        }
        return number
    }

    /// A duration such as `30s`.
    ///
    /// - Parameters:
    ///   - range: the durations that are accepted.
    ///   - word: a word that the caller accepts as well, for messages.
    func duration(in range: ClosedRange<Duration>, or word: String? = nil) -> Duration? {
        let accepted = DurationText.accepted + (word.map { ", or \($0)" } ?? "")
        guard let text = string(accepted) else { return nil }
        guard let duration = DurationText.parse(text) else {
            let message = "\(PrintableText.quoted(text)) is no duration; accepted: \(accepted)"
            report(.invalidValue, message)
            return nil
        }
        guard range.contains(duration) else {
            let (least, most) = (DurationText.text(range.lowerBound), DurationText.text(range.upperBound))
            report(.invalidValue, "\(text) is out of range; accepted: \(least) to \(most)")
            return nil
        }
        return duration
    }

    /// A size in bytes, such as `64KiB`.
    ///
    /// - Parameter range: the sizes that are accepted.
    func size(in range: ClosedRange<Int>) -> Int? {
        guard let text = string(SizeText.accepted) else { return nil }
        guard let size = SizeText.parse(text) else {
            let message = "\(PrintableText.quoted(text)) is no size; accepted: \(SizeText.accepted)"
            report(.invalidValue, message, suggestion: SizeText.suggestion(for: text))
            return nil
        }
        guard range.contains(size) else {
            let (least, most) = (SizeText.text(range.lowerBound), SizeText.text(range.upperBound))
            report(.invalidValue, "\(text) is out of range; accepted: \(least) to \(most)")
            return nil
        }
        return size
    }

    /// A path, resolved against the folder of the file.
    func filePath() -> String? {
        guard let text = string("a path") else { return nil }
        guard !text.hasPrefix("~") else {
            report(.invalidValue, "\(PrintableText.quoted(text)): ~ is not expanded; write the whole path")
            return nil
        }
        return FilePath.resolve(text, against: context.folder)
    }
}
