import Foundation
import InternetMessage
import MailAddressing
import TestSupport
import Testing

/// Addresses of others that are valid, each as the only one of a list.
@Suite("Single addresses in the corpora of others")
struct SingleAddressCorpusTests {
    @Test(
        "single addresses are read back whole where they are valid in a header",
        .enabled(if: Corpora.has("addresses-isemail"), "needs the corpora of others"),
        arguments: [("tests.json", 98), ("tests-original.xml", 191)])
    func singleAddresses(file: String, count: Int) throws {
        let rows = try SingleAddressRow.rows(of: "addresses-isemail/\(file)")
        var comparison = CorpusComparison("addresses-isemail/\(file)", explained: Self.explainedSingle[file] ?? [:])
        for row in rows where row.isValid {
            let mailboxes = AddressList(parsing: Array("<\(row.address)>".utf8)[...]).mailboxes
            let bare = AddressList(parsing: Array(row.address.utf8)[...]).mailboxes
            // Comments and folding are to be gone; where there are none, the address stays as it is.
            let isPlain = !["ISEMAIL_CFWS", "ISEMAIL_DEPREC"].contains(row.category)
            let agrees =
                mailboxes.count == 1 && bare.map(\.address) == mailboxes.map(\.address)
                && mailboxes.allSatisfy { isPlain ? $0.address == row.address : Self.isWithoutComments($0.address) }
            comparison.add(row.id, agrees: agrees, "\(row.address.debugDescription): \(mailboxes) \(bare)")
        }
        comparison.finish(expecting: count)
    }

    static let explainedSingle: [String: [Int: String]] = [
        "tests.json": [
            116: "blanks in a domain literal are folding", 120: "blanks in a domain literal are folding",
            121: "a comment is taken out",
        ]
    ]

    private static func isWithoutComments(_ address: String) -> Bool {
        address.hasPrefix("\"") || !address.utf8.contains { [9, 10, 13, 32, 40, 41].contains($0) }
    }

    /// Whether an address is read back whole, with and without angle brackets.
    private static func isReadWhole(_ address: String) -> Bool {
        [address, "<\(address)>", "\"A, B\" <\(address)>, c@d"].allSatisfy { value in
            AddressList(parsing: Array(value.utf8)[...]).mailboxes.first?.address == address
        }
    }

    @Test(
        "addresses of other projects are read back whole where they are valid",
        .enabled(if: Corpora.has("addresses-more"), "needs the corpora of others"))
    func otherProjects() throws {
        struct MoxRow: Decodable {
            var input: String
            var valid: Bool
        }
        struct EmailValidatorRow: Decodable {
            var address: String?

            private enum CodingKeys: String, CodingKey {
                case address = "email_input"
            }
        }
        struct HarakaPaths: Decodable {
            struct Path: Decodable {
                var path: String
            }
            var valid: [Path]
        }
        let folder = "addresses-more"
        let decoder = JSONDecoder()
        let addresses = try decoder.decode([MoxRow].self, from: Corpora.data("\(folder)/mox-addresses.json"))
            .filter(\.valid).map(\.input)
        let localParts = try decoder.decode([MoxRow].self, from: Corpora.data("\(folder)/mox-localparts.json"))
            .filter(\.valid).map { "\($0.input)@x.example" }
        let paths = try decoder.decode(HarakaPaths.self, from: Corpora.data("\(folder)/haraka-rfc2821-paths.json"))
            .valid.map { String($0.path.dropFirst().dropLast()) }.filter { !$0.isEmpty }
        let validator = try decoder.decode(
            [String: [EmailValidatorRow]].self, from: Corpora.data("\(folder)/email-validator.json"))
        let validated = ["email_valid", "email_valid_intl_local_part", "email_valid_only_if_quoted_local_part"]
            .flatMap { validator[$0] ?? [] }.compactMap(\.address)
        let flanker = String(decoding: try Corpora.octets("\(folder)/flanker-mailbox-valid.txt"), as: UTF8.self)
            .split(separator: "\n").map(String.init).filter { !$0.hasPrefix("# ") && $0 != "#" && !$0.contains("  #") }
        for (name, cases) in [
            ("mox-addresses.json", addresses), ("mox-localparts.json", localParts),
            ("haraka-rfc2821-paths.json", paths), ("email-validator.json", validated),
            ("flanker-mailbox-valid.txt", flanker),
        ] {
            var comparison = CorpusComparison("\(folder)/\(name)", explained: Self.explainedMore[name] ?? [:])
            for (number, address) in cases.enumerated() {
                comparison.add(number, agrees: Self.isReadWhole(address), address)
            }
            comparison.finish(expecting: Self.counts[name] ?? 0)
        }
    }

    static let counts = [
        "mox-addresses.json": 1, "mox-localparts.json": 6, "haraka-rfc2821-paths.json": 15, "email-validator.json": 35,
        "flanker-mailbox-valid.txt": 151,
    ]

    private static let nameReason = "there is a name before the address"
    private static let commentReason = "a comment is taken out"
    static let explainedMore: [String: [Int: String]] = [
        "email-validator.json": [9: nameReason, 10: nameReason, 11: nameReason, 25: nameReason],
        "flanker-mailbox-valid.txt": [
            56: nameReason, 57: nameReason, 58: nameReason, 59: nameReason,
            134: commentReason, 135: commentReason, 136: commentReason, 137: commentReason,
        ],
    ]
}
