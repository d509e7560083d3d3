import MailAddressing
import TestSupport
import Testing

@Suite("The address tests of is_email()")
struct AddressCorpusTests {
    struct Row: Decodable {
        var id: Int
        var address: String
        var category: String
    }

    /// What is a mailbox of RFC 5321; the other categories are wrong or belong to message headers only.
    static let mailboxCategories: Set<String> = ["ISEMAIL_VALID_CATEGORY", "ISEMAIL_DNSWARN", "ISEMAIL_RFC5321"]

    /// The rows where we know better, or mean to be stricter or milder, with the reason.
    static let departures: [Int: String] = [
        23: "a last label of digits is refused, as RFC 1123, section 2.1, knows none",
        24: "an address without brackets is refused for the same reason",
        43: "an empty quoted string is refused, as no mailbox has that name",
        71: "a double colon for one group is taken, as RFC 4291 allows; RFC 5321 wants two groups at least",
    ]

    static let file = "addresses-isemail/tests.json"

    @Test(
        "are judged as RFC 5321 has it, but for the departures that are named",
        .enabled(if: Corpora.has(AddressCorpusTests.file), "needs the folder WAXWING_CORPORA"))
    func agreement() throws {
        var table: [String: (cases: Int, agreed: Int)] = [:]
        var disagreed: [Int] = []
        for row in try Corpora.rows(of: Self.file, as: Row.self) {
            let isMailbox = if case .success = mailbox(row.address) { true } else { false }
            let agrees = isMailbox == Self.mailboxCategories.contains(row.category)
            table[row.category, default: (0, 0)].cases += 1
            if agrees { table[row.category, default: (0, 0)].agreed += 1 } else { disagreed.append(row.id) }
        }
        print("is_email(): category, cases, agreed, disagreed")
        for (category, count) in table.sorted(by: { $0.key < $1.key }) {
            print("  \(category) \(count.cases) \(count.agreed) \(count.cases - count.agreed)")
        }
        let cases = table.values.reduce(0) { $0 + $1.cases }
        print("\(Self.file): cases \(cases), agreed \(cases - disagreed.count), disagreed \(disagreed.count)")
        for id in disagreed { print("  departs at \(id): \(Self.departures[id] ?? "unexplained")") }
        // All 164 but the four above: every other disagreement is a mistake of the parser.
        #expect(cases == 164)
        #expect(table.values.reduce(0) { $0 + $1.agreed } >= 160)
        #expect(disagreed.allSatisfy { Self.departures[$0] != nil }, "unexplained: \(disagreed)")
    }

    @Test(
        "survive printing and reading where they are accepted",
        .enabled(if: Corpora.has(AddressCorpusTests.file), "needs the folder WAXWING_CORPORA"))
    func roundTrip() throws {
        for row in try Corpora.rows(of: Self.file, as: Row.self) {
            guard case .success(let value) = mailbox(row.address) else { continue }
            #expect(mailbox(value.description) == .success(value), "case \(row.id)")
        }
    }

    @Test(
        "are a value or an error at every prefix",
        .enabled(if: Corpora.has(AddressCorpusTests.file), "needs the folder WAXWING_CORPORA"))
    func prefixes() throws {
        for row in try Corpora.rows(of: Self.file, as: Row.self) {
            let octets = Array(row.address.utf8)
            for end in 0...octets.count {
                guard case .failure(let error) = mailbox(octets: Array(octets[..<end])) else { continue }
                #expect((0...end).contains(error.offset), "case \(row.id)")
            }
        }
    }
}
