/// A DNS message: a query or an answer (RFC 1035, section 4; RFC 6891).
///
/// Records of classes other than IN are left out when a message is read, and the OPT record becomes `extended`.
public struct DNSMessage: Hashable, Sendable {
    /// The number that an answer has in common with its query.
    public var identifier: UInt16
    /// The flags of the header.
    public var flags: Flags
    /// The kind of query: 0 for a standard one.
    public var operationCode: UInt8
    /// How the query fared, with the upper bits of the OPT record.
    public var responseCode: DNSResponseCode
    /// The question, if there is one.
    public var question: DNSQuestion?
    /// The answer section.
    public var answers: [DNSRecord]
    /// The authority section.
    public var authority: [DNSRecord]
    /// The additional section without its OPT record.
    public var additional: [DNSRecord]
    /// What the OPT record says, or nil when there is none.
    public var extended: ExtendedDNS?

    /// Makes a message.
    ///
    /// - Parameters:
    ///   - identifier: the number that an answer has in common with its query.
    ///   - flags: the flags of the header.
    ///   - operationCode: the kind of query, 0 to 15.
    ///   - responseCode: how the query fared.
    ///   - question: the question, if there is one.
    ///   - answers: the answer section.
    ///   - authority: the authority section.
    ///   - additional: the additional section without an OPT record.
    ///   - extended: what the OPT record says, or nil for none.
    public init(
        identifier: UInt16 = 0, flags: Flags = [], operationCode: UInt8 = 0, responseCode: DNSResponseCode = .noError,
        question: DNSQuestion? = nil, answers: [DNSRecord] = [], authority: [DNSRecord] = [],
        additional: [DNSRecord] = [], extended: ExtendedDNS? = nil
    ) {
        self.identifier = identifier
        self.flags = flags
        self.operationCode = operationCode
        self.responseCode = responseCode
        self.question = question
        self.answers = answers
        self.authority = authority
        self.additional = additional
        self.extended = extended
    }
}

extension DNSMessage {
    /// The flags of a header (RFC 1035, section 4.1.1; RFC 4035, section 3.2).
    public struct Flags: OptionSet, Hashable, Sendable {
        /// The bits as they stand in the header.
        public let rawValue: UInt16

        /// Makes flags from the header's bits.
        ///
        /// - Parameter rawValue: the bits as they stand in the header.
        public init(rawValue: UInt16) { self.rawValue = rawValue }

        /// The message is an answer (QR).
        public static let response = Flags(rawValue: 0x8000)
        /// The answer comes from the zone's own server (AA).
        public static let authoritative = Flags(rawValue: 0x0400)
        /// The answer did not fit and is cut off (TC).
        public static let truncated = Flags(rawValue: 0x0200)
        /// The server shall ask others (RD).
        public static let recursionDesired = Flags(rawValue: 0x0100)
        /// The server asks others (RA).
        public static let recursionAvailable = Flags(rawValue: 0x0080)
        /// The server has validated the answer; in a query, wants to be told so (AD; RFC 6840, section 5.7).
        public static let authenticated = Flags(rawValue: 0x0020)
        /// The server shall not validate (CD).
        public static let checkingDisabled = Flags(rawValue: 0x0010)

        /// All bits that are flags; the others are the kind of query and the response code.
        static let all: Flags = [
            .response, .authoritative, .truncated, .recursionDesired, .recursionAvailable, .authenticated,
            .checkingDisabled,
        ]
    }
}

/// What is asked: a name and a type, of class IN.
public struct DNSQuestion: Hashable, Sendable {
    /// The name.
    public let name: DNSName
    /// The type.
    public let type: DNSRecordType

    /// Makes a question.
    ///
    /// - Parameters:
    ///   - name: the name.
    ///   - type: the type.
    public init(_ name: DNSName, _ type: DNSRecordType) {
        self.name = name
        self.type = type
    }
}

/// What an OPT record says (RFC 6891, section 6.1).
public struct ExtendedDNS: Hashable, Sendable {
    /// The largest datagram that the sender can take.
    public var payloadSize: UInt16
    /// The version of extended DNS: 0.
    public var version: UInt8
    /// Whether signatures are wanted (DO).
    public var wantsSignatures: Bool

    /// The largest datagram that passes networks without being cut into fragments (RFC 9715 recommends at most 1400).
    public static let recommendedPayloadSize: UInt16 = 1_232

    /// Makes what an OPT record says.
    ///
    /// - Parameters:
    ///   - payloadSize: the largest datagram that the sender can take.
    ///   - version: the version of extended DNS.
    ///   - wantsSignatures: whether signatures are wanted.
    public init(
        payloadSize: UInt16 = ExtendedDNS.recommendedPayloadSize, version: UInt8 = 0, wantsSignatures: Bool = false
    ) {
        self.payloadSize = payloadSize
        self.version = version
        self.wantsSignatures = wantsSignatures
    }
}
