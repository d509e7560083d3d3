import Testing

@testable import DKIM

/// DKIM-Quoted-Printable.
struct QuotedTextTests {
    @Test(
        "quoted octets are decoded and all else stays",
        arguments: [
            ("", ""), ("a", "a"), ("=41", "A"), ("=4a=4A", "JJ"), ("a=3D=3B=7Cb", "a=;|b"), ("=", "="), ("=4", "=4"),
            ("=4=41", "=4A"), ("==41", "=A"), ("=+1=-1=0x", "=+1=-1=0x"), ("= 1", "= 1"), ("=G0", "=G0"),
        ])
    func decoded(text: String, plain: String) {
        #expect(QuotedText.decoded(Array(text.utf8)) == Array(plain.utf8))
    }

    @Test("all octets are encoded to text that may stand in every tag, and decoded again")
    func encoded() {
        let all = Array(UInt8.min...UInt8.max)
        let text = QuotedText.encoded(all)
        #expect(QuotedText.decoded(text) == all)
        #expect(text.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: "|") })
        #expect(Fixtures.text(QuotedText.encoded(Array("a b=\u{E9}".utf8))) == "a=20b=3D=C3=A9")
    }
}
