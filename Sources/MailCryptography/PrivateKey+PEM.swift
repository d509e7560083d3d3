import COpenSSLShim

extension PrivateKey {
    /// The forms of PEM text that hold a key in the clear; complete, as there are no others for these algorithms.
    public enum Form: Hashable, Sendable {
        /// PKCS#8, `PRIVATE KEY`, for every algorithm (RFC 5958; RFC 7468, section 10).
        case pkcs8
        /// PKCS#1, `RSA PRIVATE KEY`, for RSA only (RFC 8017, appendix A.1.2): what older programs read.
        case pkcs1
    }

    /// The longest PEM text in octets that is read, 4 MiB: a chain of certificates may stand before the key.
    public static let maximumPEMLength = 4 * 1_024 * 1_024
    /// The longest passphrase in octets: what OpenSSL takes for each form of encryption.
    public static let maximumPassphraseLength = 1_024
    /// How often PBKDF2 goes on when a key is written under a passphrase, unless told otherwise.
    ///
    /// Default 600,000: what is commonly advised for HMAC-SHA-256, some tenths of a second each time a key is read.
    public static let defaultRounds = 600_000
    /// How often PBKDF2 may go on when a key is written under a passphrase.
    ///
    /// At least 10,000, below which short passphrases are soon tried; at most ``maximumRounds``, so that what is written
    /// is read again.
    public static let allowedRounds = 10_000...maximumRounds
    /// The most rounds of PBKDF2, or of an older derivation, with which a key is read: a few seconds of work.
    public static let maximumRounds = 10_000_000
    /// The most work of scrypt with which a key is read: cost times block size times parallelization.
    ///
    /// 16,777,216 is 128 times what OpenSSL writes, and a few seconds of work.
    public static let maximumScryptWork = 16_777_216

    /// Reads a key from PEM text.
    ///
    /// The forms are PKCS#8 (`PRIVATE KEY`, `ENCRYPTED PRIVATE KEY`; RFC 7468, sections 10 and 11) and PKCS#1 (`RSA
    /// PRIVATE KEY`, also in the older encryption that its header names). Nobody is ever asked for a passphrase. Opening
    /// a key takes as long as its encryption wants, up to a few seconds: call it from no event loop.
    ///
    /// - Parameters:
    ///   - pem: the text, up to ``maximumPEMLength``, with anything before and behind the first private key in it.
    ///   - passphrase: the octets of the passphrase without a line end, up to ``maximumPassphraseLength``; not looked at
    ///     where the key is in the clear.
    /// - Throws: `CryptographyError` of the kind `passphraseNeeded` for a key under a passphrase when none is given,
    ///   `wrongPassphrase`, `invalidPassphrase` for one that is too long, `invalidDerivation` for an encryption that
    ///   asks for more work than ``maximumRounds`` or ``maximumScryptWork``, `unsupportedKey`, `unsupportedKeySize`
    ///   outside of ``minimumRSABits`` to `PublicKey.maximumBits`, or `malformedKey`.
    public convenience init(pem: [UInt8], passphrase: [UInt8]? = nil) throws(CryptographyError) {
        guard pem.count <= Self.maximumPEMLength else { throw CryptographyError(.malformedKey, reason: "too long") }
        guard (passphrase?.count ?? 0) <= Self.maximumPassphraseLength else {
            throw CryptographyError(.invalidPassphrase)
        }
        var outcome: Int32 = 0
        let handle =
            if let passphrase {
                unsafe passphrase.withUnsafeBufferPointer { octets in
                    // The address of no octets may be null, which would stand for no passphrase.
                    let none: [UInt8] = [0]
                    return unsafe octets.isEmpty
                        ? Self.read(pem, passphrase: none, length: 0, outcome: &outcome)
                        : Self.read(pem, passphrase: octets.baseAddress, length: octets.count, outcome: &outcome)
                }
            } else {
                unsafe Self.read(pem, passphrase: nil, length: 0, outcome: &outcome)
            }
        try self.init(handle: handle, otherwise: Self.kind(of: outcome))
    }

