/// How a query fared, as the server says (RFC 1035, section 4.1.1; RFC 6895, section 2.3).
///
/// Open: every number is a code.
public struct DNSResponseCode: RawRepresentable, Hashable, Sendable {
    /// The number, 0 to 4095.
    public let rawValue: UInt16

    /// Makes a code from its number.
    ///
    /// - Parameter rawValue: the number.
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// All is well, even if there is no such record (NOERROR).
    public static let noError = DNSResponseCode(rawValue: 0)
    /// The server could not read the query (FORMERR).
    public static let formatError = DNSResponseCode(rawValue: 1)
    /// The server has failed (SERVFAIL).
    public static let serverFailure = DNSResponseCode(rawValue: 2)
    /// The name does not exist (NXDOMAIN).
    public static let noSuchDomain = DNSResponseCode(rawValue: 3)
    /// The server does not know this kind of query (NOTIMP).
    public static let notImplemented = DNSResponseCode(rawValue: 4)
    /// The server will not answer (REFUSED).
    public static let refused = DNSResponseCode(rawValue: 5)
}

extension DNSResponseCode: CustomStringConvertible {
    /// The mnemonic, or `RCODE` and the number.
    public var description: String {
        switch self {
        case .noError: "NOERROR"
        case .formatError: "FORMERR"
        case .serverFailure: "SERVFAIL"
        case .noSuchDomain: "NXDOMAIN"
        case .notImplemented: "NOTIMP"
        case .refused: "REFUSED"
        default: "RCODE\(rawValue)"
        }
    }
}
