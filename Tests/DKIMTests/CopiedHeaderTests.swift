import DKIM
import InternetMessage
import TestSupport
import Testing

/// The copy of the header in a signature, `z=`.
struct CopiedHeaderTests {
    @Test(
        "fields are read and decoded",
        arguments: [
            ("From:a=40b", ["From:a@b"]),
            (
                "From:ada@example.net|To:joe@example.com|\r\n  Subject:demo=20run|Date:July=205,=202005=203:44=20PM",
                ["From:ada@example.net", "To:joe@example.com", "Subject:demo run", "Date:July 5, 2005 3:44 PM"]
            ),
            ("Subject:=20a=7Cb=3B=0D=0A=20c", ["Subject: a|b;\r\n c"]),
            ("a:b||c:d|", ["a:b", "c:d"]),
            ("a:|b", ["a:"]),
            ("a:=4|b:=G0|c:=", ["a:=4", "b:=G0", "c:="]),
            ("X:a:b", ["X:a:b"]),
            ("From : a", ["From:a"]),
            ("Subject:a=0D=0A", ["Subject:a"]),
        ] as [(String, [String])])
    func read(text: String, fields: [String]) throws {
        let copy = try #require(CopiedHeader(parsing: Array(text.utf8)))
        #expect(copy.fields.map { "\($0.name):\(Fixtures.text($0.value))" } == fields)
    }

    @Test("what has no field in it, or is too long, is no copy", arguments: ["", "|", "a", ":b", "|||", "\u{FC}:a"])
    func refused(text: String) {
        #expect(CopiedHeader(parsing: Array(text.utf8)) == nil)
        let long = Array("a:".utf8) + [UInt8](repeating: 65, count: CopiedHeader.maximumLength)
        #expect(CopiedHeader(parsing: long) == nil)
    }

    /// One comparison: the copy, the header, the signed names, the form, and what is said.
    struct Comparison: CustomTestStringConvertible, Sendable {
        var copy: String
        var header: String
        var names = "from:subject"
        var form = Canonicalization.relaxed
        var said: [String]

        var testDescription: String { said.isEmpty ? "nothing in \(header)" : said.joined(separator: "; ") }
    }

    static let comparisons = [
        Comparison(copy: "From:a|Subject:=20hi", header: "From: a\nSubject: hi\n", said: []),
        Comparison(copy: "From:a|Subject:hi", header: "from:  a\nSUBJECT: hi\n", said: []),
        Comparison(copy: "From:a|Subject:hi=20you", header: "From: a\nSubject: hi\n you\n", said: []),
        Comparison(
            copy: "From:a|Subject:=20hi", header: "From: a\nSubject: [list] hi\n",
            said: ["Subject was \"hi\" and is \"[list] hi\""]),
        Comparison(copy: "From:a|Subject:hi", header: "From: a\n", said: ["Subject is gone; it was \"hi\""]),
        Comparison(
            copy: "From:a", header: "From: a\nSubject: hi\n",
            said: ["Subject was added, or the signer kept no copy of it; it is \"hi\""]),
        // The lowest field counts.
        Comparison(copy: "From:a", header: "From: b\nFrom: a\n", said: []),
        Comparison(copy: "From:a", header: "From: a\nFrom: b\n", said: ["From was \"a\" and is \"b\""]),
        Comparison(
            copy: "From:a", header: "From: b\nFrom: a\n", names: "from:from",
            said: ["From was added, or the signer kept no copy of it; it is \"b\""]),
        // What is not signed is not compared.
        Comparison(copy: "From:a|X:1", header: "From: a\nX: 2\n", names: "From", said: []),
        Comparison(copy: "From:a", header: "From: a\nDKIM-Signature: b\n", names: "from:dkim-signature", said: []),
        // Blanks matter in the simple form, but those behind the colon are often not copied.
        Comparison(copy: "From:a=20b", header: "From:  a b\n", form: .simple, said: []),
        Comparison(
            copy: "From:a=20b", header: "From: a  b\n", form: .simple,
            said: ["From differs in blanks, folding or the case of its name only: \"a  b\""]),
        Comparison(copy: "From:a=20b", header: "From: a  b\n", said: []),
    ]

    @Test("signed fields that differ are named", arguments: comparisons)
    func compared(comparison: Comparison) throws {
        let copy = try #require(CopiedHeader(parsing: Array(comparison.copy.utf8)))
        let header = try MessageHeader(parsing: Fixtures.octets(comparison.header + "\n"))
        let names = comparison.names.split(separator: ":").map(String.init)
        let changes = copy.changes(to: header, signedFields: names, canonicalization: comparison.form)
        #expect(changes.map { "\($0)" } == comparison.said)
    }

    @Test("a long value is shortened for people and kept for programs")
    func long() throws {
        let value = String(repeating: "x", count: 1_000)
        let copy = try #require(CopiedHeader(parsing: Array("From:\(value)".utf8)))
        let header = try MessageHeader(parsing: Fixtures.octets("From: a\n\n"))
        let change = try #require(
            copy.changes(to: header, signedFields: ["from"], canonicalization: .relaxed).first)
        #expect(change.signed == value)
        #expect(change.description.count < 300)
    }

    @Test("many fields of one name and many names cost no more than their length")
    func many() throws {
        let copy = try #require(
            CopiedHeader(parsing: Array(String(repeating: "x:1|", count: CopiedHeader.maximumLength / 4).utf8)))
        let header = try MessageHeader(parsing: Fixtures.octets(String(repeating: "x: 2\n", count: 9_999) + "\n"))
        let names = Array(repeating: "x", count: 30_000)
        let changes = copy.changes(to: header, signedFields: names, canonicalization: .relaxed)
        #expect(changes.count == copy.fields.count)
    }

    @Test("any octets are a copy or none")
    func noise() throws {
        var random = SeededGenerator(seed: 3)
        let header = try MessageHeader(parsing: Fixtures.message)
        for _ in 0..<5_000 {
            let text = random.octets(of: Array("From:Subject:|==20 \r\n".utf8), upTo: 40)
            guard let copy = CopiedHeader(parsing: text) else { continue }
            #expect(!copy.fields.isEmpty)
            for form in [Canonicalization.simple, .relaxed] {
                _ = copy.changes(to: header, signedFields: ["from", "subject"], canonicalization: form)
            }
        }
    }
}
