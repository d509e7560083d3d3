/// The type of a record or of a question, such as MX (RFC 1035, section 3.2.2).
///
/// Open: every number is a type; those without a name here print as `TYPE65280` (RFC 3597, section 5).
public struct DNSRecordType: RawRepresentable, Hashable, Sendable {
    /// The number on the wire.
    public let rawValue: UInt16

    /// Makes a type from its number.
    ///
    /// - Parameter rawValue: the number on the wire.
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// An IPv4 address (RFC 1035).
    public static let a = DNSRecordType(rawValue: 1)
    /// A name server (RFC 1035).
    public static let ns = DNSRecordType(rawValue: 2)
    /// The canonical name of an alias (RFC 1035).
    public static let cname = DNSRecordType(rawValue: 5)
    /// The start of a zone of authority (RFC 1035).
    public static let soa = DNSRecordType(rawValue: 6)
    /// A pointer to a name, as from an address (RFC 1035).
    public static let ptr = DNSRecordType(rawValue: 12)
    /// A mail exchange (RFC 1035).
    public static let mx = DNSRecordType(rawValue: 15)
    /// Text (RFC 1035).
    public static let txt = DNSRecordType(rawValue: 16)
    /// An IPv6 address (RFC 3596).
    public static let aaaa = DNSRecordType(rawValue: 28)
    /// The place of a service (RFC 2782).
    public static let srv = DNSRecordType(rawValue: 33)
    /// The pseudo-record of extended DNS (RFC 6891).
    public static let opt = DNSRecordType(rawValue: 41)
    /// A certificate association (RFC 6698).
    public static let tlsa = DNSRecordType(rawValue: 52)
    /// Who may issue certificates (RFC 8659).
    public static let caa = DNSRecordType(rawValue: 257)
}

extension DNSRecordType {
    /// Reads a type as a zone file writes it: a mnemonic in any case, or `TYPE` and a number.
    ///
    /// - Parameter text: for example `MX` or `TYPE52`; nil is returned for a mnemonic that is not known here.
    public init?(_ text: some StringProtocol) {
        let wanted = text.uppercased()
        if let known = Self.mnemonics.first(where: { $0.mnemonic == wanted }) {
            self = known.type
        } else if wanted.hasPrefix("TYPE"), let number = UInt16(wanted.dropFirst(4)) {
            self.init(rawValue: number)
        } else {
            return nil
        }
    }

    private static let mnemonics: [(type: DNSRecordType, mnemonic: String)] = [
        (.a, "A"), (.ns, "NS"), (.cname, "CNAME"), (.soa, "SOA"), (.ptr, "PTR"), (.mx, "MX"), (.txt, "TXT"),
        (.aaaa, "AAAA"), (.srv, "SRV"), (.opt, "OPT"), (.tlsa, "TLSA"), (.caa, "CAA"),
    ]
}

extension DNSRecordType: CustomStringConvertible {
    /// The mnemonic, or `TYPE` and the number.
    public var description: String {
        Self.mnemonics.first { $0.type == self }?.mnemonic ?? "TYPE\(rawValue)"
    }
}
