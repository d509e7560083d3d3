import Foundation
import InternetMessage
import MailAddressing
import TestSupport
import Testing

/// Address lists of others, read as they read them.
@Suite("Addresses in the corpora of others")
struct AddressCorpusTests {
    private struct Entry: Decodable {
        struct Group: Decodable {
            var name: String?
            var addresses: [Address]
        }
        struct Address: Decodable, Equatable {
            var name: String?
            var address: String?
        }
        struct Expected: Decodable {
            var list: [Address]?
            var groups: [Group]?

            private enum CodingKeys: String, CodingKey {
                case list = "List"
                case groups = "Group"
            }
        }
        var header: String
        var expected: Expected
    }

    private static let commentReason = "a comment is no part of a name that is given"
    static let explained: [Int: String] = [
        8: commentReason, 9: commentReason, 14: "\(commentReason); blanks beside dots are taken out of an address",
        10: "\(commentReason); one behind the last semicolon is no mailbox", 22: commentReason, 56: commentReason,
        11: "\(commentReason); one in a group without members is no mailbox",
        13: "a source route is no part of an address, nor are the blanks beside dots",
    ]

    @Test(
        "lists are read as mail-parser reads them",
        .enabled(if: Corpora.has("mime-mail-parser/headers/address.json"), "needs the corpora of others"))
    func mailParser() throws {
        let entries = try JSONDecoder().decode(
            [Entry].self, from: Corpora.data("mime-mail-parser/headers/address.json"))
        var comparison = CorpusComparison("mime-mail-parser/headers/address.json", explained: Self.explained)
        for (number, entry) in entries.enumerated() {
            let list = AddressList(parsing: CorpusComparison.value(entry.header))
            // What stands in no group is a group without a name there, if there is any group.
            var groups: [(name: String?, addresses: [Entry.Address])] = []
            for found in list.entries {
                let addresses = found.mailboxes.map { mailbox in
                    Entry.Address(name: mailbox.displayName, address: mailbox.address.isEmpty ? nil : mailbox.address)
                }
                if case .group(let name, _) = found {
                    groups.append((name, addresses))
                } else if let last = groups.last, last.name == nil {
                    groups[groups.count - 1].addresses += addresses
                } else {
                    groups.append((nil, addresses))
                }
            }
            let expected = entry.expected.groups?.map { ($0.name, $0.addresses) } ?? [(nil, entry.expected.list ?? [])]
            let agrees = groups.elementsEqual(expected) { $0.name == $1.0 && $0.addresses == $1.1 }
            comparison.add(number, agrees: agrees, AddressListTests.short(list))
        }
        comparison.finish(expecting: 60)
    }

    @Test(
        "the examples of RFC 5322 are read",
        .enabled(if: Corpora.has("rfc5322-examples"), "needs the corpora of others"),
        arguments: [
            ("rfc2822/example03", "To", "Mary Smith <mary@x.test>|<jdoe@example.org>|Who? <one@y.test>"),
            ("rfc2822/example03", "Cc", "<boss@nil.test>|Giant; \"Big\" Box <sysservices@example.net>"),
            ("rfc2822/example04", "To", "A Group{Chris Jones <c@a.test>|<joe@where.test>|John <jdoe@one.test>}"),
            ("rfc2822/example04", "Cc", "Undisclosed recipients{}"),
            ("rfc2822/example10", "From", "Pete <pete@silly.test>"),
            (
                "rfc2822/example10", "To",
                "A Group{Chris Jones <c@public.example>|<joe@example.org>|John <jdoe@one.test>}"
            ),
            ("rfc2822/example10", "Cc", "Undisclosed recipients{}"),
            ("rfc2822/example11", "From", "Joe Q. Public <john.q.public@example.com>"),
            ("rfc2822/example11", "To", "Mary Smith <mary@example.net>|<jdoe@test.example>"),
            ("rfc2822/example13", "From", "John Doe <jdoe@machine.example>"),
        ])
    func examples(file: String, name: String, expected: String) throws {
        let text = String(decoding: try Corpora.octets("rfc5322-examples/\(file).eml"), as: UTF8.self)
        let message = Array(text.replacingOccurrences(of: "\n", with: "\r\n").utf8)
        let field = try #require(MessageHeader(parsing: message).first(named: name))
        #expect(AddressListTests.short(AddressList(parsing: field.value)) == expected)
    }

    @Test(
        "real header lines are read as Haraka reads them",
        .enabled(if: Corpora.has("addresses-more/haraka-rfc2822.json"), "needs the corpora of others"))
    func haraka() throws {
        struct Row: Decodable {
            var input: String
            var formatted: String
        }
        let rows = try JSONDecoder().decode([Row].self, from: Corpora.data("addresses-more/haraka-rfc2822.json"))
        var comparison = CorpusComparison("addresses-more/haraka-rfc2822.json", explained: Self.explainedHaraka)
        for (number, row) in rows.enumerated() {
            let list = AddressList(parsing: Array(row.input.utf8)[...])
            let expected = AddressList(parsing: Array(row.formatted.utf8)[...])
            // What they format is the first of the list.
            let agrees = list.entries.first == expected.entries.first && expected.entries.count == 1
            comparison.add(number, agrees: agrees, "\(row.input): \(AddressListTests.short(list))")
        }
        comparison.finish(expecting: 44)
    }

    static let explainedHaraka = [
        6: "they stop at the first word without an at sign; it is the name of the address behind it",
        41: "a comment line of their file",
    ]
}
