import InternetMessage
import TestSupport
import Testing

/// One field, read and written.
struct HeaderFieldTests {
    @Test(
        "name and value are read and the octets are kept",
        arguments: [
            ("Subject: hello\r\n", "Subject", " hello", "hello"),
            ("Subject:hello", "Subject", "hello", "hello"),
            ("Subject :\t hello \t\r\n", "Subject", "\t hello \t", "hello"),
            ("Subject: a\r\n b\r\n\tc\r\n", "Subject", " a\r\n b\r\n\tc", "a b\tc"),
            ("Subject:\r\n folded\r\n", "Subject", "\r\n folded", "folded"),
            ("Subject:\r\n", "Subject", "", ""),
            ("Subject: \r\n \r\n", "Subject", " \r\n ", ""),
            ("Subject: a:b\r\n", "Subject", " a:b", "a:b"),
            ("Subject: lone\rCR\r\n", "Subject", " lone\rCR", "lone\rCR"),
        ] as [(String, String, String, String)])
    func reading(
        text: String, name: String, value: String, unfolded: String
    ) throws {
        let field = try HeaderField(parsing: Array(text.utf8))
        #expect(field.name == name)
        #expect(Array(field.value) == Array(value.utf8))
        #expect(field.unfoldedValue == unfolded)
        #expect(Array(field.octets) == Array(text.utf8))
        #expect(field.isNamed(name.uppercased()))
        #expect(!field.isNamed(name + " "))
    }

    @Test(
        "what is not exactly one field is refused",
        arguments: ["", "\r\n", "no colon", "A: 1\r\nB: 2\r\n", "A: 1\r\n\r\n", " A: 1\r\n"])
    func notOneField(text: String) {
        #expect(throws: MessageError.self) { try HeaderField(parsing: Array(text.utf8)) }
    }

    @Test("octets that are not UTF-8 become replacement characters")
    func notUTF8() throws {
        let field = try HeaderField(parsing: Array("A: ".utf8) + [0xFF, 0x61])
        #expect(field.unfoldedValue == "\u{FFFD}a")
        #expect(Array(field.value) == [0x20, 0xFF, 0x61])
    }
}

/// Values folded into lines.
struct HeaderFoldingTests {
    static func lines(_ octets: some Sequence<UInt8>) -> [String] {
        String(decoding: Array(octets), as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: false)
            .map(String.init)
    }

    @Test("a short value stays on its line")
    func shortValue() throws {
        for (value, line) in [("hello world", "Subject: hello world"), ("", "Subject:"), ("  a  ", "Subject: a")] {
            let field = try HeaderField(name: "Subject", folding: value)
            #expect(Self.lines(field.octets) == [line, ""])
        }
    }

    @Test("any value keeps lines short and unfolds to itself")
    func anyValue() throws {
        var random = SeededGenerator(seed: 4)
        for _ in 0..<500 {
            var value = "first"
            for _ in 0..<Int.random(in: 0...60, using: &random) {
                value += String(repeating: " ", count: Int.random(in: 1...3, using: &random))
                value += String(repeating: "w", count: Int.random(in: 1...20, using: &random))
            }
            let field = try HeaderField(name: "Subject", folding: value)
            #expect(field.unfoldedValue == value)
            #expect(try HeaderField(parsing: Array(field.octets)) == field)
            for line in Self.lines(field.octets) {
                #expect(line.utf8.count <= 77)
                #expect(line.isEmpty || !line.allSatisfy { $0 == " " })
            }
        }
    }

    @Test(
        "no value begins another field",
        arguments: ["a\r\nBcc: b", "a\nBcc: b", "a\rBcc: b", "a\u{0}b", "a\r\n\r\nbody", "a\u{2028}b", "a\u{85}b"])
    func injection(value: String) throws {
        let field = try HeaderField(name: "Subject", folding: value)
        let message = try MessageHeader(parsing: Array(field.octets))
        #expect(message.fields == [field])
        #expect(message.ending == .endOfInput)
        let text = field.octets.dropLast(2)
        #expect(text.allSatisfy { (32...126).contains($0) })
    }

    @Test("a word that is too long for any line is cut")
    func longWord() throws {
        let field = try HeaderField(name: "Subject", folding: String(repeating: "x", count: 3_000))
        for line in Self.lines(field.octets) { #expect(line.utf8.count <= 998) }
        #expect(field.octets.filter { $0 == UInt8(ascii: "x") }.count == 3_000)
    }

    @Test("a run of blanks makes no line too long")
    func manyBlanks() throws {
        let value = "a" + String(repeating: " ", count: 5_000) + "b"
        let field = try HeaderField(name: "Subject", folding: value)
        for line in Self.lines(field.octets) { #expect(line.utf8.count <= 998) }
    }

    @Test(
        "a name that cannot be one is refused",
        arguments: ["", "Sub ject", "Subject:", "S\u{FC}bject", "Sub\r\nject", String(repeating: "x", count: 100)])
    func badName(name: String) {
        #expect(throws: MessageError.self) { try HeaderField(name: name, folding: "x") }
    }
}
