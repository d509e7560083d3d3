/// A set of extensions of SMTP: what a server offers, or what an application honours.
///
/// The names of `STARTTLS` and `AUTH` are no part of it: whether they are offered depends on the state of a session.
public struct SMTPServiceExtensions: OptionSet, Hashable, Sendable {
    /// The bits of the set.
    public let rawValue: UInt16

    /// Makes a set from its bits.
    ///
    /// - Parameter rawValue: bits; those without a meaning are dropped.
    public init(rawValue: UInt16) { self.rawValue = rawValue & 0x1FFF }

    /// Several commands may be sent without waiting (`PIPELINING`, RFC 2920).
    public static let pipelining = SMTPServiceExtensions(rawValue: 1 << 0)
    /// The size of a message is declared and limited (`SIZE`, RFC 1870).
    public static let size = SMTPServiceExtensions(rawValue: 1 << 1)
    /// Bodies may have octets over 127 (`8BITMIME`, RFC 6152).
    public static let eightBitMIME = SMTPServiceExtensions(rawValue: 1 << 2)
    /// Addresses and header fields may be UTF-8 (`SMTPUTF8`, RFC 6531).
    public static let smtpUTF8 = SMTPServiceExtensions(rawValue: 1 << 3)
    /// Messages may come in counted chunks (`CHUNKING`, RFC 3030).
    public static let chunking = SMTPServiceExtensions(rawValue: 1 << 4)
    /// Messages may have any octets, without lines (`BINARYMIME`, RFC 3030); means nothing without `chunking`.
    public static let binaryMIME = SMTPServiceExtensions(rawValue: 1 << 5)
    /// The sender says what reports it wants (`DSN`, RFC 3461).
    public static let deliveryStatusNotifications = SMTPServiceExtensions(rawValue: 1 << 6)
    /// Replies carry enhanced status codes (`ENHANCEDSTATUSCODES`, RFC 2034).
    public static let enhancedStatusCodes = SMTPServiceExtensions(rawValue: 1 << 7)
    /// The sender says by when the message is to be delivered (`DELIVERBY`, RFC 2852).
    public static let deliverBy = SMTPServiceExtensions(rawValue: 1 << 8)
    /// The sender says from when the message may be delivered (`FUTURERELEASE`, RFC 4865).
    public static let futureRelease = SMTPServiceExtensions(rawValue: 1 << 9)
    /// The sender says how urgent the message is (`MT-PRIORITY`, RFC 6710).
    public static let priority = SMTPServiceExtensions(rawValue: 1 << 10)
    /// The sender may demand TLS all the way (`REQUIRETLS`, RFC 8689); offered under TLS only.
    public static let requireTLS = SMTPServiceExtensions(rawValue: 1 << 11)
    /// The server names its limits (`LIMITS`, RFC 9422).
    public static let limits = SMTPServiceExtensions(rawValue: 1 << 12)

    /// Every extension of this list.
    public static let all = SMTPServiceExtensions(rawValue: 0x1FFF)

    /// What the protocol honours by itself, whatever the application does with the message.
    ///
    /// The others are promises of the application's: each is offered only when the application keeps it end to end.
    public static let ofTheProtocol: SMTPServiceExtensions = [
        .pipelining, .size, .eightBitMIME, .chunking, .enhancedStatusCodes, .limits,
    ]

    /// The extensions by the keywords of EHLO, in the order in which a server names them.
    static let keywords: [(keyword: String, member: SMTPServiceExtensions)] = [
        ("PIPELINING", .pipelining), ("SIZE", .size), ("8BITMIME", .eightBitMIME), ("SMTPUTF8", .smtpUTF8),
        ("CHUNKING", .chunking), ("BINARYMIME", .binaryMIME), ("DSN", .deliveryStatusNotifications),
        ("ENHANCEDSTATUSCODES", .enhancedStatusCodes), ("DELIVERBY", .deliverBy), ("FUTURERELEASE", .futureRelease),
        ("MT-PRIORITY", .priority), ("REQUIRETLS", .requireTLS), ("LIMITS", .limits),
    ]

    /// The extension of a keyword of EHLO.
    ///
    /// - Parameter keyword: for example `SMTPUTF8`, in any case; nil is returned for a name that is none of these.
    public init?(keyword: some StringProtocol) {
        // Octets, not characters: the Kelvin sign counts as equal to K.
        let wanted = keyword.utf8.map(\.asciiUppercased)
        guard let match = Self.keywords.first(where: { wanted.elementsEqual($0.keyword.utf8) }) else { return nil }
        self = match.member
    }
}

extension SMTPServiceExtensions: CustomStringConvertible {
    /// The keywords joined by spaces.
    public var description: String {
        Self.keywords.filter { contains($0.member) }.map(\.keyword).joined(separator: " ")
    }
}
