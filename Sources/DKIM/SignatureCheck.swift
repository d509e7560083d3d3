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
    /// Where several records stand at the key's name, each that is a key record is tried, up to ``maximumRecords``, and
    /// the best verdict counts, in whatever order they stand.
    ///
    /// - Parameters:
    ///   - answer: what the look-up answered.
    ///   - spareTrials: how many records may still be tried besides the first one of each signature of the message.
    func verdict(for answer: TextRecordAnswer, spareTrials: inout Int) -> DKIMVerdict {
        switch answer {
        case .records(let records):
            guard !records.isEmpty else { return facts.with(.permanentError, .keyMissing) }
            return verdict(for: records, spareTrials: &spareTrials)
                ?? facts.with(.permanentError, .malformedKeyRecord)
        case .noSuchDomain, .noRecord: return facts.with(.permanentError, .keyMissing)
        case .temporaryFailure(let how): return facts.with(.temporaryError, .keyUnavailable(how))
        case .permanentFailure(let how): return facts.with(.permanentError, .keyUnavailable(how))
        }
    }

    /// The best verdict of the key records among texts, or nil where there is none.
    private func verdict(for records: [[UInt8]], spareTrials: inout Int) -> DKIMVerdict? {
        let digest = headerDigest()
        var best: DKIMVerdict?
        var trials = 0
        for octets in records {
            let prepared = keys.prepared(octets)
            guard let record = prepared.record else { continue }
            if trials > 0 {
                guard trials < Self.maximumRecords, spareTrials > 0 else { break }
                spareTrials -= 1
            }
            trials += 1
            let verdict = verdict(for: record, prepared.key, headerDigest: digest)
            if best?.isBetter(than: verdict) != true { best = verdict }
        }
        return best
    }

    private func verdict(for record: DKIMKeyRecord, _ key: PublicKey?, headerDigest: [UInt8]) -> DKIMVerdict {
        var facts = self.facts
        facts.isTest = record.isTest
        guard !record.isRevoked else { return facts.with(.permanentError, .keyRevoked) }
        guard record.isForMail else { return facts.with(.permanentError, .keyNotForMail) }
        guard record.allows(signature.algorithm) else { return facts.with(.permanentError, .keyNotForAlgorithm) }
        guard !record.isStrict || signature.identityDomain == signature.domain else {
            return facts.with(.permanentError, .keyNotForIdentity)
        }
        guard let key else { return facts.with(.permanentError, .malformedKeyRecord) }
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
        guard !facts.isHeaderAmbiguous || danger.acceptsAmbiguousHeaders else {
            return facts.with(.policy, .headerAmbiguous)
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
        return MessageDigest.hash(of: octets.span, signature.algorithm.digest)
    }

    /// How many key records at one name are tried, 4: a name should have one, and two while somebody mends a mistake,
    /// but each costs a key to prepare and a verification.
    static let maximumRecords = 4
    /// How many records of a message are tried besides the first one of each signature, 8: enough for two signatures
    /// with the most records each, and not for a message that is sent to cost more.
    static let spareTrials = 8
}

extension DKIMVerdict {
    /// Whether this verdict with one key counts more than that with another: for its result, for how far the check
    /// came, and for the key.
    fileprivate func isBetter(than other: DKIMVerdict) -> Bool {
        let own = (result.rank, reason.progress, isTest ? 0 : 1, keyBits ?? 0)
        return own > (other.result.rank, other.reason.progress, other.isTest ? 0 : 1, other.keyBits ?? 0)
    }
}
