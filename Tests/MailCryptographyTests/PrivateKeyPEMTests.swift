import MailCryptography
import Testing

/// Keys in each form of PEM text, with and without a passphrase.
struct PrivateKeyPEMTests {
    static let rounds = PrivateKey.allowedRounds.lowerBound

    @Test(
        "a key under a passphrase opens with it, and with no other",
        arguments: [
            KeyFormSamples.pbkdf2, KeyFormSamples.scrypt, KeyFormSamples.tripleDES, KeyFormSamples.pkcs12,
            KeyFormSamples.rsaHeader, KeyFormSamples.rsaPKCS8,
        ])
    func opened(pem: String) throws {
        let key = try PrivateKey(pem: pem, passphrase: KeyFormSamples.passphrase)
        let expected = key.algorithm == .rsa ? KeyFormSamples.rsaPublicKey : KeyFormSamples.publicKey
        #expect(try key.publicKey == PublicKey(pem: expected))
        #expect(try key.publicKey.isValid(key.sign([1]), for: [1]))
        #expect(throws: CryptographyError(.passphraseNeeded)) { try PrivateKey(pem: pem) }
        let none: [UInt8] = []
        for wrong in [none, Array("sesam".utf8), Array("Sesame".utf8), [UInt8](repeating: 65, count: 1_024)] {
            let error = #expect(throws: CryptographyError.self) { try PrivateKey(pem: pem, passphrase: wrong) }
            #expect(error?.kind == .wrongPassphrase)
        }
        #expect(throws: CryptographyError(.invalidPassphrase)) {
            try PrivateKey(pem: pem, passphrase: [UInt8](repeating: 65, count: 1_025))
        }
    }

    @Test(
        "what does not open even with the passphrase says why",
        arguments: [
            (KeyFormSamples.damaged, .wrongPassphrase), (KeyFormSamples.truncated, .malformedKey),
            (KeyFormSamples.manyRounds, .invalidDerivation), (KeyFormSamples.costlyScrypt, .invalidDerivation),
            (KeyFormSamples.singleDES, .unsupportedKey), (KeyFormSamples.rsaHeaderSingleDES, .unsupportedKey),
            (KeyFormSamples.ecOlderForm, .unsupportedKey), (KeyFormSamples.publicKey, .malformedKey),
        ] as [(String, CryptographyError.Kind)])
    func unopened(pem: String, kind: CryptographyError.Kind) {
        let error = #expect(throws: CryptographyError.self) {
            try PrivateKey(pem: pem, passphrase: KeyFormSamples.passphrase)
        }
        #expect(error?.kind == kind)
    }

    @Test("a key in the clear does not look at the passphrase")
    func clear() throws {
        let key = try PrivateKey.generate(.ed25519)
        let read = try PrivateKey(pem: key.pem(), passphrase: Array("whatever".utf8))
        #expect(read.publicKey == key.publicKey)
    }

    @Test("a key is written in each form and read again", arguments: [PrivateKey.Specification.rsa(), .ed25519])
    func written(specification: PrivateKey.Specification) throws {
        let key = try PrivateKey.generate(specification)
        #expect(try key.pem() == key.pem(as: .pkcs8))
        #expect(try key.pem().hasPrefix("-----BEGIN PRIVATE KEY-----\n"))
        let sealed = try key.pem(encryptedWith: KeyFormSamples.passphrase, rounds: Self.rounds)
        #expect(sealed.hasPrefix("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"))
        #expect(sealed.hasSuffix("-----END ENCRYPTED PRIVATE KEY-----\n"))
        #expect(throws: CryptographyError(.passphraseNeeded)) { try PrivateKey(pem: sealed) }
        let opened = try PrivateKey(pem: sealed, passphrase: KeyFormSamples.passphrase)
        #expect(try opened.pem() == key.pem())
        // The salt differs each time.
        #expect(try key.pem(encryptedWith: KeyFormSamples.passphrase, rounds: Self.rounds) != sealed)
        guard key.algorithm == .rsa else {
            let error = #expect(throws: CryptographyError.self) { try key.pem(as: .pkcs1) }
            #expect(error?.kind == .unsupportedKey)
            return
        }
        #expect(try key.pem(as: .pkcs1).hasPrefix("-----BEGIN RSA PRIVATE KEY-----\n"))
        #expect(try PrivateKey(pem: key.pem(as: .pkcs1)).pem() == key.pem())
    }

    @Test("the encryption is the stated one")
    func encryption() throws {
        let pem = try PrivateKey.generate(.ed25519).pem(encryptedWith: KeyFormSamples.passphrase)
        let body = pem.split(separator: "\n").filter { !$0.hasPrefix("-") }.joined()
        let der = DigestTests.hexadecimal(try #require(Base64.decode(body.utf8)))
        // 600,000 rounds, hmacWithSHA256 and aes256-CBC-PAD as they stand in DER (RFC 8018, appendix C).
        for part in ["02030927c0", "06082a864886f70d0209", "060960864801650304012a"] { #expect(der.contains(part)) }
    }

    @Test("passphrases and rounds that nothing is written with")
    func refused() throws {
        let key = try PrivateKey.generate(.ed25519)
        for count in [0, 1_025] {
            #expect(throws: CryptographyError(.invalidPassphrase)) {
                try key.pem(encryptedWith: [UInt8](repeating: 65, count: count))
            }
        }
        for rounds in [Int.min, 0, 1, 9_999, 10_000_001, .max] {
            #expect(throws: CryptographyError(.invalidDerivation)) {
                try key.pem(encryptedWith: KeyFormSamples.passphrase, rounds: rounds)
            }
        }
    }

    @Test("the first private key counts, whatever stands around it")
    func first() throws {
        let key = try PrivateKey.generate(.ed25519)
        let other = try PrivateKey.generate(.ed25519)
        let text = "a comment\n" + key.publicKey.pem + (try key.pem()) + (try other.pem())
        #expect(try PrivateKey(pem: text).publicKey == key.publicKey)
        #expect(try PrivateKey(pem: text.split(separator: "\n").joined(separator: "\r\n")).publicKey == key.publicKey)
        let padded = [UInt8](repeating: UInt8(ascii: "\n"), count: PrivateKey.maximumPEMLength) + Array(text.utf8)
        #expect(throws: CryptographyError(.malformedKey, reason: "too long")) { try PrivateKey(pem: padded) }
    }

    @Test("no error holds the passphrase")
    func errors() throws {
        for pem in [KeyFormSamples.pbkdf2, KeyFormSamples.rsaHeader, KeyFormSamples.truncated] {
            let error = try #require(throws: CryptographyError.self) {
                try PrivateKey(pem: pem, passphrase: Array("swordfish".utf8))
            }
            let shown = "\(error) \(String(reflecting: error))"
            #expect(!shown.contains("swordfish"))
        }
    }
}

