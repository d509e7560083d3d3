public import MailAddressing

/// Makes and checks return paths that prove, when a report comes to one, that a message of ours went out with it.
///
/// `bounces+TOKEN@example.com`, where the token is base 32 in lower case of: a version (1 octet), the number of the key
/// (1), the last day on which it is valid, counted from 1970 (2), a value of the caller's (0 to
/// ``maximumValueLength``), and the first 12 octets of an HMAC-SHA256 over the prefix, the domain and all of these. The
/// case of letters does not matter when it is checked.
///
/// The first key signs; all of them check. To change keys, put a new one first and keep the old one until what it
/// signed has expired.
///
/// Known limits: whoever received a message with such a path can send reports to it until it expires, for that message
/// only. The value is signed but not hidden.
public struct ReturnPathSigner: Hashable, Sendable {
    /// What the local part begins with, in lower case.
    public var prefix: String { start.text }
    /// The domain to which reports come.
    public let domain: DomainName
    /// The keys; the first one signs.
    public let keys: [ReturnPathKey]

    let start: ReturnPathPrefix
    let signingKey: ReturnPathKey

    /// Makes a signer.
    ///
    /// - Parameters:
    ///   - prefix: what the local part begins with, 1 to 16 octets of letters, digits, `-`, `_` and single dots inside.
    ///   - domain: the domain to which reports come.
    ///   - keys: the key that signs, and behind it those that only check; each with a number of its own.
    /// - Throws: ``ReturnPathError/malformedPrefix``, ``ReturnPathError/unusableDomain``, ``ReturnPathError/noKey`` or
    ///   ``ReturnPathError/repeatedKey(identifier:)``.
    public init(prefix: String = "bounces", domain: DomainName, keys: [ReturnPathKey]) throws(ReturnPathError) {
        start = try ReturnPathPrefix(prefix, at: domain)
        self.domain = domain
        guard let first = keys.first else { throw .noKey }
        var identifiers: Set<UInt8> = []
        for key in keys where !identifiers.insert(key.identifier).inserted {
            throw .repeatedKey(identifier: key.identifier)
        }
        self.keys = keys
        signingKey = first
    }

    /// The most octets of a value: 19 with the prefix `bounces`, at least 13, in which 100 bits of an identifier fit.
    public var maximumValueLength: Int {
        Base32.octetCount(in: start.room) - ReturnPathToken.overhead
    }
}
