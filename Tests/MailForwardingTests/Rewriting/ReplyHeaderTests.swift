import InternetMessage
import MailAddressing
import MailForwarding
import Testing

@Suite struct ReplyHeaderTests {
    static let answer = [
        "Received: from laptop (unknown [192.0.2.7]) by mail.home.example; x", "Return-Path: <ada@home.example>",
        "From: Ada Lovelace <ada@home.example>", "Sender: ada@home.example", "Reply-To: ada@home.example",
        "To: \"Bob (bob at shop.test)\" <reply+7@alias.example>",
        "Cc: Ada <ADA@home.example>, \"ada@home.example\" <carol@other.test>", "Bcc: ada@home.example",
        "Subject: Re: Order 7,", "\t =?utf-8?q?from_?= ada@home.example", "Date: Thu, 15 Jan 2026 13:00:00 +0100",
        "Message-ID: <x1@home.example>", "In-Reply-To: <b1@shop.test>",
        "References: <x0@mail.home.example> <b1@shop.test>", "User-Agent: Thing/1.0 (home.example)",
        "X-Mailer: Thing", "x-mailer: Thing again", "X-Originating-IP: [192.0.2.7]", "MIME-Version: 1.0",
        "Content-Type: text/plain;", " charset=utf-8", "Content-Transfer-Encoding: 8bit", "Content-Language: en",
        "DKIM-Signature: v=1; d=home.example; b=AAAA", "ARC-Seal: i=1; d=home.example; b=AAAA",
        "Authentication-Results: mail.home.example; auth=pass", "Delivered-To: ada@home.example",
        "Organization: Home", "Autocrypt: addr=ada@home.example; keydata=AAAA", "OpenPGP: id=1",
        "Disposition-Notification-To: ada@home.example", "List-Id: <home.example>", "Comments: hi", "Keywords: hi",
        "Accept-Language: en-GB", "Thread-Index: AAAA", "Importance: high", "X-Priority: 1", "",
    ]

