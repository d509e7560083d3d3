public import DeliveryReports

/// Why somebody gets nothing.
///
/// Guarantees: texts without control characters and of bounded length, whatever they were made of.
public struct SuppressionReason: Hashable, Sendable {
    /// The kinds of reason; complete.
    public enum Kind: Hashable, Sendable {
        /// Mail was refused, for this cause.
        case bounce(BounceCause)
        /// The recipient complained (RFC 5965).
        case feedback(FeedbackType)
        /// A person decided so.
        case person
    }

    /// The kind.
    public let kind: Kind
    /// The last reply, the complaint's or the person's words; may be empty.
    public let text: String

    /// The longest text in octets: two lines of a reply, which is what people read of it.
    public static let maximumTextLength = 1_024
    /// The longest type of feedback in octets; that of the longest registered one is 12.
    public static let maximumTypeLength = 64

    /// A refusal.
    ///
    /// - Parameters:
    ///   - cause: why it was refused.
    ///   - reply: the last reply; control characters become blanks, and what is longer than 1,024 octets is cut.
    public static func bounce(_ cause: BounceCause, reply: String) -> SuppressionReason {
        SuppressionReason(kind: .bounce(cause), text: cleaned(reply, upTo: maximumTextLength))
    }

    /// A complaint.
    ///
    /// - Parameters:
    ///   - type: of which type; its name is cut at 64 octets.
    ///   - text: what else is known, such as who reported it; cut as a reply is.
    public static func feedback(_ type: FeedbackType, text: String = "") -> SuppressionReason {
        let name = cleaned(type.name, upTo: maximumTypeLength)
        return SuppressionReason(
            kind: .feedback(FeedbackType(name)), text: cleaned(text, upTo: maximumTextLength))
    }

    /// A person's decision.
    ///
    /// - Parameter words: who and why; cut as a reply is.
    public static func person(_ words: String) -> SuppressionReason {
        SuppressionReason(kind: .person, text: cleaned(words, upTo: maximumTextLength))
    }

    /// A text on one line, cut before the first scalar that does not fit.
    private static func cleaned(_ text: String, upTo maximum: Int) -> String {
        var (result, length) = (String.UnicodeScalarView(), 0)
        for scalar in text.unicodeScalars {
            length += UTF8.width(scalar)
            guard length <= maximum else { break }
            result.append(scalar.properties.generalCategory == .control ? " " : scalar)
        }
        return String(result)
    }

    /// How much it weighs against another: a person's word over a complaint, a complaint over a refusal.
    var rank: Int {
        switch kind {
        case .bounce: 0
        case .feedback: 1
        case .person: 2
        }
    }
}

extension SuppressionReason: CustomStringConvertible {
    /// The reason without its text, fit for strangers: `unknownRecipient`, `feedback: abuse`, `by decision`.
    public var description: String {
        switch kind {
        case .bounce(let cause): cause.rawValue
        case .feedback(let type): "feedback: \(type)"
        case .person: "by decision"
        }
    }
}

extension SuppressionReason {
    /// The number in durable forms.
    var code: UInt8 { UInt8(truncatingIfNeeded: rank) }

    /// The name in durable forms: the cause or the type; empty for a person's decision.
    var name: String {
        switch kind {
        case .bounce(let cause): cause.rawValue
        case .feedback(let type): type.name
        case .person: ""
        }
    }

    /// The reason of a number, a name and a text; nil where they make none.
    init?(code: UInt8, name: String, text: String) {
        switch code {
        case 0:
            guard let cause = BounceCause(rawValue: name) else { return nil }
            self = .bounce(cause, reply: text)
        case 1: self = .feedback(FeedbackType(name), text: text)
        case 2 where name.isEmpty: self = .person(text)
        default: return nil
        }
    }
}
