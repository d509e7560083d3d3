import InternetMessage
public import MailAddressing
public import MailCryptography

/// Signs messages for one domain with one key (RFC 6376, section 5; RFC 8301; RFC 8463).
///
/// A signature is one more header field before the message; the message itself is never changed, and must not be changed
/// afterwards either. So signing comes last. Lines must end with CRLF, as they do on the wire.
///
/// Refused are messages that others could read in another way than was signed: without From, with a line in the header
/// that is no field, or with a lone CR or LF in the header.
///
/// ```swift
/// let signer = try DKIMSigner(domain: "example.com", selector: "s1", key: PrivateKey(pem: text))
/// let signed = try signer.sign(message, at: now)
/// ```
public struct DKIMSigner: Sendable {
    /// The domain that answers for the messages, `d=`.
    public let domain: DomainName
    /// The selector of the key, `s=`.
    public let selector: String
    /// How to sign.
    public let options: Options
    /// The name at which the key's record must stand.
    public let keyName: DomainName
    /// The algorithm, as the key has it.
    public let algorithm: DKIMAlgorithm

    private let key: PrivateKey
    /// The value of `i=`, or nil.
    private let quotedIdentity: String?
    /// The fields to sign in lower case, each once, and whether one more than there are is signed.
    private let plan: [(name: [UInt8], isOversigned: Bool)]

    /// Makes a signer.
    ///
    /// - Parameters:
    ///   - domain: the domain that answers for the messages.
    ///   - selector: the name of the key within the domain, for example `s2026a`.
    ///   - key: the private key; an RSA key should have 2,048 bits, and has at most 4,096 (RFC 8301, section 3.2).
    ///   - options: how to sign.
    /// - Throws: `DKIMError` with the problem `invalidSelector`, `keyTooLong`, `invalidIdentity`, `invalidFieldName` or
    ///   `fromNotSigned`.
    public init(
        domain: DomainName, selector: String, key: PrivateKey, options: Options = .default
    ) throws(DKIMError) {
        guard let keyName = try? domain.prefixed(by: selector + "._domainkey") else {
            throw DKIMError(.invalidSelector)
        }
        guard key.algorithm != .rsa || key.bits <= Self.maximumRSABits else {
            throw DKIMError(.keyTooLong(bits: key.bits))
        }
        self.domain = domain
        self.selector = selector
        self.key = key
        self.options = options
        self.keyName = keyName
        algorithm = key.algorithm == .rsa ? .rsaSHA256 : .ed25519SHA256
        quotedIdentity = try options.quotedIdentity(within: domain)
        plan = try options.plan()
    }

    /// Makes a signer.
    ///
    /// - Parameters:
    ///   - domain: the domain that answers for the messages, as text.
    ///   - selector: the name of the key within the domain, for example `s2026a`.
    ///   - key: the private key; an RSA key should have 2,048 bits, and has at most 4,096 (RFC 8301, section 3.2).
    ///   - options: how to sign.
    /// - Throws: `DKIMError` with the problem `invalidDomain`, `invalidSelector`, `keyTooLong`, `invalidIdentity`,
    ///   `invalidFieldName` or `fromNotSigned`.
    public init(domain: String, selector: String, key: PrivateKey, options: Options = .default) throws(DKIMError) {
        let name: DomainName
        do { name = try DomainName(domain) } catch { throw DKIMError(.invalidDomain(error)) }
        try self.init(domain: name, selector: selector, key: key, options: options)
    }
}

extension DKIMSigner {
    /// Signs a message.
    ///
    /// - Parameters:
    ///   - message: the message with its header, lines ended by CRLF.
    ///   - unixTime: the time now, in seconds since 1970.
    /// - Returns: the signature's field and, behind it, the message octet for octet.
    /// - Throws: `DKIMError` with the problem `missingFrom`, `malformedHeader`, `bareLineEnd`, `header`,
    ///   `signatureTooLarge` or `cryptography`.
    public func sign(_ message: [UInt8], at unixTime: Int64) throws(DKIMError) -> [UInt8] {
        var signed = try signature(of: message, at: unixTime)
        signed.reserveCapacity(signed.count + message.count)
        signed += message
        return signed
    }

    /// Makes the signature of a message.
    ///
    /// - Parameters:
    ///   - message: the message with its header, lines ended by CRLF.
    ///   - unixTime: the time now, in seconds since 1970.
    /// - Returns: the DKIM-Signature field, folded and with its final CRLF, to be put before the message.
    /// - Throws: `DKIMError` with the problem `missingFrom`, `malformedHeader`, `bareLineEnd`, `header`,
    ///   `signatureTooLarge` or `cryptography`.
    public func signature(of message: [UInt8], at unixTime: Int64) throws(DKIMError) -> [UInt8] {
        var stream = begin()
        stream.update(message)
        return try stream.conclude(at: unixTime)
    }

    /// Begins to sign a message that comes in pieces.
    ///
    /// - Returns: a stream to feed with the message from its first octet on.
    public func begin() -> DKIMSigningStream { DKIMSigningStream(signers: [self], limits: options.headerLimits) }
}

extension DKIMSigner {
    /// The signature's field for a header and the digest of a body.
    func signatureField(for header: FieldIndex, bodyDigest: [UInt8], at unixTime: Int64) throws(DKIMError) -> [UInt8] {
        let names = signedNames(for: header)
        // Each name has at least one octet and a colon: known too long before it is written.
        guard names.octets.count + names.count <= SignatureReader.maximumLength else { throw Self.tooLarge }
        var writer = SignatureWriter()
        writer.append("v=1;")
        writer.append("a=\(algorithm.rawValue);")
        writer.append("c=\(options.headerCanonicalization.rawValue)/\(options.bodyCanonicalization.rawValue);")
        writer.append("d=\(domain);")
        writer.append("s=\(selector);")
        let time = min(max(unixTime, 0), Self.latestTime)
        if let quotedIdentity { writer.append("i=\(quotedIdentity);") }
        writer.append("t=\(time);")
        if let lifetime = options.lifetime { writer.append("x=\(time + min(max(lifetime, 1), Self.latestTime));") }
        writer.append(names: names)
        if options.copiesHeader { writer.append(copyOf: header.positions(for: names), in: header.layout) }
        writer.append("bh=\(Base64.encode(bodyDigest));")
        let unsigned = writer.unsignedField()
        let end = unsigned.value.count
        let digest = SHA256.hash(
            of: SignedOctets.octets(
                of: names, in: header, signature: unsigned, without: end..<end, options.headerCanonicalization))
        let signature: [UInt8]
        do {
            signature = try algorithm == .rsaSHA256 ? key.sign(sha256Digest: digest) : key.sign(digest)
        } catch {
            throw DKIMError(.cryptography(error))
        }
        let field = writer.finish(signature: Base64.encode(signature))
        guard field.count <= SignatureReader.maximumLength else { throw Self.tooLarge }
        return field
    }

    private static var tooLarge: DKIMError { DKIMError(.signatureTooLarge(limit: SignatureReader.maximumLength)) }

    /// The names to sign: each as often as fields of it are there, and once more where that is asked for.
    private func signedNames(for header: FieldIndex) -> SignedNames {
        var names = SignedNames()
        for entry in plan {
            for _ in 0..<(header.count(of: entry.name) + (entry.isOversigned ? 1 : 0)) { names.append(entry.name) }
        }
        return names
    }

    /// The end of the year 9999.
    private static let latestTime: Int64 = 253_402_300_799
    /// The longest RSA key to sign with, in bits: the longest that every verifier can use (RFC 8301, section 3.2).
    private static let maximumRSABits = 4_096
}
