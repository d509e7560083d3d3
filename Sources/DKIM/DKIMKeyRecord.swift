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
    /// What its owner notes, `n=`, as it is written; ``note`` has it decoded.
    public let notes: String?

    /// Parses a record.
    ///
    /// Blanks and line ends may stand around names and values and within the key; tags that are not known are ignored,
    /// among them `g=` of the time before RFC 6376. So are kinds of key, digests, services and flags that are not known:
    /// they are kept as they are, and ``allows(_:)`` and ``isForMail`` say what they are good for. An empty list of
    /// digests or services allows none. Octets over 127 may stand in values only.
    ///
    /// - Parameter octets: the record, its strings joined.
    /// - Throws: `DKIMError` with the problem `malformedTagList`, `duplicateTag`, `notAKeyRecord` for another version
    ///   than `DKIM1` or one that does not stand first, `missingTag` without `p=`, or `malformedTag` for a key that is no
    ///   Base64 and for none or several kinds of key.
    public init(parsing octets: [UInt8]) throws(DKIMError) {
        let tags = try TagList(parsing: octets)
        if let version = tags["v"], version.text != "DKIM1" || tags.firstName != "v" {
            throw DKIMError(.notAKeyRecord)
        }
        guard let key = tags["p"] else { throw DKIMError(.missingTag("p")) }
        guard let keyOctets = Base64.decode(key) else { throw DKIMError(.malformedTag("p")) }
        let types = tags["k"]?.colonList.map(\.text) ?? ["rsa"]
        guard let keyType = types.first, types.count == 1 else { throw DKIMError(.malformedTag("k")) }
        self.init(
            keyType: keyType, keyOctets: keyOctets, digests: tags["h"]?.colonList.map(\.text),
            services: tags["s"]?.colonList.map(\.text) ?? [Self.everyService],
            flags: tags["t"]?.colonList.map(\.text) ?? [], notes: tags["n"]?.text)
    }

    /// Makes a record of its parts.
    init(
        keyType: String, keyOctets: [UInt8], digests: [String]?, services: [String], flags: [String], notes: String?
    ) {
        self.keyType = keyType
        self.keyOctets = keyOctets
        self.digests = digests
        self.services = services
        self.flags = flags
        self.notes = notes
    }

    /// The service that stands for all.
    static let everyService = "*"
}

extension DKIMKeyRecord {
    /// Whether the key was taken back: what it signed must not be believed any more.
    public var isRevoked: Bool { keyOctets.isEmpty }

    /// Whether the domain is only testing DKIM.
    public var isTest: Bool { flags.contains("y") }

    /// Whether the domain of a signature's identity must be the signing domain itself.
    public var isStrict: Bool { flags.contains("s") }

    /// Whether the key is for mail.
    public var isForMail: Bool { services.contains(Self.everyService) || services.contains("email") }

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
                do throws(CryptographyError) {
                    let key = try PublicKey(subjectPublicKeyInfo: keyOctets)
                    guard key.algorithm == .rsa else { throw CryptographyError(.unsupportedKey) }
                    return key
                } catch {
                    guard error.kind == .malformedKey else { throw error }
                    return try PublicKey(rsaPublicKey: keyOctets)
                }
            default: throw CryptographyError(.unsupportedKey)
            }
        } catch {
            throw DKIMError(.cryptography(error))
        }
    }
}
