import InternetMessage
import MailAddressing
import TestSupport
import Testing

/// Address lists read, tolerantly.
@Suite("Address lists are read")
struct AddressListTests {
    /// A list in short: `name <address>` for each mailbox, `group{…}` for a group.
    static func short(_ list: AddressList) -> String {
        let short = { (mailbox: NamedMailbox) in
            [mailbox.displayName, "<\(mailbox.address)>"].compactMap { $0 }.joined(separator: " ")
        }
        return list.entries.map { entry in
            switch entry {
            case .mailbox(let mailbox): short(mailbox)
            case .group(let name, let members): "\(name){\(members.map(short).joined(separator: "|"))}"
            }
        }.joined(separator: "|")
    }

    @Test(
        "in the forms of RFC 5322 and in those that are obsolete",
        arguments: [
            ("", ""),
            (" \r\n ", ""),
            ("ada@example.com", "<ada@example.com>"),
            ("Ada Lovelace <ada@example.com>", "Ada Lovelace <ada@example.com>"),
            ("\"Lovelace, Ada\" <ada@example.com>, b@c", "Lovelace, Ada <ada@example.com>|<b@c>"),
            ("\"a \\\"b\\\" \\\\c\" <d@e>", "a \"b\" \\c <d@e>"),
            ("Ada.M. Lovelace <ada@example.com>", "Ada.M. Lovelace <ada@example.com>"),
            ("Ada\r\n  Lovelace\r\n\t<ada@example.com>", "Ada Lovelace <ada@example.com>"),
            ("ada@example.com (Ada Lovelace)", "Ada Lovelace <ada@example.com>"),
            ("ada@example.com (Ada (the \\) first))", "Ada (the ) first) <ada@example.com>"),
            ("Ada (x) <ada(y)@(z)example.com(w)> (v)", "Ada <ada@example.com>"),
            ("a . b @ c . d, , <@x.y,@z.w:e@f>", "<a.b@c.d>|<e@f>"),
            ("@x,@y:e@f", "<@x>|<e@f>"),
            ("<@[IPv6:::1]:e@[192.0.2.1]>", "<e@[192.0.2.1]>"),
            ("\"a b\"@c, \"a\".\"b\"@c", "<\"a b\"@c>|<\"a\".\"b\"@c>"),
            ("\"a\r\n b\" <\"c\r\n d\"@e>", "a b <\"c d\"@e>"),
            ("People: Ada <a@b>, c@d; , e@f", "People{Ada <a@b>|<c@d>}|<e@f>"),
            ("Nobody:;", "Nobody{}"),
            ("\"A: B\" : c@d ;", "A: B{<c@d>}"),
            ("zo\u{EB}@b\u{FC}cher.example, Zo\u{EB} <a@b>", "<zo\u{EB}@b\u{FC}cher.example>|Zo\u{EB} <a@b>"),
            ("=?utf-8?q?Zo=C3=AB?= <a@b>", "Zo\u{EB} <a@b>"),
            ("\"=?utf-8?q?Zo=C3=AB?=\" <a@b>", "Zo\u{EB} <a@b>"),
            ("a@b (=?utf-8?q?Zo=C3=AB?=)", "Zo\u{EB} <a@b>"),
            ("=?utf-8?q?Zo=C3=AB?=: a@b;", "Zo\u{EB}{<a@b>}"),
        ])
    func forms(value: String, expected: String) {
        #expect(Self.short(AddressList(parsing: Array(value.utf8)[...])) == expected)
    }

    @Test(
        "with encoded words that are whole, whatever stands in them",
        arguments: [
            ("=?utf-8?Q?Doe,_Jane?= <a@b.example>", "Doe, Jane <a@b.example>"),
            ("=?utf-8?Q?Re:_x?= <a@b>", "Re: x <a@b>"),
            ("=?utf-8?Q?Andr=C3=A9_(Work)?= <a@b>, c@d", "Andr\u{E9} (Work) <a@b>|<c@d>"),
            ("=?utf-8?Q?A_\"B\"?= <a@b>", "A \"B\" <a@b>"),
            ("=?utf-8?Q?A_\"B?= <a@b>, \"c\" <d@e>", "A \"B <a@b>|c <d@e>"),
            ("=?utf-8?Q?a@b.example?= <a@b>", "a@b.example <a@b>"),
            ("=?utf-8?Q?<x@y>,?= <a@b>", "<x@y>, <a@b>"),
            ("=?utf-8?Q?Doe,?=\r\n =?utf-8?Q?_Jane;?= <a@b>", "Doe, Jane; <a@b>"),
            ("Dr.=?utf-8?Q?,_x?=: =?utf-8?Q?y;z?= <a@b>;", "Dr., x{y;z <a@b>}"),
            ("=?utf-8?Q?Doe, Jane?= <a@b>", "Doe, Jane <a@b>"),
            ("=?unknown?Q?Doe,_Jane?= <a@b>", "=?unknown?Q?Doe,_Jane?= <a@b>"),
            // Words that never end hold no addresses.
            ("=?utf-8?Q?Jane <a@b>, x?= <c@d>", "=?utf-8?Q?Jane <a@b>|x?= <c@d>"),
            ("=?utf-8?Q?Jane <a@b>, =?utf-8?Q?x,?= <c@d>", "=?utf-8?Q?Jane <a@b>|x, <c@d>"),
            // Behind a bracket that never closes they are words again.
            ("<a@b.example, =?utf-8?Q?Doe,_Jane?= <c@d.example>", "<a@b.example>|Doe, Jane <c@d.example>"),
            ("<a@b, \"x, y\" <c@d>, =?utf-8?Q?z,?= <e@f>", "<a@b>|x, y <c@d>|z, <e@f>"),
            // Nor do addresses hold words.
            ("<=?utf-8?Q?x>,<y?=@b>", "<=?utf-8?Q?x>|<y?=@b>"),
        ])
    func encodedWords(value: String, expected: String) {
        #expect(Self.short(AddressList(parsing: Array(value.utf8)[...])) == expected)
    }

