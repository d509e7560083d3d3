import InternetMessage
import MailAddressing
import MailCryptography

/// Holds one signature against its key and the message (RFC 6376, sections 6.1.2 and 6.1.3).
struct SignatureCheck {
    let signature: DKIMSignature
    /// What the signature says of itself.
    let facts: DKIMVerdict
    let header: FieldIndex
    /// The position of the signature's field in the header.
    let position: Int
    /// The digest of the body, made as the signature says.
    let bodyDigest: [UInt8]
    /// The length of the body's whole canonical form.
    let bodyLength: Int
    let danger: DKIMVerifier.Danger
    /// The longest RSA key that is accepted, in bits.
    let maximumRSABits: Int
    /// The keys that were prepared before.
    let keys: PreparedKeys

    /// The verdict for what the look-up of the key answered.
    ///
    /// Where several records stand at the key's name, each is tried and the best verdict counts.
    func verdict(for answer: TextRecordAnswer) -> DKIMVerdict {
        switch answer {
        case .records(let records):
            let digest = headerDigest()
            let verdicts = records.prefix(Self.maximumRecords).map { verdict(for: $0, headerDigest: digest) }
            return verdicts.max { $0.result.rank < $1.result.rank } ?? facts.with(.permanentError, .keyMissing)
        case .noSuchDomain, .noRecord: return facts.with(.permanentError, .keyMissing)
        case .temporaryFailure(let how): return facts.with(.temporaryError, .keyUnavailable(how))
        case .permanentFailure(let how): return facts.with(.permanentError, .keyUnavailable(how))
        }
    }

    private func verdict(for octets: [UInt8], headerDigest: [UInt8]) -> DKIMVerdict {
        let prepared = keys.prepared(octets)
        guard let record = prepared.record else { return facts.with(.permanentError, .malformedKeyRecord) }
        var facts = self.facts
        facts.isTest = record.isTest
        guard !record.isRevoked else { return facts.with(.permanentError, .keyRevoked) }
        guard record.isForMail else { return facts.with(.permanentError, .keyNotForMail) }
        guard record.allows(signature.algorithm) else { return facts.with(.permanentError, .keyNotForAlgorithm) }
        guard !record.isStrict || signature.identityDomain == signature.domain else {
            return facts.with(.permanentError, .keyNotForIdentity)
        }
        guard let key = prepared.key else { return facts.with(.permanentError, .malformedKeyRecord) }
        facts.keyBits = key.bits
        guard key.algorithm != .rsa || key.bits >= danger.minimumRSABits else {
            return facts.with(.policy, .keyTooShort(bits: key.bits))
        }
        guard key.algorithm != .rsa || key.bits <= maximumRSABits else {
            return facts.with(.policy, .keyTooLong(bits: key.bits))
        }
        return verdict(with: key, headerDigest: headerDigest, facts: facts)
    }

    private func verdict(with key: PublicKey, headerDigest: [UInt8], facts: DKIMVerdict) -> DKIMVerdict {
        var facts = facts
        let signedLength = signature.bodyLength ?? bodyLength
        guard signedLength <= bodyLength else { return facts.with(.fail, .bodyTooShort) }
        guard bodyDigest == signature.bodyHash else { return facts.with(.fail, .bodyChanged) }
        guard isSigned(headerDigest, with: key) else { return facts.with(.fail, .signatureMismatch) }
        facts.unsignedBodyLength = bodyLength - signedLength
        guard facts.unsignedBodyLength == 0 || danger.acceptsPartialBodies else {
            return facts.with(.policy, .bodyPartlySigned)
        }
        return facts.with(.pass, .verified)
    }

    /// RFC 8463, section 3: Ed25519 signs the digest as if it were the message.
    private func isSigned(_ digest: [UInt8], with key: PublicKey) -> Bool {
        switch key.algorithm {
        case .rsa: key.isValid(signature.signature, for: digest, madeWith: signature.algorithm.digest)
        case .ed25519: key.isValid(signature.signature, for: digest)
        }
    }

    /// RFC 6376, section 3.7: the digest of the signed fields and of the signature's own field without the signature.
    private func headerDigest() -> [UInt8] {
        let octets = SignedOctets.octets(
            of: signature.signedNames, in: header, besides: position, signature: signature.field,
            without: signature.signatureRange, signature.headerCanonicalization)
        var digest = MessageDigest(signature.algorithm.digest)
        digest.update(octets.span)
        return digest.finish()
    }

    /// How many records at one name are tried.
    private static let maximumRecords = 8
}
