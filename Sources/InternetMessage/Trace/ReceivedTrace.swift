public import MailAddressing

/// What a Received field of another server says of one hop of a message (RFC 5321, section 4.4; RFC 5322, section 3.6.7).
///
/// Each server writes the field as it likes. Reading takes any octets in one pass and never fails: a clause that is not
/// found is nil, of a clause that comes twice the first counts, and the texts are those of the field, neither checked nor
/// cut. Nothing in it is proved: all but the topmost fields may be forged.
public struct ReceivedTrace: Hashable, Sendable {
    /// The name behind `from`: what the client called itself, or what the server calls the client.
    ///
    /// An address in its place has its brackets, as in `[192.0.2.1]`.
    public var from: String?
    /// What the client called itself in HELO or EHLO, where the field says that beside the name.
    public var greeting: String?
    /// The name that the DNS gives the client's address, where the comment behind `from` begins with one.
    public var clientName: String?
    /// The client's address, where one stands behind the name in the `from` clause.
    public var clientAddress: IPAddress?
    /// The server that took the message.
    public var by: String?
    /// The link, such as `TCP`, or the program that passed the message on.
    public var via: String?
    /// The protocol, such as `ESMTPS` or `Microsoft SMTP Server`; compare it without regard to case.
    public var with: String?
    /// The identifier under which the server knew the message, without angle brackets.
    public var identifier: String?
    /// The recipient, without angle brackets; of several the first.
    public var recipient: String?
    /// The version of TLS as it is written, such as `TLSv1.3`, `TLS1_2` or `TLS-1.0`.
    public var tlsVersion: String?
    /// The cipher suite as it is written, such as `TLS_AES_256_GCM_SHA384`.
    public var tlsCipher: String?
    /// When the server took the message.
    public var date: MessageDate?

    /// Reads the value of a Received field.
    ///
    /// - Parameter value: the octets behind the field's colon, folding and all, as ``HeaderField/value`` has them.
    public init(parsing value: ArraySlice<UInt8>) {
        self.init()
        var reader = ReceivedTraceReader(value)
        self = reader.read()
    }

    /// Makes a trace that says nothing.
    init() {}
}
