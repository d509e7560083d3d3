import Testing

@testable import ReferenceServer

@Suite("Text of others")
struct ForeignTextTests {
    @Test(
        "is one line of printable ASCII, its blanks single and its end cut",
        arguments: [
            ("", 10, ""), ("abc", 10, "abc"), ("  a \t b  ", 10, "a b"), ("a\r\n250 OK", 20, "a 250 OK"),
            ("a\u{0}\u{1b}[2J\u{7f}b", 20, "a [2J b"), ("ä€\u{202e}x", 10, "???x"), ("ä ö", 10, "? ?"),
            ("a?ä", 10, "a??"),
            ("abcdef", 3, "abc"), ("ab cd", 3, "ab"), ("ab cd", 4, "ab c"), ("a", 0, ""), ("\r\n", 10, ""),
        ])
    func lines(text: String, limit: Int, expected: String) {
        #expect(ForeignText.line(text.utf8, limit: limit) == expected)
    }

    @Test("may be no text at all")
    func octets() {
        #expect(ForeignText.line([0xFF, 0xC3, 0x28, 0x80], limit: 10) == "??(?")
    }

    @Test("is safe whatever it is")
    func anything() {
        let octets = (0...255).map { UInt8($0) }
        for limit in 0...300 {
            let line = ForeignText.line(octets + octets.reversed(), limit: limit)
            #expect(line.utf8.count <= limit && line.utf8.allSatisfy { (32...126).contains($0) })
        }
    }
}
