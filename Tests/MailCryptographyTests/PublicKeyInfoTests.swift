import Testing

@testable import MailCryptography

/// The forms in which public keys are read, and what is refused.
struct PublicKeyInfoTests {
    @Test(
        "a key has the same form whether it is read whole, bare, or belongs to a private key",

        arguments: [(1_024, 22), (2_048, 24)])
    func forms(bits: Int, headLength: Int) throws {
        let whole = try PrivateKey.generate(.rsa(bits: bits)).publicKey
        let info = whole.subjectPublicKeyInfo
        #expect(try PublicKey(subjectPublicKeyInfo: info) == whole)
        let bare = Array(info[headLength...])
        #expect(try PublicKey(rsaPublicKey: bare).subjectPublicKeyInfo == info)
        let edwards = try PrivateKey.generate(.ed25519).publicKey
        let octets = try #require(edwards.ed25519Octets)
        #expect(try PublicKey(ed25519: octets).subjectPublicKeyInfo == edwards.subjectPublicKeyInfo)
        #expect(try PublicKey(subjectPublicKeyInfo: edwards.subjectPublicKeyInfo).ed25519Octets == octets)
    }

    @Test("any octet of the frame changed, cut or added makes no key, or another one, and never a trap")
    func damage() throws {
        let info = try PrivateKey.generate(.rsa(bits: 1_024)).publicKey.subjectPublicKeyInfo
        for length in 0..<info.count { #expect((try? PublicKey(subjectPublicKeyInfo: Array(info[..<length]))) == nil) }
        #expect((try? PublicKey(subjectPublicKeyInfo: info + [0])) == nil)
        // The tags of the frame, and the algorithm.
        for place in [0, 3, 5, 18] + Array(7...15) {
            var changed = info
            changed[place] ^= 1
            #expect((try? PublicKey(subjectPublicKeyInfo: changed)) == nil, "octet \(place)")
        }
        // A length in more octets than it needs is for the general decoder, which takes it.
        let long = [0x30, 0x82, 0x00, info[2]] + info[3...]
        #expect(try PublicKey(subjectPublicKeyInfo: long).bits == 1_024)
        for place in info.indices {
            for octet in [0, 1, 0x7F, 0x80, 0x84, 0xFF, info[place] ^ 1] as [UInt8] {
                var changed = info
                changed[place] = octet
                _ = try? PublicKey(subjectPublicKeyInfo: changed)
            }
        }
    }

    @Test("an exponent of over 64 bits, or of 1, is refused")
    func exponents() throws {
        let modulus = [UInt8(0)] + [UInt8](repeating: 0xC5, count: 128)
        func key(exponent: [UInt8]) -> [UInt8] {
            let numbers = [0x02, 0x81, UInt8(modulus.count)] + modulus + [0x02, UInt8(exponent.count)] + exponent
            return [0x30, 0x81, UInt8(numbers.count)] + numbers
        }
        #expect(try PublicKey(rsaPublicKey: key(exponent: [1, 0, 1])).bits == 1_024)
        #expect(try PublicKey(rsaPublicKey: key(exponent: [0x7F] + [UInt8](repeating: 0xFF, count: 7))).bits == 1_024)
        for exponent in [[1], [1] + [UInt8](repeating: 0, count: 7) + [1]] as [[UInt8]] {
            #expect {
                try PublicKey(rsaPublicKey: key(exponent: exponent))
            } throws: {
                ($0 as? CryptographyError)?.kind == .unsupportedKey
            }
        }
    }
}
