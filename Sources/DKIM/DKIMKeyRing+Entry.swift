public import MailAddressing
public import MailCryptography

extension DKIMKeyRing {
    /// One key: whose it is, what its record says, and when it signs.
    ///
    /// Its description never shows the key's secret.
    public struct Entry: Sendable {
        /// The domain that answers for the messages, `d=`.
        public let domain: DomainName
        /// The selector of the key, `s=`.
        public let selector: String
        /// The name at which the key's record must stand.
        public let keyName: DomainName
        /// The public key.
        public let publicKey: PublicKey
        /// The record that publishes the key.
        public let record: DKIMKeyRecord
        /// What the record says besides the key.
        public let recordOptions: DKIMKeyRecord.Options
        /// When the key signs and for whom.
        public let use: Use
        /// Who signs with the key; nil where only its public half is here.
        public let signer: DKIMSigner?

        /// Whether the key signs for the domains below its own that have no key themselves.
        public var coversSubdomains: Bool { use.coversSubdomains }

        /// Makes an entry of a key that signs.
        ///
        /// - Parameters:
        ///   - domain: the domain that answers for the messages.
        ///   - selector: the name of the key within the domain, as ``DKIMKeyRing/selector(prefix:at:)`` makes it.
        ///   - key: the private key.
        ///   - use: when the key signs and for whom; always and for all unless told otherwise.
        ///   - signing: how to sign.
        ///   - record: what the record says besides the key.
        /// - Throws: `DKIMKeyRing.Mistake` when the signer or the record cannot be made, when the record forbids what
        ///   the key is to do, or when the key is to end before it begins.
        public init(
            domain: DomainName, selector: String, key: PrivateKey, use: Use = Use(),
            signing: DKIMSigner.Options = .default, record: DKIMKeyRecord.Options = DKIMKeyRecord.Options()
        ) throws(Mistake) {
            let signer: DKIMSigner
            do {
                signer = try DKIMSigner(domain: domain, selector: selector, key: key, options: signing)
            } catch { throw .unusable(error) }
            try self.init(
                domain: domain, selector: selector, keyName: signer.keyName, publicKey: key.publicKey, use: use,
                recordOptions: record, signer: signer)
        }

        /// Makes an entry of a key whose private half is elsewhere or gone: its record is published, it never signs here.
        ///
        /// Such a key takes no other's place: the whole time of its use counts, and keys that are here sign beside it.
        ///
        /// - Parameters:
        ///   - domain: the domain that answers for the messages.
        ///   - selector: the name of the key within the domain.
        ///   - publicKey: the public key.
        ///   - use: when the key signs or signed elsewhere.
        ///   - record: what the record says besides the key.
        /// - Throws: `DKIMKeyRing.Mistake` when the selector is none, when the record cannot be made or forbids what the
        ///   key is to do, or when the key is to end before it begins.
        public init(
            domain: DomainName, selector: String, publicKey: PublicKey, use: Use,
            record: DKIMKeyRecord.Options = DKIMKeyRecord.Options()
        ) throws(Mistake) {
            guard let keyName = try? domain.prefixed(by: selector + "._domainkey") else {
                throw .unusable(DKIMError(.invalidSelector))
            }
            try self.init(
                domain: domain, selector: selector, keyName: keyName, publicKey: publicKey, use: use,
                recordOptions: record, signer: nil)
        }

        private init(
            domain: DomainName, selector: String, keyName: DomainName, publicKey: PublicKey, use: Use,
            recordOptions: DKIMKeyRecord.Options, signer: DKIMSigner?
        ) throws(Mistake) {
            do {
                record = try DKIMKeyRecord(publishing: publicKey, options: recordOptions)
            } catch { throw .unusable(error) }
            let algorithm: DKIMAlgorithm = publicKey.algorithm == .rsa ? .rsaSHA256 : .ed25519SHA256
            guard record.allows(algorithm), record.isForMail else { throw .recordForbidsUse(keyName) }
            guard use.begin < use.plannedEnd else { throw .endsBeforeItBegins(keyName) }
            self.domain = domain
            self.selector = selector
            self.keyName = keyName
            self.publicKey = publicKey
            self.use = use
            self.recordOptions = recordOptions
            self.signer = signer
        }
    }
}

extension DKIMKeyRing {
    /// When a key signs and for whom.
    public struct Use: Hashable, Sendable {
        /// From when the key signs, in seconds since 1970; nil is always.
        public var signsFrom: Int64?
        /// From when the key signs no more, in seconds since 1970; nil is never, or when a newer key begins.
        public var signsUntil: Int64?
        /// From when the key is taken back, as after a theft, in seconds since 1970; nil is not at all.
        ///
        /// From then on it signs nothing, and its record says that its signatures must not be believed.
        public var revokedFrom: Int64?
        /// Whether the key signs for the domains below its own that have no key themselves.
        public var coversSubdomains: Bool

        /// Makes a use; without parameters a key signs always, for its domain and those below.
        ///
        /// - Parameters:
        ///   - signsFrom: from when the key signs, in seconds since 1970; nil is always.
        ///   - signsUntil: from when the key signs no more, in seconds since 1970; nil is never.
        ///   - revokedFrom: from when the key is taken back, in seconds since 1970; nil is not at all.
        ///   - coversSubdomains: whether the key signs for the domains below its own that have no key themselves.
        public init(
            signsFrom: Int64? = nil, signsUntil: Int64? = nil, revokedFrom: Int64? = nil, coversSubdomains: Bool = true
        ) {
            self.signsFrom = signsFrom
            self.signsUntil = signsUntil
            self.revokedFrom = revokedFrom
            self.coversSubdomains = coversSubdomains
        }

        /// The first second in which the key signs; the earliest there is for always.
        var begin: Int64 { signsFrom ?? .min }

        /// The first second in which the key signs no more as it was planned; the latest there is for never.
        var plannedEnd: Int64 { signsUntil ?? .max }

        /// The first second in which the key signs no more.
        var end: Int64 { max(begin, min(plannedEnd, revokedFrom ?? .max)) }
    }
}

extension DKIMKeyRing.Entry: CustomStringConvertible {
    /// The name of the key and its kind; never its secret.
    public var description: String { "\(publicKey) at \(keyName)" }
}
