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
        guard (-Self.maximumSeconds...Self.maximumSeconds).contains(seconds), mode == .notify || seconds > 0 else {
            return nil
        }
        self.seconds = seconds
        self.mode = mode
        self.wantsTrace = wantsTrace
    }

    /// Parses the parameter's value.
    ///
    /// - Parameter text: for example `120;R` or `-30;NT`, in any case; nil is returned for anything else.
    public init?(parsing text: some StringProtocol) {
        // Octets, not characters: other alphabets have letters that count as equal to ours.
        let octets = text.utf8.map(\.asciiUppercased)
        guard octets.allSatisfy({ $0 < 128 }), let semicolon = octets.firstIndex(of: UInt8(ascii: ";")) else {
            return nil
        }
        let mode: Mode
        switch octets[(semicolon + 1)...].first {
        case UInt8(ascii: "R"): mode = .return
        case UInt8(ascii: "N"): mode = .notify
        default: return nil
        }
        let trace = octets[(semicolon + 2)...]
        guard trace.isEmpty || trace.elementsEqual("T".utf8) else { return nil }
        let number = octets[..<semicolon]
        let digits = number.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
        guard number.count - digits.count <= 1, (1...9).contains(digits.count),
            digits.allSatisfy({ (48...57).contains($0) }), let seconds = Int(String(decoding: number, as: UTF8.self))
        else { return nil }
        self.init(seconds: seconds, mode: mode, wantsTrace: !trace.isEmpty)
    }
}

extension DeliverBy: CustomStringConvertible {
    /// The deadline as the parameter's value.
    public var description: String { "\(seconds);\(mode.rawValue)\(wantsTrace ? "T" : "")" }
}
