import Foundation
import InternetMessage
import TestSupport
import Testing

/// Phrases between commas.
@Suite("Lists of keywords")
struct KeywordListTests {
    @Test(
        "are read, whatever stands between the commas",
        arguments: [
            ("", []), (" , ,", []), ("one", ["one"]), (" one  two ,\r\n three", ["one two", "three"]),
            ("\"a, b\" c (d, e), f", ["a, b c", "f"]), ("=?utf-8?q?Zo=C3=AB?=, \u{EB}", ["Zo\u{EB}", "\u{EB}"]),
            ("\"a, b", ["a", "b"]), ("=?utf-8?Q?a,b?=, c", ["a,b", "c"]),
            ("x =?utf-8?Q?,_\"?=, \"c,\"", ["x , \"", "c,"]),
        ] as [(String, [String])])
    func reading(value: String, expected: [String]) {
        #expect(KeywordList(parsing: Array(value.utf8)[...]).keywords == expected)
    }

    @Test("any octets are a list")
    func noise() {
        var random = SeededGenerator(seed: 35)
        for _ in 0..<5_000 {
            let value = random.octets(of: Array("a,\"()\\=?\r\n ".utf8) + [0xFF], upTo: 40)
            #expect(!KeywordList(parsing: value[...]).keywords.contains(""))
        }
    }

    @Test(
        "are read as others read them",
        .enabled(if: Corpora.has("mime-mail-parser/headers/list.json"), "needs the corpora of others"))
    func corpus() throws {
        struct Entry: Decodable {
            var header: String
            var expected: [String]
        }
        let entries = try JSONDecoder().decode([Entry].self, from: Corpora.data("mime-mail-parser/headers/list.json"))
        var comparison = CorpusComparison("mime-mail-parser/headers/list.json")
        for (number, entry) in entries.enumerated() {
            let found = KeywordList(parsing: CorpusComparison.value(entry.header)).keywords
            comparison.add(number, agrees: found == entry.expected, "\(found)")
        }
        comparison.finish(expecting: 7)
    }
}
