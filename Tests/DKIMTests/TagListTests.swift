import DKIM
import TestSupport
import Testing

/// Tag lists (RFC 6376, section 3.2).
struct TagListTests {
    static func pairs(_ list: TagList) -> [String] {
        list.tags.map { "\($0.name)=\(String(decoding: $0.value, as: UTF8.self))" }
    }

    @Test(
        "tags are read in order, without the blanks around names and values",
        arguments: [
            ("v=1", ["v=1"]),
            ("v=1;", ["v=1"]),
            (" v = 1 ; a = b ; ", ["v=1", "a=b"]),
            ("v=1;\r\n\ta=rsa-sha256;\r\n b=abc\r\n def", ["v=1", "a=rsa-sha256", "b=abc\r\n def"]),
            ("p=", ["p="]),
            ("p=;t=y", ["p=", "t=y"]),
            ("p= ; t=y", ["p=", "t=y"]),
            ("b=a==;c=d", ["b=a==", "c=d"]),
            ("A=1;a=2", ["A=1", "a=2"]),
            ("x_1=y", ["x_1=y"]),
            ("n=\u{FC}", ["n=\u{FC}"]),
        ] as [(String, [String])])
    func accepted(text: String, tags: [String]) throws {
        #expect(Self.pairs(try TagList(parsing: Array(text.utf8))) == tags)
    }

    @Test(
        "what is no list is refused as a whole",
        arguments: [
            "", " ", ";", "v", "v=1;;a=b", ";v=1", "=1", "1v=1", "v=1;a", "v=a\u{0}b", "v v=1", "v=1;;", "v=\u{7F}",
        ])
    func refused(text: String) {
        #expect(throws: DKIMError(.malformedTagList)) { try TagList(parsing: Array(text.utf8)) }
    }

    @Test("a tag that stands twice makes the list wrong")
    func duplicates() {
        #expect(throws: DKIMError(.duplicateTag("v"))) { try TagList(parsing: Array("v=1; a=b; v=1".utf8)) }
    }

    @Test("values are found by name, and case matters")
    func lookup() throws {
        let list = try TagList(parsing: Array("v=1; A=b".utf8))
        #expect(list["v"] == Array("1".utf8))
        #expect(list["A"] == Array("b".utf8))
        #expect(list["a"] == nil)
    }

    @Test("any octets are a list or an error")
    func noise() {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<20_000 {
            let text = random.octets(of: Array("av=;; \r\n\t1_".utf8), upTo: 16)
            guard let list = try? TagList(parsing: text) else { continue }
            #expect(Set(list.tags.map(\.name)).count == list.tags.count)
        }
    }
}
