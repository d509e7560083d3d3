public import MailAddressing

/// The Received field that a server puts before a message it takes (RFC 5321, section 4.4).
///
/// What the client said of itself is hostile: whatever could break the field or hide in it is written as a question mark,
/// and the texts are cut to a length. The field is folded; no line is longer than 77 octets unless a name in it is.
public struct ReceivedField: Hashable, Sendable {
    /// What the client called itself in HELO or EHLO; nil leaves out the whole `from` clause.
    public var greeting: String?
    /// The name that the DNS gives the client's address, if it was looked up and checked.
    public var clientName: DomainName?
    /// The client's address.
    public var clientAddress: IPAddress?
    /// The name of this server.
    public var host: DomainName
    /// How the message came.
    public var transmission: TransmissionType
    /// A comment on TLS, such as `TLSv1.3`.
    public var encryption: String?
    /// The identifier under which this server knows the message.
    public var identifier: String
    /// The recipient; nil when there are several, as each would learn of the others.
    public var recipient: Mailbox?
    /// When the message came.
    public var date: MessageDate

    /// Describes how a message came.
    ///
    /// - Parameters:
    ///   - greeting: what the client called itself, or nil.
    ///   - clientName: the client's name in the DNS, or nil.
    ///   - clientAddress: the client's address, or nil.
    ///   - host: the name of this server.
    ///   - transmission: how the message came.
    ///   - encryption: a comment on TLS, or nil.
    ///   - identifier: this server's identifier of the message.
    ///   - recipient: the one recipient, or nil.
    ///   - date: when it came.
    public init(
        greeting: String?, clientName: DomainName? = nil, clientAddress: IPAddress?, host: DomainName,
        transmission: TransmissionType, encryption: String? = nil, identifier: String, recipient: Mailbox? = nil,
        date: MessageDate
    ) {
        self.greeting = greeting
        self.clientName = clientName
        self.clientAddress = clientAddress
        self.host = host
        self.transmission = transmission
        self.encryption = encryption
        self.identifier = identifier
        self.recipient = recipient
        self.date = date
    }
}

extension ReceivedField {
    /// The whole field with its final CRLF.
    public var octets: [UInt8] {
        var folder = HeaderLineFolder(name: "Received")
        for clause in clauses { folder.append(clause.utf8) }
        return folder.finish()
    }

    private var clauses: [String] {
        var clauses: [String] = []
        if let greeting {
            clauses.append("from " + Self.safe(greeting, otherwise: "unknown") { $0.isHostText })
            let address = clientAddress.map { MailHost.literal($0).description }
            let known = [clientName?.text, address].compactMap { $0 }
            if !known.isEmpty { clauses.append("(\(known.joined(separator: " ")))") }
        }
        clauses.append("by \(host)")
        clauses.append("with \(transmission)")
        if let encryption { clauses.append("(" + Self.safe(encryption, otherwise: "TLS") { $0.isCommentText } + ")") }
        let end = recipient == nil ? ";" : ""
        let isIdentifierText = { (octet: UInt8) in octet.isAtomText || octet == UInt8(ascii: ".") }
        clauses.append("id " + Self.safe(identifier, otherwise: "unknown", where: isIdentifierText) + end)
        if let recipient { clauses.append("for <\(recipient)>;") }
        clauses.append(date.text)
        return clauses
    }

    /// The text with a question mark for each octet that may not stand in it.
    private static func safe(_ text: String, otherwise: String, where isSafe: (UInt8) -> Bool) -> String {
        let octets = text.utf8.prefix(maximumTextLength).map { isSafe($0) ? $0 : UInt8(ascii: "?") }
        return octets.isEmpty ? otherwise : String(decoding: octets, as: UTF8.self)
    }

    /// The longest text of others that is written: the longest domain.
    private static let maximumTextLength = 255
}

extension UInt8 {
    /// Whether the octet stands in domains and address literals.
    fileprivate var isHostText: Bool {
        switch self {
        case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: "["),
            UInt8(ascii: "]"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: isLetter
        }
    }

    /// Whether the octet may stand in a comment without quoting: printable ASCII but parentheses and the backslash.
    fileprivate var isCommentText: Bool {
        (32...126).contains(self)
            && ![UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "\\")].contains(self)
    }
}
