/// What a sender asks of the way its message is handled, beyond its addresses: the parameters of MAIL.
///
/// A value of the envelope: it travels with the message through a queue and is written again for the next host. `SIZE`
/// is no part of it, as it is a claim about the message and not a wish.
public struct MailOptions: Hashable, Sendable {
    /// Whether addresses or header fields may hold UTF-8 (`SMTPUTF8` of RFC 6531, section 3.4).
    public var allowsInternationalized = false
    /// What the sender says of the body's octets (`BODY` of RFC 6152 and RFC 3030).
    public var body: SMTPBodyType?
    /// How much of the message comes back in a report (`RET` of RFC 3461, section 4.3).
    public var returnedContent: ReturnedContent?
    /// The sender's own name for the message, given back in reports (`ENVID` of RFC 3461, section 4.4).
    ///
    /// Printable ASCII of 1 to 100 octets in its `xtext`; another one is never sent and not kept by a store.
    public var envelopeIdentifier: String?
    /// By when the message is to be delivered (`BY` of RFC 2852).
    public var deliverBy: DeliverBy?
    /// From when the message may be delivered (`HOLDFOR` and `HOLDUNTIL` of RFC 4865).
    public var futureRelease: FutureRelease?
    /// How urgent it is (`MT-PRIORITY` of RFC 6710).
    public var priority: MessagePriority?
    /// Whether it must travel over TLS only, to servers that keep it so (`REQUIRETLS` of RFC 8689).
    ///
    /// The client's machine asks for TLS and for the server's offer; that the server's certificate is checked is up to
    /// whoever sets up the connection (section 4.2.1).
    public var requiresTLS = false

    /// The longest envelope identifier in octets of `xtext` (RFC 3461, section 4.4).
    public static let maximumEnvelopeIdentifierLength = 100

    /// Makes the options of a message whose sender asks for nothing.
    public init() {}

    /// Whether the sender asks for nothing.
    public var isEmpty: Bool { self == MailOptions() }
}

/// How much of a message comes back in a report on it (RFC 3461, section 4.3).
///
/// Complete: the parameter has these two values.
public enum ReturnedContent: String, Hashable, Sendable, CaseIterable {
    /// All of it.
    case full = "FULL"
    /// Its header.
    case headers = "HDRS"
}

/// The values of the `BODY` parameter (RFC 6152, section 2; RFC 3030, section 3).
///
/// Complete: no other values are registered.
public enum SMTPBodyType: String, Hashable, Sendable, CaseIterable {
    /// Only octets below 128, in lines.
    case sevenBit = "7BIT"
    /// Any octets but NUL, in lines.
    case eightBitMIME = "8BITMIME"
    /// Any octets, without lines; sent by BDAT only.
    case binaryMIME = "BINARYMIME"
}

/// How urgent a message is: -9 to 9, where 0 is usual (RFC 6710, section 4.1).
public struct MessagePriority: Hashable, Sendable {
    /// The number, -9 to 9.
    public let level: Int8

    /// What a message without the parameter has.
    public static let normal = MessagePriority(clamping: 0)

    /// Makes a priority.
    ///
    /// - Parameter level: nil is returned for a number that is not -9 to 9.
    public init?(_ level: Int) {
        guard (-9...9).contains(level) else { return nil }
        self.level = Int8(level)
    }

    private init(clamping level: Int8) { self.level = level }
}

extension MessagePriority: Comparable {
    /// Orders priorities; the more urgent one is greater.
    public static func < (left: MessagePriority, right: MessagePriority) -> Bool { left.level < right.level }
}
