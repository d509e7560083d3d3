import Foundation
import InternetMessage
import MailAddressing
import TestSupport
import Testing

/// Addresses of others that are not valid, each as the only one of a list: read without a trap, and as no mailbox,
/// unless a reason is given.
@Suite("Invalid addresses in the corpora of others")
struct InvalidAddressCorpusTests {
    @Test(
        "those of is_email are no mailboxes",
        .enabled(if: Corpora.has("addresses-isemail"), "needs the corpora of others"),
        arguments: [("tests.json", 66), ("tests-original.xml", 88)])
    func isEmail(file: String, count: Int) throws {
        let rows = try SingleAddressRow.rows(of: "addresses-isemail/\(file)").filter { !$0.isValid }
        Self.compare("addresses-isemail/\(file)", rows.map { ("\($0.id)", $0.address) }, expecting: count)
    }

    @Test(
        "those of mox, Haraka and flanker are no mailboxes",
        .enabled(if: Corpora.has("addresses-more"), "needs the corpora of others"))
    func lists() throws {
        struct MoxRow: Decodable {
            var input: String
            var valid: Bool
        }
        struct HarakaPaths: Decodable {
            var invalid: [String]
        }
        let folder = "addresses-more"
        let decoder = JSONDecoder()
        let addresses = try decoder.decode([MoxRow].self, from: Corpora.data("\(folder)/mox-addresses.json"))
        let localParts = try decoder.decode([MoxRow].self, from: Corpora.data("\(folder)/mox-localparts.json"))
        let paths = try decoder.decode(HarakaPaths.self, from: Corpora.data("\(folder)/haraka-rfc2821-paths.json"))
        // A comment begins with a number sign and a blank, or goes on behind many blanks.
        let flanker = String(decoding: try Corpora.octets("\(folder)/flanker-mailbox-invalid.txt"), as: UTF8.self)
            .split(separator: "\n").filter { !$0.hasPrefix("# ") && $0 != "#" && !$0.hasPrefix("   ") }
            .map { String($0.prefix(upTo: $0.firstRange(of: "   ")?.lowerBound ?? $0.endIndex)) }
        for (file, cases, count) in [
            ("mox-addresses.json", addresses.filter { !$0.valid }.map(\.input), 8),
            ("mox-localparts.json", localParts.filter { !$0.valid }.map { "\($0.input)@x.example" }, 6),
            ("haraka-rfc2821-paths.json", paths.invalid, 4),
            ("flanker-mailbox-invalid.txt", flanker, 86),
        ] {
            let numbered = cases.enumerated().map { (key: "\($0.offset)", address: $0.element) }
            Self.compare("\(folder)/\(file)", numbered, expecting: count)
        }
    }

    @Test(
        "those of email-validator are no mailboxes",
        .enabled(if: Corpora.has("addresses-more"), "needs the corpora of others"))
    func emailValidator() throws {
        struct Row: Decodable {
            var address: String?

            private enum CodingKeys: String, CodingKey {
                case address = "email_input"
            }
        }
        let path = "addresses-more/email-validator.json"
        let groups = try JSONDecoder().decode([String: [Row]].self, from: Corpora.data(path))
        let cases = ["syntax", "syntax_strict", "reserved_domain", "character_smtputf8_off"].flatMap { group in
            (groups["email_invalid_\(group)"] ?? []).compactMap(\.address).enumerated().map { number, address in
                (key: "\(group) \(number)", address: address)
            }
        }
        Self.compare(path, cases, expecting: 90)
    }

    private static func compare(_ name: String, _ cases: [(key: String, address: String)], expecting count: Int) {
        var table: [String: String] = [:]
        for (reason, keys) in explained[name] ?? [] { for key in keys { table[key] = reason } }
        var comparison = CorpusComparison("\(name) (invalid)", explained: table)
        for (key, address) in cases {
            let lists = [address, "<\(address)>"].map { AddressList(parsing: Array($0.utf8)[...]) }
            // One of several is no sign that the address was taken for valid.
            let isRefused = lists.allSatisfy { $0.mailboxes.count != 1 || $0.mailboxes.first?.mailbox == nil }
            comparison.add(key, agrees: isRefused, "\(address.debugDescription): \(lists.map(AddressListTests.short))")
        }
        comparison.finish(expecting: count)
    }

    private static let lineEnd = "line ends are folding, wherever they stand; a header has them nowhere else"
    private static let nameBefore = "words before an address are its name"
    private static let commentParts = "a comment parts words, and words before an address are its name"
    private static let escaped = "folding behind a backslash is taken out"
    private static let header = "brackets, names and blanks beside an address are the list's"
    private static let policy = "a valid address that their policy does not want"
    private static let normalized = "a local part is taken as it is, not normalized"

    static let explained: [String: [(reason: String, keys: [String])]] = [
        "addresses-isemail/tests.json": [
            (commentParts, ["94"]),
            (lineEnd, ["99"] + (127...132).map(String.init) + ["135", "141", "142", "143", "145", "146", "147"]),
            (lineEnd, ["150", "151", "152", "154", "155", "156"]),
        ],
        "addresses-isemail/tests-original.xml": [
            (nameBefore, ["67", "81", "107", "138", "156", "218"]),
            (commentParts, ["173", "179", "183"]),
            (lineEnd, ["124", "225", "278"]),
            (escaped, ["159"]),
        ],
        "addresses-more/flanker-mailbox-invalid.txt": [
            (nameBefore, ["23", "35", "43", "59", "65"]),
            (commentParts, ["72"]),
            ("comments may stand beside an at sign (RFC 5322, section 4.4)", ["68"]),
            ("a label that begins as an A-label is not decoded", ["85"]),
        ],
        "addresses-more/email-validator.json": [
            (lineEnd, ["syntax 20", "syntax 21", "syntax 33", "syntax 35"]),
            ("\(lineEnd); \(nameBefore)", ["syntax 34"]),
            (nameBefore, ["syntax 31"]),
            ("a word behind an address is its name", ["syntax 32"]),
            (header, ["syntax 23"] + (69...71).map { "syntax \($0)" } + (74...78).map { "syntax \($0)" }),
            (normalized, ["syntax 36", "syntax 54", "syntax 72"]),
            ("a label that begins as an A-label is not decoded", ["syntax 59", "syntax 60"]),
            (policy, ["syntax 3", "syntax 57", "syntax 58", "syntax 62", "syntax 64"]),
            (policy, (0...5).map { "reserved_domain \($0)" } + (0...1).map { "character_smtputf8_off \($0)" }),
        ],
    ]
}
