import InternetMessage
import TestSupport
import Testing

/// Messages of others with the structure that their reader gives them.
@Suite("The structure of messages of others", .enabled(if: Corpora.has("mime-mime4j"), "needs the corpora of others"))
struct MIMECorpusTests {
    @Test("the messages of mime4j have its structure and its decoded bodies")
    func mime4j() throws {
        let paths = Corpora.paths(in: "mime-mime4j", ending: ".msg")
        var comparison = CorpusComparison("mime-mime4j", explained: Self.explained)
        for path in paths {
            let message = try Corpora.octets(path)
            let description = try Corpora.octets(String(path.dropLast(4)) + "_decoded.xml")
            let structure = try MIMEInvariantTests.check(message)
            let ours = try EntityOutline(of: #require(structure.parts.first), in: structure, message: message)
            let element = try #require(XMLElementReader.element(in: description))
            let theirs = try EntityOutline(of: element) { try Corpora.octets("mime-mime4j/\($0)") }
            let name = String(path.dropFirst("mime-mime4j/".count).dropLast(4))
            let difference = ours.difference(from: theirs)
            comparison.add(name, agrees: difference == nil, difference ?? "")
        }
        comparison.finish(expecting: 32)
    }

    @Test("messages of others with octets changed have a structure, whatever ends their lines")
    func mutations() throws {
        var random = SeededGenerator(seed: 2_047)
        for path in Corpora.paths(in: "mime-mime4j", ending: ".msg") {
            let message = try Corpora.octets(path)
            for round in 0..<8 where message.count < 5_000 {
                var changed = round.isMultiple(of: 2) ? message : MIMESamples.withBareLineFeeds(message)
                for _ in 0..<Int.random(in: 1...6, using: &random) {
                    let place = Int.random(in: 0..<changed.count, using: &random)
                    let end = min(changed.count, place + Int.random(in: 0...9, using: &random))
                    changed.replaceSubrange(place..<end, with: Self.pieces.randomElement(using: &random) ?? [])
                }
                _ = try MIMEInvariantTests.check(changed)
            }
        }
    }

    /// What is put in: pieces of headers and delimiters, and nothing.
    private static let pieces = MIMEInvariantTests.pieces + [[], [], []]

    /// Where we read otherwise, and why.
    static let explained: [String: String] = [
        "basic-plain-with-bad-header-separator": goesOn,
        "malformedHeader-nocrlfcrlf": goesOn,
        "malformedHeader-noheader": goesOn,
        "malformedHeaderStartsBody-nocrlfcrlf": losesLine,
        "malformedHeaderStartsBody-noheader": losesLine,
        "obsolete": "a name of a field with an octet over 127 ends the header; it drops that field",
        "very-long-boundary": blanks,
        "very-very-long-boundary": blanks,
        "weird-boundary": blanks,
    ]

    private static let goesOn = "a line that is no field ends the header and is in the body; it drops the line"
    private static let losesLine = "it keeps the line that is no field, as we do, but loses the one behind it"
    private static let blanks = "a boundary has no blanks at its end (RFC 2046, section 5.1.1); it keeps them"
}