    @Test func anAnswerShowsTheAliasAndWhatItNeeds() throws {
        let outcome = try ReplyExample.outcome(Self.answer, displayName: "Shop Customer")
        #expect(
            HeaderExample.lines(outcome.octets) == [
                "From: Shop Customer <shop@alias.example>", "To: Bob <bob@shop.test>",
                "Cc: Shop Customer <shop@alias.example>, carol@other.test", "Subject: Re: Order 7,",
                "\t =?utf-8?q?from_?= ada@home.example", "Date: Thu, 15 Jan 2026 12:00:00 +0000",
                "Message-ID: <m15@alias.example>", "In-Reply-To: <b1@shop.test>",
                "References: <m20@alias.example> <b1@shop.test>", "MIME-Version: 1.0", "Content-Type: text/plain;",
                " charset=utf-8", "Content-Transfer-Encoding: 8bit", "Content-Language: en", "Importance: high",
                "X-Priority: 1", "",
            ])
        #expect(
            outcome.dropped == [
                "Received", "Return-Path", "Sender", "Reply-To", "Bcc", "User-Agent", "X-Mailer", "X-Originating-IP",
                "DKIM-Signature", "ARC-Seal", "Authentication-Results", "Delivered-To", "Organization", "Autocrypt",
                "OpenPGP", "Disposition-Notification-To", "List-Id", "Comments", "Keywords", "Accept-Language",
                "Thread-Index",
            ])
    }

    @Test func theOwnAddressIsNowhereButInTheSubject() throws {
        let header = try MessageHeader(parsing: try ReplyExample.outcome(Self.answer).octets)
        for field in header.fields where !field.isNamed("Subject") {
            for text in [field.unfoldedValue.lowercased(), field.decodedValue.lowercased()] {
                #expect(!text.contains("home.example") && !text.contains("lovelace"), "\(field)")
            }
        }
    }

    @Test(arguments: [
        "To: ada@home.example", "To: ADA@HOME.EXAMPLE", "To: Ada+tag@home.example", "To: \"ada\"@home.example",
        "To: reply+8@alias.example", "To: <ada@home.example", "To: ada@home.example@x.test",
        "To: =?utf-8?b?YWRhQGhvbWUuZXhhbXBsZQ==?= <carol@other.test>", "To: carol@other.test (ada@home.example)",
        "To: carol@other.test (x), dave@other.test (=?utf-8?b?YWRhQGhvbWUuZXhhbXBsZQ==?=)",
        "To: \"Ada (ada at home.example)\" <reply+7@alias.example>", "Cc: Friends of HOME.example: carol@other.test;",
        "Cc: Friends: Ada <ada@home.example>, carol@other.test;", "Cc: mail.home.example",
        "References: <x0@home.example> <b1@shop.test>", "References: <x0@MAIL.home.example>",
        "References: (of ada@home.example) <b1@shop.test>", "In-Reply-To: Your message of ada@home.example",
        "In-Reply-To: <ada@home.example.17@mailer.test>", "In-Reply-To: <17.home.example@mailer.test>",
        "Message-ID: <x@home.example>", "Message-ID: ada@home.example", "Date: soon, ada@home.example",
        "Date: Thu, 15 Jan 2026 13:00:00 +0100 (at home.example)",
        "Auto-Submitted: auto-notified; owner-email=\"ada@home.example\"", "Auto-Submitted: x@home.example",
        "Content-ID: <p1@home.example>", "Content-Description: =?utf-8?b?YWRhQGhvbWUuZXhhbXBsZQ==?=",
        "Content-Location: http://www.home.example/", "Precedence: home.example", "Sensitivity: ada@\r\n home.example",
        "X-Priority: 1 (ada@home.example)", "From: ada@home.example", "X-Any: ada@home.example",
    ])
    func noFieldShowsTheOwnAddress(_ field: String) throws {
        for name in [nil, "Ada <ada@home.example>", "Ada at Home.Example", "=?utf-8?q?ada=40home.example?="] {
            let outcome = try ReplyExample.outcome([field, "From: Ada <ada@home.example>", ""], displayName: name)
            let header = try MessageHeader(parsing: outcome.octets)
            #expect(header.fields(named: "From").count == 1)
            for field in header.fields {
                let texts = [field.unfoldedValue, field.decodedValue, EncodedWords.decodedPhrase(field.value)]
                for text in texts { #expect(!text.lowercased().contains("home.example"), "\(field)") }
            }
        }
    }

    @Test(
        arguments: [
            // Octet for octet where nothing is different.
            (
                "To: Bob  <bob@other.test> (hello),\r\n\tcarol@OTHER.test",
                ["To: Bob  <bob@other.test> (hello),", "\tcarol@OTHER.test"]
            ),
            ("to: Undisclosed recipients:;", ["to: Undisclosed recipients:;"]),
            ("In-Reply-To:\t<a@b.test>\r\n <c@d.test> ", ["In-Reply-To:\t<a@b.test>", " <c@d.test> "]),
            (
                "References: <a@home.example.org> <b@xhome.example>",
                ["References: <a@home.example.org> <b@xhome.example>"]
            ),
            ("Auto-Submitted: auto-replied (by hand)", ["Auto-Submitted: auto-replied (by hand)"]),
            ("Precedence:   bulk", ["Precedence:   bulk"]), ("Content-Duration: 7", ["Content-Duration: 7"]),
            ("Content-Type: text/plain; name=\"home.example\"", ["Content-Type: text/plain; name=\"home.example\""]),
            // Written anew.
            ("To: reply+7@alias.example", ["To: bob@shop.test"]),
            ("To: Robert <reply+7@alias.example>", ["To: Robert <bob@shop.test>"]),
            ("To: \"bob at shop.test\" <reply+7@alias.example>", ["To: bob@shop.test"]),
            (
                "To: reply+7@alias.example, Bob <bob@shop.test>, carol@other.test",
                ["To: bob@shop.test, carol@other.test"]
            ),
            (
                "To: reply+9@alias.example, \"Ada L.\" <shop@alias.example>",
                ["To: reply+9@alias.example, shop@alias.example"]
            ),
            (
                "Cc: Friends: reply+7@alias.example, ada@home.example;",
                ["Cc: Friends: bob@shop.test, shop@alias.example;"]
            ),
            ("Cc: eve@home.example", ["Cc: eve@home.example"]),
            ("Cc: ada@, carol@other.test", ["Cc: carol@other.test"]), ("Cc: ada@", []), ("Cc:", []),
            (
                "References: <a@home.example>\r\n <a@home.example> old <b@c.test>",
                ["References: <m14@alias.example> <m14@alias.example> <b@c.test>"]
            ),
            ("Message-ID: <other@elsewhere.test>", ["Message-ID: <m20@alias.example>"]),
            ("Message-ID: none", []), ("Message-ID: <a@b.test> <c@d.test>", ["Message-ID: <m8@alias.example>"]),
            ("Date: 1 Jan 2026 00:30:00 EST", ["Date: Thu, 1 Jan 2026 05:30:00 +0000"]),
            ("Date: Sun Nov 13 14:50:12 2005", ["Date: Sun, 13 Nov 2005 14:50:12 +0000"]), ("Date: now", []),
            ("Auto-Submitted: AUTO-NOTIFIED; owner-email=\"ada@home.example\"", ["Auto-Submitted: auto-notified"]),
            ("Auto-Submitted: ada@home.example", ["Auto-Submitted: auto-generated"]),
            ("Content-ID: <p@home.example>", []), ("X-Content-Type: text/plain", []), ("Contents: x", []),
        ] as [(String, [String])])
    func eachFieldBecomesWhatItMayBe(_ field: String, _ lines: [String]) throws {
        #expect(try ReplyExample.lines([field]) == lines)
    }

    @Test func onlyTheFirstOfWhatMayStandOnceIsKept() throws {
        let outcome = try ReplyExample.outcome([
            "Date: never", "From: a@b.test", "Date: Thu, 15 Jan 2026 12:00:00 +0000", "From: c@d.test", "Message-ID: x",
            "Message-ID: <a@b.test>", "Date: Fri, 16 Jan 2026 12:00:00 +0000", "Message-ID: <c@d.test>",
        ])
        #expect(
            HeaderExample.lines(outcome.octets) == [
                "From: shop@alias.example", "Date: Thu, 15 Jan 2026 12:00:00 +0000", "Message-ID: <m8@alias.example>",
                "",
            ])
        #expect(outcome.dropped == ["Date", "From", "Message-ID"])
    }

    @Test func withoutFromOneIsWrittenOnTop() throws {
        let examples: [([String], [String])] = [
            (["Subject: x", ""], ["Subject: x", ""]), ([""], [""]), ([], [""]),
        ]
        for (lines, rest) in examples {
            let octets = try ReplyExample.outcome(lines).octets
            #expect(HeaderExample.lines(octets) == ["From: shop@alias.example"] + rest)
        }
    }

    @Test(arguments: [
        "Ada\r\nBcc: eve@example.org", "Ada\r\n\r\nbody", "Ada\nBcc: eve@example.org", "\u{0}\r\n",
        "=?utf-8?q?=0D=0A?=",
        "Zo\u{EB}\u{85}\r\nX: y", String(repeating: "long ", count: 5_000),
        String(repeating: "x", count: 5_000),
        "\"><eve@example.org>,", "",
    ])
    func noDisplayNameBeginsAnotherField(_ name: String) throws {
        let outcome = try ReplyExample.outcome(["From: x", "Cc: ada@home.example", ""], displayName: name)
        let header = try MessageHeader(parsing: outcome.octets)
        #expect(header.fields.map(\.name) == ["From", "Cc"])
        #expect(header.ending == .emptyLine && header.bodyOffset == outcome.octets.count)
        #expect(HeaderExample.lines(outcome.octets).allSatisfy { $0.utf8.count <= 998 })
        for field in header.fields {
            #expect(AddressList(parsing: field.value).mailboxes.map(\.address) == ["shop@alias.example"])
        }
    }

    @Test(arguments: [
        "x@y>\r\nBcc: <eve@example.org", "", "a b@c.test", "<x@y.test>", String(repeating: "x", count: 901),
    ])
    func aReplacementThatIsNoIdentifierIsLeftOut(_ replacement: String) throws {
        let lines = ["From: x", "Message-ID: <a@b.test>", "References: <a@home.example> <b@c.test>", ""]
        let outcome = try ReplyExample.outcome(lines, mask: { _ in replacement })
        #expect(HeaderExample.lines(outcome.octets) == ["From: shop@alias.example", "References: <b@c.test>", ""])
        #expect(outcome.dropped == ["Message-ID"])
    }

    /// Folding, octets of no character set, line ends that are none, and sizes that nobody expects.
    @Test func whatIsNotChangedStaysOctetForOctet() throws {
        var odd = Array("Subject \t :\t\r\n \r\n\t v \r\nContent-Description: ".utf8)
        odd += (UInt8.min...UInt8.max).filter { $0 != 13 && $0 != 10 }
        odd += Array("\r\nsubject: a\rb\nc\r\r\nMIME-Version:\r\nContent-Type: ".utf8)
        odd += [UInt8](repeating: 0xFF, count: 200_000)
        let header = try MessageHeader(parsing: odd)
        #expect(header.fields.count == 5)
        let outcome = try ReplyExample.outcome(header)
        #expect(outcome.octets == Array("From: shop@alias.example\r\n".utf8) + odd + [13, 10, 13, 10])
        #expect(outcome.dropped.isEmpty)
    }

    @Test(arguments: [
        "From: a@b.test\r\n\r\nbody", "From: a@b.test\r\nno colon\r\n\r\nbody", "no field at all\r\nTo: x\r\n\r\n", "",
        "\r\nFrom: body", "Subject: x", "Subject: x\r", "X: 1\r\n ",
    ])
    func theBodyStaysTheBody(_ text: String) throws {
        let message = Array(text.utf8)
        let header = try MessageHeader(parsing: message)
        let body = Array(message[header.bodyOffset...])
        let answer = try ReplyExample.outcome(header).octets + body
        let again = try MessageHeader(parsing: answer)
        #expect(again.ending == .emptyLine)
        #expect(Array(answer[again.bodyOffset...]) == body)
        #expect(again.fields(named: "From").count == 1)
    }

    @Test func theTraceNamesFieldsOnceAndNotTooMany() throws {
        let long = String(repeating: "n", count: 10_000)
        var lines = ["X-One: 1", "x-one: 2", "\(long): 3", "\(long)n: 4"]
        lines += (0..<500).map { "X-\($0): 5" }
        let dropped = try ReplyExample.outcome(lines).dropped
        #expect(dropped.count == 100)
        #expect(dropped.prefix(3) == ["X-One", String(repeating: "n", count: 76), "X-0"])
    }

    @Test func manyRecipientsAreLookedAtAll() throws {
        let many = String(repeating: "carol@other.test,", count: AddressList.maximumCount)
        let octets = try ReplyExample.outcome(["From: x", "To: \(many) ada@home.example", ""]).octets
        #expect(!String(decoding: octets, as: UTF8.self).contains("home.example"))
    }

    @Test func anOwnDomainThatIsTheAliassIsNoSecret() throws {
        let own = ["ada@alias.example"]
        let outcome = try ReplyExample.outcome(
            [
                "From: x", "To: Dave of alias.example <dave@alias.example>, ada@alias.example",
                "Message-ID: <x@alias.example>", "References: <x@alias.example> <b@c.test>", "",
            ], displayName: "Shop of alias.example", own: own)
        #expect(
            HeaderExample.lines(outcome.octets) == [
                "From: \"Shop of alias.example\" <shop@alias.example>",
                "To: \"Dave of alias.example\" <dave@alias.example>, \"Shop of alias.example\"",
                "\t<shop@alias.example>", "Message-ID: <m15@alias.example>",
                "References: <m15@alias.example> <b@c.test>", "",
            ])
    }

    @Test func anInternationalizedDomainIsFoundInBothForms() throws {
        let own = ["ada@b\u{FC}cher.example"]
        let lines = [
            "To: \"at B\u{DC}CHER.example\" <c@d.test>, \"at xn--bcher-kva.example\" <e@f.test>",
            "Cc: ada@xn--bcher-kva.example, ADA@b\u{FC}cher.example", "References: <x@xn--bcher-kva.example>",
        ]
        #expect(
            try ReplyExample.lines(lines, own: own) == [
                "To: c@d.test, e@f.test", "Cc: shop@alias.example", "References: <m23@alias.example>",
            ])
    }

    @Test func anAliasAmongTheOwnAddressesIsNotHidden() throws {
        let lines = try ReplyExample.lines(["Cc: Shop <shop@alias.example>"], own: ["shop@alias.example"])
        #expect(lines == ["Cc: shop@alias.example"])
    }
}
