import Foundation
import Testing

@testable import ReferenceServer

@Suite("What a terminal gets")
struct ConsoleTests {
    static let characters = [
        "\u{0}", "\n", "\u{1B}", "\u{7F}", "\u{80}", "\u{9B}", "\u{9F}", "\u{61C}", "\u{200E}", "\u{200F}", "\u{2028}",
        "\u{2029}", "\u{202A}", "\u{202E}", "\u{2066}", "\u{2069}",
    ]

    @Test("has no characters that move the cursor or turn the text", arguments: characters)
    func harmless(character: String) throws {
        #expect(Console.printable("a\(character)b") == "a?b")
        let json = try Console.json(["a\(character)b"])
        #expect(!json.replacing("\n", with: "").contains(character))
        #expect(try JSONDecoder().decode([String].self, from: Data(json.utf8)) == ["a\(character)b"])
    }

    @Test("has all other text as it is", arguments: ["", "Zoë 東京 \u{A0}\u{1F4E7}", "\u{200D}\u{2010}\u{2027}\u{206A}"])
    func other(text: String) {
        #expect(Console.printable(text) == text)
    }

    @Test("has columns that a long cell does not widen")
    func columns() {
        var table = Table("A", "B")
        table.add(String(repeating: "x", count: 900_000), "1")
        table.add("y", "2")
        let lines = table.text.split(separator: "\n")
        #expect(lines.map(\.count) == [103, 900_003, 103])
    }

    @Test(
        "has a stranger's text cut where it is long",
        arguments: [(0, 0), (100, 100), (101, 100), (900_000, 100)])
    func cut(length: Int, expected: Int) {
        let text = Table.cut(String(repeating: "x", count: length))
        #expect(text.count == expected)
        #expect(text.hasSuffix("\u{2026}") == (length > expected))
    }
}