    @Test(
        "where they are broken, so that as much as can be is kept",
        arguments: [
            ("a@b; c@d", "<a@b>|<c@d>"),
            ("a@b c@d", "<a@b>|<c@d>"),
            ("Ada <a@b> Bob <c@d>", "Ada <a@b>|Bob <c@d>"),
            ("<a@b> Ada", "Ada <a@b>"),
            ("a@b <c@d>", "a@b <c@d>"),
            ("Ada <a@b, c@d", "Ada <a@b>|<c@d>"),
            ("Ada <a@b, Bob <c@d>", "Ada <a@b>|Bob <c@d>"),
            ("Ada <a@b", "Ada <a@b>"),
            ("Ada <a@b, \"x, y\" <c@d, z", "Ada <a@b>|x, y <c@d>|<z>"),
            ("a@b>, c@d", "<a@b>|<c@d>"),
            ("Ada a@b", "Ada <a@b>"),
            ("\"Ada <a@b>, c@d", "\"Ada <a@b>|<c@d>"),
            ("Ada (x <a@b>", "Ada (x <a@b>"),
            ("Ada [x] <a@b>, [y <c@d>", "Ada [x] <a@b>|[y <c@d>"),
            ("A: a@b, B: c@d;, e@f;", "A{<a@b>}|B{<c@d>}|<e@f>"),
            ("A: a@b, c@d", "A{<a@b>|<c@d>}"),
            (": a@b;", "<a@b>"),
            ("root", "<root>"),
            ("Nobody at all", "Nobody at all <>"),
            ("\"root\"", "root <>"),
            ("Mailer <>", "Mailer <>"),
            ("<>, (x), (y) <>", ""),
            ("Ada <a b@c>", "Ada <a b@c>"),
            ("<mailto:a@b?subject=x>", "<mailto:a@b?subject=x>"),
            ("a@b:25", "<a@b:25>"),
            ("<<a@b>>", "<a@b>"),
            ("@ , . , ,;;;:>", "<@>|<.>"),
        ])
    func broken(value: String, expected: String) {
        #expect(Self.short(AddressList(parsing: Array(value.utf8)[...])) == expected)
    }

    @Test("an address is a mailbox only where SMTP could carry it")
    func mailboxes() throws {
        let list = AddressList(parsing: Array("Ada <ada@Example.com>, root, g: x@y.example;, a b <c d@e>".utf8)[...])
        #expect(
            list.mailboxes.map(\.mailbox) == [try Mailbox("ada@example.com"), nil, try Mailbox("x@y.example"), nil])
    }

    @Test("octets that are no UTF-8 are read")
    func otherCharsets() {
        let list = AddressList(
            parsing: (Array("Zo".utf8) + [0xEB] + Array(" <z".utf8) + [0xEB] + Array("@b>".utf8))[...])
        #expect(Self.short(list) == "Zo\u{EB} <z\u{FFFD}@b>")
    }

    @Test("a slice of a message is read as if it stood alone")
    func slices() {
        let message = Array("To: Ada <a@b>, \"c\" <d@e>\r\n\r\nbody".utf8)
        #expect(Self.short(AddressList(parsing: message[3..<24])) == "Ada <a@b>|c <d@e>")
    }

    @Test("no more than the limit is read")
    func limit() {
        let commas = Array(String(repeating: "a@b,", count: AddressList.maximumCount + 5).utf8)
        #expect(AddressList(parsing: commas[...]).entries.count == AddressList.maximumCount)
        let blanks = Array(String(repeating: "a@b ", count: AddressList.maximumCount + 5).utf8)
        #expect(AddressList(parsing: blanks[...]).entries.count == AddressList.maximumCount)
        let groups = Array(String(repeating: "a:b,", count: AddressList.maximumCount).utf8)
        #expect(AddressList(parsing: groups[...]).mailboxes.count <= AddressList.maximumCount)
    }

    @Test("any octets are a list")
    func noise() {
        var random = SeededGenerator(seed: 53)
        for _ in 0..<20_000 {
            let value = random.octets(of: Array("a@.,;:<>()\"\\[] =?\r\n\u{EB}".utf8) + [0xFF], upTo: 40)
            let list = AddressList(parsing: value[...])
            #expect(!list.mailboxes.contains { $0.address.isEmpty && $0.displayName == nil })
            #expect(!list.mailboxes.contains { $0.address.utf8.contains { $0 == 10 || $0 == 13 } }, "\(value)")
        }
    }

    @Test(
        "hostile values of 64 KiB are read in one pass",
        .timeLimit(.minutes(15)),
        arguments: [
            "(", ")", "()", "\"", "\"\\", "\\\"", "[", "[]", "<", ">", "<>", "<,", "<a,", "<\"", "<(", "@", ".", ":",
            ";",
            "a:", "a@b:", "@a:", "a@b ", "a ", "a<", ",", "<@a:", "=?", "=?utf-8?q?a?= ", "\r\n ", "a:<b,", "(\\",
            "=?u?q?", "<,=?utf-8?q?x?=", "<,=?utf-8?q?", "=?utf-8?b?AAAA", "<,=?utf-8?q?a?=,=?utf-8?q?",
        ])
    func hostile(unit: String) {
        let value = Array(String(repeating: unit, count: 65_536 / unit.utf8.count).utf8)
        #expect(AddressList(parsing: value[...]).entries.count <= AddressList.maximumCount)
    }
}
