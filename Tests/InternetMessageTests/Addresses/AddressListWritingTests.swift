import InternetMessage
import MailAddressing
import TestSupport
import Testing

/// Address lists written, and read again.
@Suite("Address lists are written")
struct AddressListWritingTests {
    @Test(
        "with their names in quotes or encoded words where they must be",
        arguments: [
            (nil, "a@b.example", "a@b.example"),
            ("Ada Lovelace", "a@b.example", "Ada Lovelace <a@b.example>"),
            ("Lovelace, Ada", "a@b.example", "\"Lovelace, Ada\" <a@b.example>"),
            ("  ", "a@b.example", "a@b.example"),
            (nil, "\"a b\"@c.example", "\"a b\"@c.example"),
            (nil, "a@b\u{FC}cher.example", "a@xn--bcher-kva.example"),
        ] as [(String?, String, String)])
    func names(name: String?, address: String, expected: String) throws {
        let mailbox = NamedMailbox(displayName: name, mailbox: try Mailbox(address))
        #expect(mailbox.description == expected)
        #expect(AddressList([mailbox]).description == expected)
        let field = try AddressList([mailbox]).field(named: "To")
        #expect(String(decoding: field.octets, as: UTF8.self) == "To: \(expected)\r\n")
    }

    @Test("as one field, folded between the addresses")
    func folding() throws {
        let mailboxes = try (0..<40).map {
            NamedMailbox(displayName: "Number \($0)", mailbox: try Mailbox("n\($0)@example.com"))
        }
        let list = AddressList([.group(name: "Forty", members: mailboxes), .group(name: "None", members: [])])
        let field = try list.field(named: "Cc")
        let lines = String(decoding: field.octets, as: UTF8.self).split(separator: "\r\n")
        #expect(lines.count > 10)
        #expect(lines.allSatisfy { $0.utf8.count <= 78 })
        #expect(lines.last?.hasSuffix("<n39@example.com>;, None:;") == true)
        #expect(list.description.hasSuffix("<n39@example.com>;, None:;"))
        #expect(AddressList(parsing: field.value) == list)
        #expect(try HeaderField(parsing: Array(field.octets)) == field)
    }

    @Test(
        "and what cannot be written as it is, is changed as little as can be",
        arguments: [
            ("a\tb <a@b.example>", "a b <a@b.example>"),
            ("=?utf-8?Q?a=0D=0Ab?= <a@b.example>", "a  b <a@b.example>"),
            ("<a:b,c@d.example>", "<a?b?c@d.example>"),
            ("root", "<root>"),
            ("a\(String(repeating: " ", count: 65))b <a@b.example>", "a b <a@b.example>"),
            ("\"a\(String(repeating: " ", count: 65))b\" <c>", "a\(String(repeating: " ", count: 65))b <c>"),
        ])
    func changed(value: String, expected: String) throws {
        let field = try AddressList(parsing: Array(value.utf8)[...]).field(named: "To")
        #expect(AddressListTests.short(AddressList(parsing: field.value)) == expected)
    }

    @Test("under a name that can be one only")
    func fieldName() {
        #expect(throws: MessageError.self) { try AddressList([AddressListEntry]()).field(named: "T o") }
        #expect(throws: MessageError.self) { try AddressList([AddressListEntry]()).field(named: "") }
    }

    @Test("so that reading gives them back, whatever the names are", arguments: 0..<4)
    func roundTrip(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let entries = try (0..<Int.random(in: 0...5, using: &random)).map { _ -> AddressListEntry in
                guard Int.random(in: 0..<4, using: &random) == 0 else { return .mailbox(try Self.mailbox(&random)) }
                let members = try (0..<Int.random(in: 0...3, using: &random)).map { _ in try Self.mailbox(&random) }
                return .group(name: Self.name(&random), members: members)
            }
            let list = AddressList(entries)
            let field = try list.field(named: "Reply-To")
            #expect(AddressList(parsing: field.value) == list, "\(field)")
            #expect(try HeaderField(parsing: Array(field.octets)) == field)
            let lines = String(decoding: field.octets, as: UTF8.self).split(separator: "\r\n")
            #expect(lines.allSatisfy { $0.utf8.count <= 998 && $0.utf8.allSatisfy { $0 < 128 } })
        }
    }

    @Test("so that no name and no address that was read ends the field or makes a line too long")
    func hostile() throws {
        var random = SeededGenerator(seed: 8)
        let alphabet = Array("a@.,;:<>()\"\\[] =?\r\n\t".utf8) + [0, 7, 127, 0xFF]
        for round in 0..<3_000 {
            let noise = random.octets(of: alphabet, upTo: round % 50 == 0 ? 5_000 : 40)
            let value = noise + Array(", a@b.example, ".utf8) + random.octets(of: alphabet, upTo: 20)
            let list = AddressList(parsing: value[...])
            let field = try list.field(named: "To")
            let left = AddressList(parsing: field.value).mailboxes.compactMap(\.mailbox)
            #expect(Set(left).isSuperset(of: list.mailboxes.compactMap(\.mailbox)), "\(value) \(field)")
            #expect(try HeaderField(parsing: Array(field.octets)) == field)
            let lines = field.octets.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            #expect(lines.allSatisfy { $0.count <= 999 })
            #expect(lines.dropLast().allSatisfy { $0.last == UInt8(ascii: "\r") })
        }
        let long = NamedMailbox(
            displayName: String(repeating: "a", count: 3_000) + String(repeating: " ", count: 3_000) + "\r\nBcc: x",
            mailbox: try Mailbox("a@b.example"))
        let field = try AddressList([long]).field(named: "To")
        #expect(try HeaderField(parsing: Array(field.octets)) == field)
        #expect(field.octets.split(separator: UInt8(ascii: "\n")).allSatisfy { $0.count <= 999 })
    }

    private static func mailbox(_ random: inout SeededGenerator) throws -> NamedMailbox {
        let address = try #require(addresses.randomElement(using: &random))
        let name = Int.random(in: 0..<3, using: &random) == 0 ? nil : name(&random)
        return NamedMailbox(displayName: name, mailbox: try Mailbox(address))
    }

    private static func name(_ random: inout SeededGenerator) -> String {
        let parts = (0..<Int.random(in: 1...6, using: &random)).compactMap { _ in pieces.randomElement(using: &random) }
        // A name of blanks only counts as none, and that of a group may not be.
        return parts.joined() + "x"
    }

    private static let addresses = [
        "ada@example.com", "\"ada lovelace\"@example.com", "\"a\\\"b\\\\\"@example.com", "a.b+c=d@[192.0.2.1]",
        "x@[IPv6:2001:db8::1]", "\"@,;:<>\"@example.com", "/g=a/s=b/@example.com",
    ]
    private static let pieces = [
        "Ada", "Lovelace", " ", "  ", ",", "\"", "\\", "(", ")", "<a@b>", "@", ":", ";", ".", "=?utf-8?q?a?=", "=?",
        "?=",
        String(repeating: " ", count: 61), String(repeating: " ", count: 70),
        "Zo\u{EB}", "\u{6C49}\u{5B57}", "\u{1F600}", "e\u{301}", "Dr.", "[x]", "'", "very long words that go on",
    ]
}
