import MailAddressing
import MailCryptography

/// A public key of DKIM and the selector under which a domain publishes it (RFC 6376, section 3.6.1).
///
/// Guarantees: a selector in lower case that cannot leave the name it stands in, and a ``text`` of visible ASCII and
/// blanks without quotes and backslashes.
///
/// Known limit: the octets of an RSA key are not read, but for their beginning.
public struct DomainSigningRecord: Hashable, Sendable {
    /// The kinds of key; complete, as these are the ones that DKIM knows (RFC 8463, section 2).
    public enum Algorithm: String, Hashable, Sendable, CaseIterable {
        /// RSA.
        case rsa
        /// Ed25519.
        case ed25519
    }

    /// What stands before `._domainkey`, in lower case, for example `s1`.
    public let selector: String
    /// The kind of the key.
    public let algorithm: Algorithm
    /// The key: a SubjectPublicKeyInfo in DER for RSA, the 32 octets themselves for Ed25519 (RFC 8463, section 4.2).
    public let publicKey: [UInt8]

    /// The most octets of a key: an RSA key of 16,384 bits has fewer, and its record is still one that is read.
    public static let maximumKeyLength = 2_400

    /// Takes a key.
    ///
    /// - Parameters:
    ///   - selector: one or more labels joined by dots, for example `s1`.
    ///   - algorithm: the kind of the key.
    ///   - publicKey: for RSA a SubjectPublicKeyInfo in DER of at most ``maximumKeyLength`` octets, for Ed25519 32
    ///     octets.
    /// - Throws: ``DomainRecordError/malformedSelector`` or ``DomainRecordError/malformedKey``.
    public init(selector: String, algorithm: Algorithm, publicKey: [UInt8]) throws(DomainRecordError) {
        guard let name = try? DomainName("\(selector).\(Self.lastLabel)") else { throw .malformedSelector }
        let isKey =
            switch algorithm {
            case .rsa: publicKey.first == Self.sequenceTag && publicKey.count <= Self.maximumKeyLength
            case .ed25519: publicKey.count == 32
            }
        guard isKey else { throw .malformedKey }
        // The name is folded and has the selector in front.
        self.selector = String(name.text.dropLast(Self.lastLabel.count + 1))
        self.algorithm = algorithm
        self.publicKey = publicKey
    }

    /// The text of the record, for example `v=DKIM1; k=rsa; p=MIIB…`.
    public var text: String { "v=DKIM1; k=\(algorithm.rawValue); p=\(Base64.encode(publicKey))" }

    /// The labels before the domain, as in `s1._domainkey` (RFC 6376, section 3.6.2.1).
    var labels: String { "\(selector).\(Self.lastLabel)" }

    private static let lastLabel = "_domainkey"
    /// With what a SEQUENCE in DER begins.
    private static let sequenceTag: UInt8 = 0x30
}
