import MailCryptography
import Testing

/// Digests and Base64.
struct DigestTests {
    static func hexadecimal(_ octets: [UInt8]) -> String {
        octets.map { String(UInt16($0) + 256, radix: 16).dropFirst() }.joined()
    }

    @Test(
        "SHA-256 gives the published digests",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                String(repeating: "a", count: 1_000_000),
                "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
            ),
        ] as [(String, String)])
    func published(message: String, digest: String) {
        #expect(Self.hexadecimal(SHA256.hash(of: Array(message.utf8))) == digest)
    }

    @Test("any pieces give the digest of the whole")
    func pieces() {
        let message = (0..<1_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let expected = SHA256.hash(of: message)
        for length in [1, 2, 3, 63, 64, 65, 999, 1_000] {
            var digest = SHA256()
            for start in stride(from: 0, to: message.count, by: length) {
                digest.update(Array(message[start..<min(start + length, message.count)]))
                digest.update([])
            }
            #expect(digest.finalize() == expected)
        }
    }

    @Test("a copy goes its own way, and a digest may go on after it was read")
    func copies() {
        var first = SHA256()
        first.update(Array("a".utf8))
        var second = first
        second.update(Array("b".utf8))
        #expect(first.finalize() == SHA256.hash(of: Array("a".utf8)))
        #expect(second.finalize() == SHA256.hash(of: Array("ab".utf8)))
        first.update(Array("bc".utf8))
        #expect(first.finalize() == SHA256.hash(of: Array("abc".utf8)))
        #expect(second.finalize() == SHA256.hash(of: Array("ab".utf8)))
    }

    @Test("SHA-1 is there for history")
    func sha1() {
        var digest = MessageDigest(.sha1)
        let octets = Array("abc".utf8)
        digest.update(octets.span)
        #expect(Self.hexadecimal(digest.finalize()) == "a9993e364706816aba3e25717850c26c9cd0d89d")
    }
}

/// Base64 both ways.
struct Base64Tests {
    @Test(
        "octets become text and text octets",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] as [(String, String)])
    func vectors(plain: String, text: String) {
        #expect(Base64.encode(Array(plain.utf8)) == text)
        #expect(Base64.decode(Array(text.utf8)) == Array(plain.utf8))
        let unpadded = text.utf8.filter { $0 != UInt8(ascii: "=") }
        #expect(Base64.decode(unpadded) == Array(plain.utf8))
        let folded = text.utf8.flatMap { [$0] + Array(" \r\n\t".utf8) }
        #expect(Base64.decode(folded) == Array(plain.utf8))
    }

    @Test("any octets come back")
    func anyOctets() {
        for count in 0..<100 {
            let octets = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 89 &+ count) }
            #expect(Base64.decode(Base64.encode(octets).utf8) == octets)
        }
        #expect(Base64.encode([0xFB, 0xFF, 0xBF]) == "+/+/")
    }

    @Test(
        "what is no Base64 is refused",
        arguments: [
            "A", "AAAAA", "A=", "AA=", "AAA==", "AAAA=", "=", "====", "AA==AA==", "AA-_", "A A*", "\u{FC}AAA", "AA=A",
        ])
    func refused(text: String) {
        #expect(Base64.decode(text.utf8) == nil)
    }
}

/// Random octets.
struct SecureRandomTests {
    @Test("random octets are as many as asked for and differ")
    func random() throws {
        #expect(try SecureRandom.bytes(0) == [])
        #expect(try SecureRandom.bytes(-1) == [])
        let first = try SecureRandom.bytes(32)
        let second = try SecureRandom.bytes(32)
        #expect(first.count == 32)
        #expect(first != second)
    }

    @Test("more octets than OpenSSL gives at once are refused")
    func tooMany() {
        #expect(throws: CryptographyError.self) { try SecureRandom.bytes(Int.max) }
    }
}
