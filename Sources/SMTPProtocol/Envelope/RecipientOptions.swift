/// What a sender asks for one recipient: the parameters of RCPT (RFC 3461, sections 4.1 and 4.2).
public struct RecipientOptions: Hashable, Sendable {
    /// Of what the sender wants to be told, or nil where it leaves that to us: of failures, and perhaps of delays.
    public var notify: NotifyConditions?
    /// The recipient as the sender named it first.
    public var originalRecipient: OriginalRecipient?

    /// Makes the options of a recipient for whom nothing is asked.
    ///
    /// - Parameters:
    ///   - notify: of what the sender wants to be told.
    ///   - originalRecipient: the recipient as the sender named it first.
    public init(notify: NotifyConditions? = nil, originalRecipient: OriginalRecipient? = nil) {
        self.notify = notify
        self.originalRecipient = originalRecipient
    }

    /// Whether nothing is asked.
    public var isEmpty: Bool { notify == nil && originalRecipient == nil }
}

/// Of what a sender wants to be told (`NOTIFY` of RFC 3461, section 4.1); the empty set is `NEVER`.
public struct NotifyConditions: OptionSet, Hashable, Sendable {
    /// The bits of the set; only the lowest three mean something.
    public let rawValue: UInt8

    /// Makes a set from its bits.
    ///
    /// - Parameter rawValue: bits; those without a meaning are dropped.
    public init(rawValue: UInt8) { self.rawValue = rawValue & 7 }

    /// Of nothing.
    public static let never: NotifyConditions = []
    /// That the message was delivered.
    public static let success = NotifyConditions(rawValue: 1)
    /// That it could not be delivered.
    public static let failure = NotifyConditions(rawValue: 2)
    /// That it is late.
    public static let delay = NotifyConditions(rawValue: 4)

    /// Parses the parameter's value.
    ///
    /// - Parameter text: `NEVER` alone, or `SUCCESS`, `FAILURE` and `DELAY` joined by commas, each at most once, in any
    ///   case; nil is returned for anything else.
    public init?(parsing text: some StringProtocol) {
        let octets = text.utf8.map(\.asciiUppercased)
        let words = octets.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        if words.count == 1, words[0].elementsEqual("NEVER".utf8) {
            self = .never
            return
        }
        var conditions: NotifyConditions = []
        for word in words {
            guard let match = Self.names.first(where: { word.elementsEqual($0.name.utf8) }),
                !conditions.contains(match.condition)
            else {
                return nil
            }
            conditions.formUnion(match.condition)
        }
        self = conditions
    }

    private static let names: [(name: String, condition: NotifyConditions)] = [
        ("SUCCESS", .success), ("FAILURE", .failure), ("DELAY", .delay),
    ]
}

extension NotifyConditions: CustomStringConvertible {
    /// The set as the parameter's value.
    public var description: String {
        let words = Self.names.filter { contains($0.condition) }.map(\.name)
        return words.isEmpty ? "NEVER" : words.joined(separator: ",")
    }
}
