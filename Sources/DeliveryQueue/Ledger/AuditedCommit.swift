/// A commit that an audit knows of.
public struct AuditedCommit: Hashable, Sendable {
    /// What became of a commit, as its caller saw it; complete, as there is nothing else to see.
    public enum Fate: Hashable, Sendable {
        /// It returned: everything of it is there from then on.
        case acknowledged
        /// It threw, and neither the power nor the process had ended: nothing of it is there, now or later.
        case refused
        /// The power or the process ended in its midst: everything of it is there, or nothing.
        case unknown
    }

    /// A change of a commit.
    public enum Change: Hashable, Sendable {
        /// A message was accepted with octets.
        case accept(QueuedMessage, AuditedContent)
        /// Something happened to recipients of a message.
        case event(MessageID, recipients: [Int], RecipientEvent)

        /// The message that it is about.
        public var message: MessageID {
            switch self {
            case .accept(let message, _): message.id
            case .event(let id, _, _): id
            }
        }
    }

    /// What was to be recorded, together.
    public var changes: [Change]
    /// What became of it.
    public var fate: Fate

    /// Makes a commit.
    ///
    /// - Parameters:
    ///   - changes: what was to be recorded.
    ///   - fate: what became of it.
    public init(_ changes: [Change], fate: Fate) {
        self.changes = changes
        self.fate = fate
    }
}

/// Octets as an audit remembers them.
public enum AuditedContent: Hashable, Sendable {
    /// All of them.
    case octets([UInt8])
    /// Their number and a checksum, where there is too much to remember: enough to find damage, not forgery.
    case checksum(size: Int, value: UInt64)

    /// The short form of octets.
    ///
    /// - Parameter octets: the octets.
    public static func checksum(of octets: [UInt8]) -> AuditedContent {
        // FNV-1a with 64 bits.
        var value: UInt64 = 0xCBF2_9CE4_8422_2325
        for octet in octets { value = (value ^ UInt64(octet)) &* 0x100_0000_01B3 }
        return .checksum(size: octets.count, value: value)
    }

    /// Whether octets are these.
    ///
    /// - Parameter octets: the octets.
    public func matches(_ octets: [UInt8]) -> Bool {
        switch self {
        case .octets(let expected): expected == octets
        case .checksum(let size, _): size == octets.count && Self.checksum(of: octets) == self
        }
    }
}
