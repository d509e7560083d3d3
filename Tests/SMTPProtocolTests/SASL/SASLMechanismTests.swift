import SMTPProtocol
import Testing

@Suite("The mechanisms of SASL")
struct SASLMechanismTests {
    @Test("are found by their names in any case")
    func names() {
        for mechanism in SASLMechanism.allCases {
            #expect(SASLMechanism(name: mechanism.rawValue) == mechanism)
            #expect(SASLMechanism(name: mechanism.rawValue.lowercased()) == mechanism)
        }
        for name in ["", "PLAIN ", "PLA\u{131}N", "CRAM-MD5", "SCRAM-SHA-1", "\u{17F}cram-sha-256"] {
            #expect(SASLMechanism(name: name) == nil)
        }
    }

    @Test("stand in order of preference, with what they show the server")
    func order() {
        #expect(SASLMechanism.allCases == [.scramSHA256Plus, .scramSHA256, .oauthBearer, .xoauth2, .plain, .login])
        #expect(SASLMechanism.allCases.filter(\.usesToken) == [.oauthBearer, .xoauth2])
        #expect(SASLMechanism.allCases.filter(\.sendsPassword) == [.plain, .login])
        #expect(SASLMechanism.allCases.filter(\.bindsChannel) == [.scramSHA256Plus])
    }
}

@Suite("Strict base 64")
struct SASLBase64Tests {
    /// RFC 4648, section 10, and octets that need the whole alphabet.
    static let pairs = [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"), ("Username:", "VXNlcm5hbWU6"), ("Password:", "UGFzc3dvcmQ6"), ("\u{7BF}\u{3F}", "3r8/"),
    ]

    @Test("goes both ways", arguments: pairs)
    func bothWays(plain: String, text: String) {
        #expect(SASLBase64.encode(octets(plain)) == text)
        #expect(SASLBase64.encodeOctets(octets(plain)) == octets(text))
        #expect(SASLBase64.decode(octets(text)) == octets(plain))
    }

    @Test(
        "refuses whatever is not of the one form",
        arguments: [
            "Z", "Zg", "Zg=", "Zg===", "=", "====", "Z===", "Zh==", "Zm9=", "Zm8", " Zm9v", "Zm9v\r\n", "Zm 9v",
            "Zg==Zg==",
            "Zm9v=", "Zm9v====", "Zm-_", "Zm9*", "Z=9v", "Zm=v", "Zm9v\u{0}\u{0}\u{0}\u{0}", "\u{E9}\u{E9}",
        ])
    func refuses(text: String) {
        #expect(SASLBase64.decode(octets(text)) == nil)
    }

    @Test("gives back every string of octets", arguments: 0..<100 as Range<Int>)
    func random(length: Int) {
        let plain = TestCryptography(seed: UInt64(length)).randomOctets(length)
        #expect(SASLBase64.decode(SASLBase64.encodeOctets(plain)) == plain)
    }
}
