import InternetMessage
import TestSupport
import Testing

/// Fields made of text in any script, and how their lines are kept short.
@Suite("A field made of text")
struct HeaderFieldTextTests {
    static func lines(_ field: HeaderField) -> [String] {
        MIMEDecoding.lines(of: Array(field.octets)).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test("ASCII stays as it is")
    func plainText() throws {
        let field = try HeaderField(name: "Subject", encoding: "Tea at five?")
        #expect(Self.lines(field) == ["Subject: Tea at five?", ""])
    }

    @Test("any text is given back from lines of at most 76 octets of ASCII")
    func anyText() throws {
        var random = SeededGenerator(seed: 2_047)
        let alphabet = Array(" a,(\"<=?_\u{E9}\u{304A}\u{1F375}\u{301}\u{FFFD}".unicodeScalars)
        for _ in 0..<300 {
            var text = "a"
            for _ in 0..<Int.random(in: 0...120, using: &random) {
                text.unicodeScalars.append(alphabet.randomElement(using: &random) ?? "a")
            }
            let field = try HeaderField(name: "Subject", encoding: text)
            #expect(field.decodedValue.unicodeScalars.elementsEqual(text.unicodeScalars), "\(text)")
            #expect(field.octets.allSatisfy { $0 < 128 })
            #expect(try HeaderField(parsing: Array(field.octets)) == field)
            let isEncoded = Self.lines(field).contains { $0.contains("=?") }
            if isEncoded { #expect(Self.lines(field).allSatisfy { $0.utf8.count <= 76 }) }
        }
    }

    @Test(
        "long runs of blanks are shortened, and words too long for a line are cut by a tab",
        arguments: [
            ("a" + blanks(64) + "b", "a" + blanks(64) + "b"), ("a" + blanks(65) + "b", "a" + blanks(64) + "b"),
            ("  a ", "a"), (word(989), word(989)), (word(990), word(989) + "\tx"),
            ("a " + word(997), "a " + word(997)), ("a " + word(998), "a " + word(997) + "\tx"),
            ("a" + blanks(64) + word(934), "a" + blanks(64) + word(934)),
            ("a" + blanks(64) + word(935), "a" + blanks(64) + word(934) + "\tx"),
        ])
    func exceptions(text: String, value: String) throws {
        let field = try HeaderField(name: "Subject", folding: text)
        #expect(field.unfoldedValue == value)
        #expect(Self.lines(field).allSatisfy { $0.utf8.count <= 998 })
    }

    static func blanks(_ count: Int) -> String { String(repeating: " ", count: count) }
    static func word(_ count: Int) -> String { String(repeating: "x", count: count) }

    @Test(
        "a first word goes to a line of its own where it fits there only",
        arguments: [(67, 1), (68, 1), (69, 2), (76, 2), (77, 1), (900, 1)])
    func firstWord(length: Int, lineCount: Int) throws {
        let word = String(repeating: "x", count: length)
        let field = try HeaderField(name: "Subject", folding: word)
        #expect(Self.lines(field).count == lineCount + 1)
        #expect(field.unfoldedValue == word)
    }
}
