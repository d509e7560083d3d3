public import MailCryptography

/// A key record: the TXT record under `_domainkey` that holds a public key (RFC 6376, section 3.6.1).
public struct DKIMKeyRecord: Hashable, Sendable {
    /// The kind of key, `k=`, in lower case: `rsa` where nothing is said, or `ed25519`, or one that is not known here.
    public let keyType: String
    /// The octets of the key, `p=`; none when it was taken back.
    public let keyOctets: [UInt8]
    /// The digests the key may be used with, `h=`, in lower case; nil is any.
    public let digests: [String]?
    /// What the key is for, `s=`, in lower case; `*` where nothing is said.
    public let services: [String]
    /// The flags, `t=`, in lower case.
    public let flags: [String]
    /// What its owner notes, `n=`, as it is written.
    public let notes: String?

    /// Parses a record.
    ///
    /// Blanks may stand almost everywhere; tags that are not known are ignored, among them `g=` of the time before RFC
    /// 6376.
    ///
    /// - Parameter octets: the record, its strings joined.
    /// - Throws: `DKIMError` with the problem `malformedTagList`, `duplicateTag`, `notAKeyRecord`, `missingTag` or
    ///   `malformedTag`.
    public init(parsing octets: [UInt8]) throws(DKIMError) {
        let tags = try TagList(parsing: octets)
        if let version = tags["v"], version.text != "DKIM1" || tags.tags.first?.name != "v" {
            throw DKIMError(.notAKeyRecord)
        }
        guard let key = tags["p"] else { throw DKIMError(.missingTag("p")) }
        guard let keyOctets = Base64.decode(key) else { throw DKIMError(.malformedTag("p")) }
        self.keyOctets = keyOctets
        let types = tags["k"]?.colonList.map(\.text)
        guard let keyType = types == nil ? "rsa" : types?.first, (types?.count ?? 1) == 1 else {
            throw DKIMError(.malformedTag("k"))
        }
        self.keyType = keyType
        digests = tags["h"]?.colonList.map(\.text)
        services = tags["s"]?.colonList.map(\.text) ?? ["*"]
        flags = tags["t"]?.colonList.map(\.text) ?? []
        notes = tags["n"]?.text
    }
}

extension DKIMKeyRecord {
    /// Whether the key was taken back: what it signed must not be believed any more.
    public var isRevoked: Bool { keyOctets.isEmpty }

    /// Whether the domain is only testing DKIM.
    public var isTest: Bool { flags.contains("y") }

    /// Whether the domain of a signature's identity must be the signing domain itself.
    public var isStrict: Bool { flags.contains("s") }

    /// Whether the key is for mail.
    public var isForMail: Bool { services.contains("*") || services.contains("email") }

    /// Whether the key may be used with an algorithm.
    ///
    /// - Parameter algorithm: the algorithm of a signature.
    public func allows(_ algorithm: DKIMAlgorithm) -> Bool {
        keyType == algorithm.keyType && (digests?.contains(algorithm.digestName) ?? true)
    }

    /// The key itself: of RSA a SubjectPublicKeyInfo or, as RFC 6376 has it too, a bare RSAPublicKey.
    ///
    /// - Throws: `DKIMError` with the problem `keyRevoked`, or `cryptography` when the octets are no key of that kind.
    public func publicKey() throws(DKIMError) -> PublicKey {
        guard !isRevoked else { throw DKIMError(.keyRevoked) }
        do throws(CryptographyError) {
            switch keyType {
            case "ed25519": return try PublicKey(ed25519: keyOctets)
            case "rsa":
                if let key = try? PublicKey(subjectPublicKeyInfo: keyOctets), key.algorithm == .rsa { return key }
                return try PublicKey(rsaPublicKey: keyOctets)
            default: throw CryptographyError(.unsupportedKey)
            }
        } catch {
            throw DKIMError(.cryptography(error))
        }
    }
}
