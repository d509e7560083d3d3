import MailCryptography

/// PEM texts at `PrivateKey` and `PublicKey`.
///
/// Invariants:
/// - The outcome is a value, or a `CryptographyError` of a kind that its documentation names; nothing else.
/// - A key keeps the limits of its size.
/// - A key that is written and read again is the same, in every form that it has, and also behind other text.
/// - Under a passphrase it is read again with that passphrase only, and not without one.
/// - What an Ed25519 key signs, its public key finds good.
///
/// The script is the text. Choices: the passphrase that is tried; whether the key is written under one.
enum PEMTarget {
    static func check(_ octets: [UInt8]) throws(BrokenInvariant) {
        var input = FuzzInput(octets)
        let text = FuzzScript(input.script, alphabet).octets
        let passphrase: [UInt8]? = input.choice(
            nil, Self.passphrase, [], [UInt8](repeating: 65, count: PrivateKey.maximumPassphraseLength + 1))
        let isWrittenUnderOne = input.flag()
        try checkPublic(text)
        let key: PrivateKey
        do {
            key = try PrivateKey(pem: text, passphrase: passphrase)
        } catch {
            switch error.kind {
            case .malformedKey, .unsupportedKey, .unsupportedKeySize, .invalidDerivation: return
            case .passphraseNeeded:
                return try demand(passphrase == nil, "a passphrase is asked for where none is given", "\(error)")
            case .wrongPassphrase, .invalidPassphrase:
                return try demand(passphrase != nil, "a passphrase that is refused was given", "\(error)")
            default: throw BrokenInvariant(description: "a key that cannot be read has its reason: \(error)")
            }
        }
        try checkPrivate(key)
        if isWrittenUnderOne { try checkPassphrase(key) }
    }

    private static func checkPublic(_ text: [UInt8]) throws(BrokenInvariant) {
        let key: PublicKey
        do {
            key = try PublicKey(pem: text)
        } catch {
            switch error.kind {
            case .malformedKey, .unsupportedKey, .unsupportedKeySize: return
            default: throw BrokenInvariant(description: "a public key that cannot be read has its reason: \(error)")
            }
        }
        try demand(key.bits <= PublicKey.maximumBits, "a key keeps its limit", "\(key)")
        try demand((try? PublicKey(pem: key.pem)) == key, "a public key that is written is the same", key.pem)
        let behind = "some text\n\n" + key.pem
        try demand((try? PublicKey(pem: behind)) == key, "and also behind other text", key.pem)
    }

    private static func checkPrivate(_ key: PrivateKey) throws(BrokenInvariant) {
        let isOfSize = (PrivateKey.minimumRSABits...PublicKey.maximumBits).contains(key.bits)
        try demand(key.algorithm == .ed25519 || isOfSize, "a key keeps its limits", "\(key)")
        let forms: [PrivateKey.Form] = key.algorithm == .rsa ? [.pkcs8, .pkcs1] : [.pkcs8]
        for form in forms {
            guard let written = try? key.pem(as: form) else {
                throw BrokenInvariant(description: "a key can be written: \(key), \(form)")
            }
            for text in [written, "some text\n\n" + written] {
                let again = try? PrivateKey(pem: text)
                try demand(again?.publicKey == key.publicKey, "a key that is written is the same", "\(key), \(form)")
                try demand((try? again?.pem(as: form)) == written, "and its secret is", "\(key), \(form)")
            }
        }
        guard key.algorithm == .ed25519 else { return }
        let signature = try? key.sign(passphrase)
        try demand(
            key.publicKey.isValid(signature ?? [], for: passphrase), "what a key signs is good", "\(key)")
    }

    private static func checkPassphrase(_ key: PrivateKey) throws(BrokenInvariant) {
        guard let text = try? key.pem(encryptedWith: passphrase, rounds: PrivateKey.allowedRounds.lowerBound) else {
            throw BrokenInvariant(description: "a key can be written under a passphrase: \(key)")
        }
        let again = try? PrivateKey(pem: text, passphrase: passphrase)
        try demand(again?.publicKey == key.publicKey, "a key that is written under a passphrase is the same", "\(key)")
        for other in [nil, passphrase + passphrase] as [[UInt8]?] {
            do {
                _ = try PrivateKey(pem: text, passphrase: other)
                throw BrokenInvariant(description: "a key is read without its passphrase: \(key)")
            } catch let error as CryptographyError {
                let isRight = error.kind == (other == nil ? .passphraseNeeded : .wrongPassphrase)
                try demand(isRight, "a key under another passphrase has its reason", "\(error)")
            } catch {
                throw BrokenInvariant(description: "\(error)")
            }
        }
    }

    /// The passphrase of the seeds.
    private static let passphrase = Array("secret".utf8)

    private static let alphabet = FuzzScript.Alphabet(
        .high,
        [
            "-----BEGIN ", "-----END ", "PRIVATE KEY-----\n", "ENCRYPTED ", "RSA ", "PUBLIC KEY-----\n", "-----\n",
            "Proc-Type: 4,ENCRYPTED\n", "DEK-Info: AES-128-CBC,", "DEK-Info: DES-EDE3-CBC,0011223344556677\n\n",
            "00112233445566778899AABBCCDDEEFF\n\n", "EC ", "CERTIFICATE-----\n", "MC4CAQAwBQYDK2VwBCIEI",
            "MCowBQYDK2VwAyEA", "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQ", "AAAA", "AQAB", "\n", "\r\n", " ", "=", "==",
            "A===", "\0", "-----BEGIN PRIVATE KEY-----\n", "-----END PRIVATE KEY-----\n",
            "-----BEGIN PUBLIC KEY-----\n", "-----END PUBLIC KEY-----\n",
        ])
}
