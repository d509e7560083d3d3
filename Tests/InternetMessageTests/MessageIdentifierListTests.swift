import Foundation
import InternetMessage
import TestSupport
import Testing

/// The identifiers of References and the like.
@Suite("Lists of message identifiers")
struct MessageIdentifierListTests {
    static func read(_ value: String) -> [String] {
        MessageIdentifierList(parsing: Array(value.utf8)[...]).identifiers.map(\.text)
    }

    @Test(
        "are read, and what is no identifier is skipped",
        arguments: [
            ("", []),
            ("<a@b>", ["a@b"]),
            (" <a@b>\r\n <c@d>\t<e@[1.2.3.4]> ", ["a@b", "c@d", "e@[1.2.3.4]"]),
            ("<a@b><c@d>,<e@f>", ["a@b", "c@d", "e@f"]),
            ("Your \"mess<x@y>age\" of Monday <a@b> (was <z@w>)", ["a@b"]),
            ("<1234   @   local(blah)  .machine .example>", ["1234@local.machine.example"]),
            ("<\"a\"@b>, <\"a b\"@c>, <\"a >\"@b>", ["\"a\"@b"]),
            ("<a(b)@c.example> <a\"b@c.example> <(d@e>", ["a(b)@c.example", "a\"b@c.example", "(d@e"]),
            ("<=?utf-8?q?x?=@b> <a@=?q> <a\\@[b> (<c@d>)", ["=?utf-8?q?x?=@b", "a@=?q", "a\\@[b"]),
            ("<a @b(c)> <\"x\"(y) @z>", ["a@b", "\"x\"@z"]),
            ("<a b@c> <d@e>", ["d@e"]),
            ("a@b <> <c@d", []),
            ("<a@b <c@d>", ["c@d"]),
            ("a@b> <c@d>>", ["c@d"]),
            ("<a \"b@c> <( d@e> <f@g>", ["f@g"]),
            ("<no-at-sign> <a:b@c>", ["no-at-sign", "a:b@c"]),
            ("<\u{FC}@b> <a@b>", ["a@b"]),
            ("<\(String(repeating: "a", count: 1_000))@b> <c@d>", ["c@d"]),
        ] as [(String, [String])])
    func reading(value: String, expected: [String]) { #expect(Self.read(value) == expected) }

    @Test("are written folded, and read again")
    func writing() throws {
        let identifiers = try (0..<60).map { try MessageIdentifier("<\($0).\($0 * 7_919)@example.com>") }
        let list = MessageIdentifierList(identifiers)
        let field = try list.field(named: "References")
        #expect(MessageIdentifierList(parsing: field.value) == list)
        let lines = String(decoding: field.octets, as: UTF8.self).split(separator: "\r\n")
        #expect(lines.count > 15)
        #expect(lines.allSatisfy { $0.utf8.count <= 78 })
        #expect(throws: MessageError.self) { try list.field(named: "") }
    }

    @Test("any identifier is given back, whatever stands in it")
    func roundTrip() throws {
        var random = SeededGenerator(seed: 37)
        let alphabet = Array("a@.()[]\"\\:;,=?".utf8)
        for _ in 0..<5_000 {
            let identifiers = (0..<3).compactMap { _ in
                let inside = String(decoding: random.octets(of: alphabet, upTo: 20), as: UTF8.self)
                return try? MessageIdentifier("<\(inside)>")
            }
            let field = try MessageIdentifierList(identifiers).field(named: "References")
            #expect(MessageIdentifierList(parsing: field.value).identifiers == identifiers, "\(field)")
        }
    }

    @Test("any octets are a list, whose field gives it back")
    func noise() throws {
        var random = SeededGenerator(seed: 36)
        for _ in 0..<20_000 {
            let value = random.octets(of: Array("<a@.b>()\"\\[] :,\r\n".utf8) + [0xFF, 0], upTo: 40)
            let list = MessageIdentifierList(parsing: value[...])
            #expect(try MessageIdentifierList(parsing: list.field(named: "References").value) == list)
        }
    }

    static let explained: [Int: String] = [
        8: "what has no angle brackets is no identifier", 9: "what has no angle brackets is no identifier",
        10: "what has no angle brackets is no identifier",
        6: "blanks and comments beside dots and at signs are no part of an identifier",
    ]

    @Test(
        "are read as others read them",
        .enabled(if: Corpora.has("mime-mail-parser/headers/id.json"), "needs the corpora of others"))
    func corpus() throws {
        struct Entry: Decodable {
            var header: String
            var expected: [String]?
        }
        let entries = try JSONDecoder().decode([Entry].self, from: Corpora.data("mime-mail-parser/headers/id.json"))
        var comparison = CorpusComparison("mime-mail-parser/headers/id.json", explained: Self.explained)
        for (number, entry) in entries.enumerated() {
            let found = MessageIdentifierList(parsing: CorpusComparison.value(entry.header)).identifiers.map(\.text)
            comparison.add(number, agrees: found == entry.expected ?? [], "\(found)")
        }
        comparison.finish(expecting: 11)
    }
}
