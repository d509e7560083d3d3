import MailCryptography
import Testing

/// Keys made, read, written and used.
struct PrivateKeyTests {
    static let message = Array("We lost the game. Are you hungry yet?".utf8)

    @Test(
        "a key is generated, written, read again, and signs",
        arguments: [PrivateKey.Specification.rsa(bits: 1_024), .rsa(), .ed25519])
    func roundTrip(specification: PrivateKey.Specification) throws {
        let key = try PrivateKey.generate(specification)
        let again = try PrivateKey(pem: key.pem())
        #expect(again.publicKey == key.publicKey)
        #expect(again.algorithm == key.algorithm)
        #expect(again.bits == key.bits)
        let signature = try again.sign(Self.message)
        #expect(key.publicKey.isValid(signature, for: Self.message))
        // Both kinds of signature are deterministic.
        #expect(try key.sign(Self.message) == signature)
    }

    @Test("a changed message, signature or key is not valid")
    func changes() throws {
        for key in [try PrivateKey.generate(.rsa(bits: 1_024)), try PrivateKey.generate(.ed25519)] {
            let signature = try key.sign(Self.message)
            for index in [0, signature.count / 2, signature.count - 1] {
                var changed = signature
                changed[index] ^= 1
                #expect(!key.publicKey.isValid(changed, for: Self.message))
            }
            #expect(!key.publicKey.isValid(signature, for: Self.message + [0]))
            #expect(!key.publicKey.isValid([], for: Self.message))
            #expect(!key.publicKey.isValid(signature + [0], for: Self.message))
            #expect(!key.publicKey.isValid(Array(signature.dropLast()), for: Self.message))
            let other = try PrivateKey.generate(key.algorithm == .rsa ? .rsa(bits: 1_024) : .ed25519)
            #expect(!other.publicKey.isValid(signature, for: Self.message))
        }
    }

    @Test("RSA signs a digest that was made before; Ed25519 does not")
    func digests() throws {
        let key = try PrivateKey.generate(.rsa(bits: 2_048))
        let digest = SHA256.hash(of: Self.message)
        let signature = try key.sign(sha256Digest: digest)
        #expect(try key.sign(Self.message) == signature)
        #expect(signature.count == 256)
        #expect(key.publicKey.isValid(signature, forSHA256Digest: digest))
        #expect(throws: CryptographyError.self) { try key.sign(sha256Digest: [1, 2, 3]) }
        let edwards = try PrivateKey.generate(.ed25519)
        #expect(throws: CryptographyError(.unsupportedKey)) { try edwards.sign(sha256Digest: digest) }
        #expect(!edwards.publicKey.isValid(signature, forSHA256Digest: digest))
    }

    @Test("the first example of RFC 8032 comes out")
    func publishedEd25519() throws {
        let seed: [UInt8] = [
            0x9D, 0x61, 0xB1, 0x9D, 0xEF, 0xFD, 0x5A, 0x60, 0xBA, 0x84, 0x4A, 0xF4, 0x92, 0xEC, 0x2C, 0xC4,
            0x44, 0x49, 0xC5, 0x69, 0x7B, 0x32, 0x69, 0x19, 0x70, 0x3B, 0xAC, 0x03, 0x1C, 0xAE, 0x7F, 0x60,
        ]
        let key = try PrivateKey(ed25519Seed: seed)
        let octets = try #require(key.publicKey.ed25519Octets)
        #expect(DigestTests.hexadecimal(octets) == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
        let signature = try key.sign([])
        #expect(
            DigestTests.hexadecimal(signature)
                == "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")
        #expect(try PublicKey(ed25519: octets).isValid(signature, for: []))
    }

    @Test("a public key is read in each of its forms")
    func publicForms() throws {
        let key = try PrivateKey.generate(.rsa(bits: 1_024)).publicKey
        let info = key.subjectPublicKeyInfo
        #expect(try PublicKey(subjectPublicKeyInfo: info) == key)
        #expect(key.bits == 1_024)
        #expect(key.ed25519Octets == nil)
        // The RSAPublicKey stands at the end of the SubjectPublicKeyInfo, behind 22 octets of wrapping.
        #expect(try PublicKey(rsaPublicKey: Array(info.dropFirst(22))) == key)
        for wrong in [[], Array(info.dropLast()), info + [0], Array(info.dropFirst())] {
            #expect(throws: CryptographyError.self) { try PublicKey(subjectPublicKeyInfo: wrong) }
            #expect(throws: CryptographyError.self) { try PublicKey(rsaPublicKey: wrong) }
        }
        for count in [0, 31, 33, 44] {
            #expect(throws: CryptographyError.self) { try PublicKey(ed25519: [UInt8](repeating: 1, count: count)) }
            #expect(throws: CryptographyError.self) { try PrivateKey(ed25519Seed: [UInt8](repeating: 1, count: count)) }
        }
    }

    @Test("a size outside of the limits is refused", arguments: [-1, 0, 512, 1_023, 4_097, 1_000_000])
    func sizes(bits: Int) {
        #expect(throws: CryptographyError(.unsupportedKeySize(bits))) { try PrivateKey.generate(.rsa(bits: bits)) }
    }

    @Test(
        "what is no usable key is refused with the kind of mistake",
        arguments: [
            ("", .malformedKey), ("not a key", .malformedKey), (KeySamples.encrypted, .passphraseNeeded),
            (KeySamples.ellipticCurve, .unsupportedKey), (KeySamples.short, .unsupportedKeySize(512)),
            (String(KeySamples.short.dropLast(60)), .malformedKey),
        ] as [(String, CryptographyError.Kind)])
    func unusable(pem: String, kind: CryptographyError.Kind) {
        let error = #expect(throws: CryptographyError.self) { try PrivateKey(pem: pem) }
        #expect(error?.kind == kind)
    }

    @Test("the older form of PEM is read, with text around it")
    func olderForm() throws {
        let key = try PrivateKey(pem: "A comment\n" + KeySamples.older + "more text\n")
        #expect(key.bits == 1_024)
        #expect(try key.pem().hasPrefix("-----BEGIN PRIVATE KEY-----\n"))
    }

    @Test("no description shows the secret")
    func descriptions() throws {
        let key = try PrivateKey.generate(.ed25519)
        let secret = try key.pem()
        var dumped = ""
        dump(key, to: &dumped)
        for text in ["\(key)", String(reflecting: key), dumped] {
            #expect(!text.contains("PRIVATE"))
            for line in secret.split(separator: "\n") { #expect(!text.contains(line)) }
        }
    }

    @Test("one key signs in many tasks at once")
    func concurrency() async throws {
        let key = try PrivateKey.generate(.rsa(bits: 1_024))
        let expected = try key.sign(Self.message)
        try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<64 {
                group.addTask { try key.sign(Self.message) }
            }
            for try await signature in group { #expect(signature == expected) }
        }
    }
}
