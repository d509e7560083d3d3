import MailAddressing
import TestSupport
import Testing

@Suite("The conformance tests of UTS #46")
struct UTS46CorpusTests {
    static let file = "idna/IdnaTestV2.txt"

    /// A line of the file, its blank columns filled in; texts are octets, as two of them are no UTF-8.
    struct Row {
        let source: [UInt8]
        let unicode: [UInt8]
        /// The codes of what is wrong; X4_2, an empty label, is left out, as it is a mistake of length.
        let unicodeStatus: Set<String>
        let ascii: [UInt8]
        let asciiStatus: Set<String>

        /// Nil for a comment and an empty line.
        init?(_ line: String) {
            let columns = line.utf8.prefix { $0 != UInt8(ascii: "#") }
                .split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
                .map { String(Substring($0).unicodeScalars.filter { $0 != " " && $0 != "\t" }) }
            guard columns.count >= 7 else { return nil }
            source = Row.octets(columns[0], or: [])
            unicode = Row.octets(columns[1], or: source)
            let status = Row.status(columns[2], or: [])
            unicodeStatus = status.subtracting(["X4_2"])
            ascii = Row.octets(columns[3], or: unicode)
            asciiStatus = Row.status(columns[4], or: status)
        }

        /// The text of a column: \uXXXX and \x{X…} are escapes, two quotes are the empty text.
        private static func octets(_ column: String, or blank: [UInt8]) -> [UInt8] {
            if column.isEmpty { return blank }
            if column == "\"\"" { return [] }
            let scalars = Array(column.unicodeScalars)
            var octets: [UInt8] = []
            var index = 0
            while index < scalars.count {
                guard scalars[index] == "\\", index + 1 < scalars.count else {
                    octets += Array(String(scalars[index]).utf8)
                    index += 1
                    continue
                }
                let isShort = scalars[index + 1] == "u"
                let start = index + (isShort ? 2 : 3)
                let end = isShort ? start + 4 : scalars[start...].firstIndex(of: "}") ?? scalars.count
                let value = UInt32(String(String.UnicodeScalarView(scalars[start..<end])), radix: 16) ?? 0xFFFD
                if let scalar = UnicodeScalar(value) {
                    octets += Array(String(scalar).utf8)
                } else {
                    // A surrogate, written as if it were a scalar.
                    octets += [0xED, UInt8(0x80 | value >> 6 & 0x3F), UInt8(0x80 | value & 0x3F)]
                }
                index = isShort ? end : end + 1
            }
            return octets
        }

        private static func status(_ column: String, or blank: Set<String>) -> Set<String> {
            if column.isEmpty { return blank }
            return Set(column.dropFirst().dropLast().split(separator: ",").map(String.init))
        }
    }

    /// The lines of the file; none if it cannot be read.
    static let rows: [Row] = ((try? Corpora.lines(of: file)) ?? []).compactMap(Row.init)

    /// Whether processing agrees; octets that are no UTF-8 have no result, and are wrong in the file too.
    private func agrees(
        _ row: Row, _ wanted: [UInt8], _ status: Set<String>, _ judge: (UTS46) -> (text: String?, isRight: Bool)
    ) -> Bool {
        guard let name = try? UTS46(row.source.span) else {
            return !status.isEmpty && String(validating: row.source, as: UTF8.self) == nil
        }
        let (text, isRight) = judge(name)
        return isRight == status.isEmpty && text.map { Array($0.utf8) } == wanted
    }

    @Test(
        "agree on toUnicode, the text and whether it is wrong",
        .enabled(if: Corpora.has(UTS46CorpusTests.file), "needs the folder WAXWING_CORPORA"))
    func toUnicode() {
        let rows = Self.rows
        let disagreed = rows.filter { row in
            !agrees(row, row.unicode, row.unicodeStatus) { ($0.unicode, $0.problem == nil) }
        }
        report("toUnicode", cases: rows.count, disagreed.map { "\($0)" })
    }

    @Test(
        "agree on toASCII without transition, the text and whether it is wrong",
        .enabled(if: Corpora.has(UTS46CorpusTests.file), "needs the folder WAXWING_CORPORA"))
    func toASCII() {
        let rows = Self.rows
        let disagreed = rows.filter { row in
            !agrees(row, row.ascii, row.asciiStatus) { ($0.ascii, $0.problem == nil && $0.hasLengthsOfTheDNS) }
        }
        report("toASCII", cases: rows.count, disagreed.map { "\($0)" })
    }

    /// Where `DomainName.init(internationalized:)` means to be milder.
    private func leniency(_ text: String, of row: Row) -> String? {
        let hasALabel = text.lowercased().split(separator: ".").contains { $0.hasPrefix("xn--") }
        if text.utf8.allSatisfy({ $0 < 0x80 }), !hasALabel, (try? DomainName(text)) != nil {
            return "a name of ASCII without A-labels is read as the DNS has it: underscores, reserved hyphens"
        }
        if row.asciiStatus == ["A4_2"], row.ascii.last == UInt8(ascii: ".") {
            return "one final dot is accepted and dropped"
        }
        return nil
    }

    @Test(
        "agree with the names that are made, but for what is milder on purpose",
        .enabled(if: Corpora.has(UTS46CorpusTests.file), "needs the folder WAXWING_CORPORA"))
    func names() {
        let rows = Self.rows
        var milder: [String: Int] = [:]
        var disagreed: [String] = []
        for row in rows {
            let text = String(decoding: row.source, as: UTF8.self)
            let agrees: Bool
            switch (international(text), row.asciiStatus.isEmpty) {
            case (.success(let name), true):
                agrees = Array(name.text.utf8) == row.ascii && Array(name.unicodeText.utf8) == row.unicode
            case (.failure(let error), false): agrees = (0...text.utf8.count).contains(error.offset)
            case (.success, false):
                let reason = leniency(text, of: row)
                agrees = reason != nil
                if let reason { milder[reason, default: 0] += 1 }
            case (.failure, true): agrees = false
            }
            if !agrees { disagreed.append("\(row)") }
        }
        for (reason, count) in milder.sorted(by: { $0.key < $1.key }) { print("  \(count) milder: \(reason)") }
        report("DomainName", cases: rows.count, disagreed)
    }

    private func report(_ what: String, cases: Int, _ disagreed: [String]) {
        print(
            "IdnaTestV2.txt, \(what): cases \(cases), agreed \(cases - disagreed.count), disagreed \(disagreed.count)")
        for line in disagreed.prefix(40) { print("  \(line)") }
        #expect(cases == 6_391)
        #expect(disagreed.isEmpty)
    }
}

extension UTS46 {
    /// What VerifyDnsLength asks (UTS #46, section 4.2, step 4).
    fileprivate var hasLengthsOfTheDNS: Bool {
        guard let ascii else { return false }
        let labels = ascii.split(separator: ".", omittingEmptySubsequences: false)
        return (1...253).contains(ascii.utf8.count) && labels.allSatisfy { (1...63).contains($0.utf8.count) }
    }
}
