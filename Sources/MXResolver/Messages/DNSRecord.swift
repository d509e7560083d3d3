public import MailAddressing

/// A resource record of class IN: a name, a time to live and data (RFC 1035, section 3.2).
public struct DNSRecord: Hashable, Sendable {
    /// The name that the record is about.
    public let name: DNSName
    /// For how many seconds the record may be kept.
    public let timeToLive: UInt32
    /// What the record says.
    public let data: DNSRecordData

    /// Makes a record.
    ///
    /// - Parameters:
    ///   - name: the name that the record is about.
    ///   - timeToLive: for how many seconds the record may be kept.
    ///   - data: what the record says.
    public init(name: DNSName, timeToLive: UInt32, data: DNSRecordData) {
        self.name = name
        self.timeToLive = timeToLive
        self.data = data
    }

    /// The type, which the data determine.
    public var type: DNSRecordType { data.type }
}

/// The data of a record.
///
/// Complete: every type that is not understood here is in `other`, octet for octet.
public enum DNSRecordData: Hashable, Sendable {
    /// An address, IPv4 (A) or IPv6 (AAAA).
    case address(IPAddress)
    /// A mail exchange; an exchange that is the root is a null MX (RFC 7505).
    case mx(preference: UInt16, exchange: DNSName)
    /// Text: one or more strings of at most 255 octets each.
    case txt([[UInt8]])
    /// The canonical name of an alias.
    case cname(DNSName)
    /// A name server.
    case ns(DNSName)
    /// The name that an address points to.
    case ptr(DNSName)
    /// The start of a zone of authority.
    case soa(StartOfAuthority)
    /// The place of a service (RFC 2782).
    case srv(priority: UInt16, weight: UInt16, port: UInt16, target: DNSName)
    /// A certificate association (RFC 6698, section 2.1).
    case tlsa(usage: UInt8, selector: UInt8, matching: UInt8, association: [UInt8])
    /// Who may issue certificates (RFC 8659, section 4.1).
    case caa(flags: UInt8, tag: [UInt8], value: [UInt8])
    /// The octets of any other type.
    case other(DNSRecordType, [UInt8])

    /// The type of a record with these data.
    public var type: DNSRecordType {
        switch self {
        case .address(let address): address.family == .v4 ? .a : .aaaa
        case .mx: .mx
        case .txt: .txt
        case .cname: .cname
        case .ns: .ns
        case .ptr: .ptr
        case .soa: .soa
        case .srv: .srv
        case .tlsa: .tlsa
        case .caa: .caa
        case .other(let type, _): type
        }
    }
}

/// The data of a SOA record (RFC 1035, section 3.3.13).
public struct StartOfAuthority: Hashable, Sendable {
    /// The primary name server.
    public let primary: DNSName
    /// The mailbox of who is responsible, its first label the local part.
    public let responsible: DNSName
    /// The version of the zone.
    public let serial: UInt32
    /// Seconds between two refreshes by a secondary.
    public let refresh: UInt32
    /// Seconds after which a secondary tries a failed refresh again.
    public let retry: UInt32
    /// Seconds after which a secondary gives up.
    public let expire: UInt32
    /// For how many seconds it may be remembered that something does not exist (RFC 2308, section 4).
    public let minimum: UInt32

    /// Makes the data of a SOA record.
    ///
    /// - Parameters:
    ///   - primary: the primary name server.
    ///   - responsible: the mailbox of who is responsible, its first label the local part.
    ///   - serial: the version of the zone.
    ///   - refresh: seconds between two refreshes by a secondary.
    ///   - retry: seconds after which a secondary tries a failed refresh again.
    ///   - expire: seconds after which a secondary gives up.
    ///   - minimum: for how many seconds it may be remembered that something does not exist.
    public init(
        primary: DNSName, responsible: DNSName, serial: UInt32, refresh: UInt32, retry: UInt32, expire: UInt32,
        minimum: UInt32
    ) {
        self.primary = primary
        self.responsible = responsible
        self.serial = serial
        self.refresh = refresh
        self.retry = retry
        self.expire = expire
        self.minimum = minimum
    }
}
