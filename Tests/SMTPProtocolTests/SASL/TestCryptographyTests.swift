import SMTPProtocol
import Testing

/// Without it no other test here would tell anything.
@Suite("The cryptography of these tests")
struct TestCryptographyTests {
    private let cryptography = TestCryptography(derivesFully: true)

    private func hexadecimal(_ octets: [UInt8]) -> String {
        octets.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    @Test("has the digests of FIPS 180-4")
    func digests() {
        let digests = [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ]
        for (text, digest) in digests { #expect(hexadecimal(cryptography.sha256(octets(text))) == digest) }
    }

    @Test("has the codes of RFC 4231")
    func codes() {
        let usual = cryptography.hmacSHA256(octets("what do ya want for nothing?"), key: octets("Jefe"))
        #expect(hexadecimal(usual) == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        let long = cryptography.hmacSHA256(
            octets("Test Using Larger Than Block-Size Key - Hash Key First"), key: Array(repeating: 0xAA, count: 131))
        #expect(hexadecimal(long) == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
    }

    @Test(
        "derives what others derive",
        arguments: [
            (1, "120fb6cffcf8b32c43e7225256c4f837a86548c92ccc35480805987cb70be17b"),
            (2, "ae4d0c95af6b46d32d0adff928f06dd02a303f8ef3c251dfd6e2d85a95474c43"),
        ])
    func derivation(iterations: Int, key: String) {
        let derived = cryptography.pbkdf2SHA256(
            password: octets("password"), salt: octets("salt"), iterations: iterations)
        #expect(hexadecimal(derived) == key)
    }
}