extension PrivateKeyPEMTests {
    @Test("a public key is written and read again", arguments: [PrivateKey.Specification.rsa(bits: 1_024), .ed25519])
    func publicKeys(specification: PrivateKey.Specification) throws {
        let key = try PrivateKey.generate(specification)
        let text = key.publicKey.pem
        #expect(text.hasPrefix("-----BEGIN PUBLIC KEY-----\n") && text.hasSuffix("\n-----END PUBLIC KEY-----\n"))
        #expect(text.split(separator: "\n").allSatisfy { $0.utf8.count <= 64 })
        #expect(try PublicKey(pem: text) == key.publicKey)
        #expect(try PublicKey(pem: key.pem() + text) == key.publicKey)
    }

    @Test("public keys of other programs come out as they were written")
    func publicSamples() throws {
        #expect(try PublicKey(pem: KeyFormSamples.publicKey).pem == KeyFormSamples.publicKey)
        #expect(try PublicKey(pem: KeyFormSamples.rsaPublicKey).bits == 1_024)
    }

    @Test("what holds no public key is refused", arguments: ["", "text", KeySamples.older, KeySamples.ellipticCurve])
    func noPublicKey(pem: String) {
        let error = #expect(throws: CryptographyError.self) { try PublicKey(pem: pem) }
        #expect(error?.kind == .malformedKey)
    }
}
