/// By when a message is to be delivered, and what happens when it is not (`BY` of RFC 2852, section 4).
public struct DeliverBy: Hashable, Sendable {
    /// What happens when the time is over; complete, as the parameter has these two.
    public enum Mode: String, Hashable, Sendable {
        /// The message is given up and the sender told.
        case `return` = "R"
        /// The sender is told of the delay, and delivery goes on.
        case notify = "N"
    }

    /// The time left in seconds from the moment of MAIL: -999,999,999 to 999,999,999, above 0 where the mode is `return`.
    public let seconds: Int
    /// What happens when the time is over.
    public let mode: Mode
    /// Whether the sender wants to hear of each relay on the way.
    public let wantsTrace: Bool

    /// The longest time either way, in seconds: nine digits (RFC 2852, section 4).
    public static let maximumSeconds = 999_999_999

    /// Makes a deadline.
    ///
    /// - Parameters:
    ///   - seconds: the time left in seconds.
    ///   - mode: what happens when it is over.
    ///   - wantsTrace: whether the sender wants to hear of each relay. Nil is returned for a time outside the range, or
    ///     of 0 and less where the mode is `return`.
    public init?(seconds: Int, mode: Mode, wantsTrace: Bool = false) {
        guard abs(seconds) <= Self.maximumSeconds, mode == .notify || seconds > 0 else { return nil }
        self.seconds = seconds
        self.mode = mode
        self.wantsTrace = wantsTrace
    }

    /// Parses the parameter's value.
    ///
    /// - Parameter text: for example `120;R` or `-30;NT`, in any case; nil is returned for anything else.
    public init?(parsing text: some StringProtocol) {
        let parts = String(asciiUppercased: text.utf8).split(separator: ";", omittingEmptySubsequences: false)
        guard parts.count == 2, let first = parts[1].first, let mode = Mode(rawValue: String(first)) else { return nil }
        let trace = parts[1].dropFirst()
        guard trace.isEmpty || trace == "T" else { return nil }
        let digits = parts[0].drop { $0 == "-" || $0 == "+" }
        guard parts[0].utf8.count - digits.utf8.count <= 1, (1...9).contains(digits.utf8.count),
            digits.utf8.allSatisfy({ (48...57).contains($0) }), let seconds = Int(parts[0])
        else { return nil }
        self.init(seconds: seconds, mode: mode, wantsTrace: !trace.isEmpty)
    }
}

extension DeliverBy: CustomStringConvertible {
    /// The deadline as the parameter's value.
    public var description: String { "\(seconds);\(mode.rawValue)\(wantsTrace ? "T" : "")" }
}