    /// Reads a key from PEM text, as the initialiser that takes octets does.
    ///
    /// - Parameters:
    ///   - pem: the text, with anything before and behind the first private key in it.
    ///   - passphrase: the octets of the passphrase without a line end, or nil.
    /// - Throws: `CryptographyError` as for octets.
    public convenience init(pem: String, passphrase: [UInt8]? = nil) throws(CryptographyError) {
        try self.init(pem: Array(pem.utf8), passphrase: passphrase)
    }

    /// The key as PEM text in the clear: a secret, to be kept where only its owner reads.
    ///
    /// - Parameter form: which form; PKCS#8 unless told otherwise.
    /// - Throws: `CryptographyError` of the kind `unsupportedKey` for an Ed25519 key in PKCS#1, or `keyEncoding` when
    ///   OpenSSL fails, as when there is no memory.
    public func pem(as form: Form = .pkcs8) throws(CryptographyError) -> String {
        guard form == .pkcs8 || algorithm == .rsa else {
            throw CryptographyError(.unsupportedKey, reason: "PKCS#1 is for RSA")
        }
        guard let text = handle.privateKeyPEM(form) else { throw CryptographyError(fromOpenSSL: .keyEncoding) }
        return text
    }

    /// The key as PEM text under a passphrase: PKCS#8, `ENCRYPTED PRIVATE KEY`.
    ///
    /// The encryption is AES-256 in CBC mode with a key made by PBKDF2 over HMAC-SHA-256 and a random salt (PBES2, RFC
    /// 8018, section 6.2), which other programs read too. Whoever has the text can try passphrases; the rounds make each
    /// try cost, so the text is only as safe as the passphrase is hard to guess.
    ///
    /// - Parameters:
    ///   - passphrase: 1 to ``maximumPassphraseLength`` octets.
    ///   - rounds: how often PBKDF2 goes on, within ``allowedRounds``.
    /// - Throws: `CryptographyError` of the kind `invalidPassphrase`, `invalidDerivation` for rounds out of range, or
    ///   `keyEncoding` when OpenSSL fails, as when there is no memory.
    public func pem(
        encryptedWith passphrase: [UInt8], rounds: Int = defaultRounds
    ) throws(CryptographyError) -> String {
        guard (1...Self.maximumPassphraseLength).contains(passphrase.count) else {
            throw CryptographyError(.invalidPassphrase)
        }
        guard Self.allowedRounds.contains(rounds), let count = Int32(exactly: rounds) else {
            throw CryptographyError(.invalidDerivation)
        }
        guard let text = handle.privateKeyPEM(encryptedWith: passphrase, rounds: count) else {
            throw CryptographyError(fromOpenSSL: .keyEncoding)
        }
        return text
    }

    /// Reads the first key of PEM text; the outcome is one of those of the shim.
    private static func read(
        _ pem: [UInt8], passphrase: UnsafePointer<UInt8>?, length: Int, outcome: inout Int32
    ) -> KeyHandle? {
        unsafe KeyHandle(
            owning: waxwing_key_read_pem(
                pem, pem.count, passphrase, length, UInt64(maximumRounds), UInt64(maximumScryptWork), &outcome),
            for: .signing)
    }

    /// The kind of error for an outcome without a key.
    private static func kind(of outcome: Int32) -> CryptographyError.Kind {
        switch outcome {
        case WAXWING_KEY_UNSUPPORTED: .unsupportedKey
        case WAXWING_KEY_PASSPHRASE_NEEDED: .passphraseNeeded
        case WAXWING_KEY_PASSPHRASE_WRONG: .wrongPassphrase
        case WAXWING_KEY_TOO_COSTLY: .invalidDerivation
        default: .malformedKey
        }
    }
}
