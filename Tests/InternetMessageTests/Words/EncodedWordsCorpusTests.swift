import Foundation
import InternetMessage
import TestSupport
import Testing

/// Encoded words of the tests of other libraries.
@Suite(
    .enabled(if: Corpora.has("encoded-words"), "needs the corpora of others"),
    .enabled(if: CharacterSetDecoder.isKnown("iso-2022-jp"), "needs a C library with converters"))
struct EncodedWordsCorpusTests {
    struct Case: Decodable {
        let input: String
        let decoded: String
        let kind: String
    }

    struct HeaderCase: Decodable {
        let header: String
        let expected: String
    }

    @Test("a text or phrase is read as others read it", arguments: [("mimekit", 20), ("libmime", 9)])
    func words(name: String, count: Int) throws {
        let cases = try JSONDecoder().decode([Case].self, from: Corpora.data("encoded-words/\(name).json"))
        var comparison = CorpusComparison("encoded-words/\(name)")
        for (index, example) in cases.enumerated() {
            let input = example.input.utf8
            let text = example.kind == "phrase" ? EncodedWords.decodedPhrase(input) : EncodedWords.decoded(input)
            comparison.add(index, agrees: text == example.decoded, text)
        }
        comparison.finish(expecting: count)
    }

    /// Where others read something else, and why.
    static let disagreements: [Int: String] = [
        2: foldingKept, 3: foldingKept, 4: foldingKept, 19: foldingKept,
        21: nothingAdded, 22: nothingAdded, 27: nothingAdded, 28: nothingAdded,
    ]
    static let foldingKept = "unfolding takes out the line end only, the blanks stay (RFC 5322, section 2.2.3)"
    static let nothingAdded = "no blank is added where a word touches other text"

    @Test("an unstructured value is read as others read it")
    func unstructured() throws {
        let path = "mime-mail-parser/headers/unstructured.json"
        let cases = try JSONDecoder().decode([HeaderCase].self, from: Corpora.data(path))
        var comparison = CorpusComparison(path, explained: Self.disagreements)
        for (index, example) in cases.enumerated() {
            let text = EncodedWords.decoded(CorpusComparison.value(example.header))
            comparison.add(index, agrees: text == example.expected, text)
        }
        comparison.finish(expecting: 30)
    }
}
