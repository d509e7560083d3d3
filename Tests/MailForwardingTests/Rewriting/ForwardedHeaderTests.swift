import InternetMessage
import MailAddressing
import MailForwarding
import Testing

@Suite struct ForwardedHeaderTests {
    static func rewritten(_ header: MessageHeader) throws -> [UInt8] {
        ForwardedHeader.rewritten(
            header, alias: try Mailbox("shop@alias.example"), replyAddress: try Mailbox("reply+7@alias.example"))
    }

    static func rewritten(_ lines: [String]) throws -> [String] {
        HeaderExample.lines(try rewritten(HeaderExample.header(lines)))
    }

    /// The only mailbox of the only From field.
    static func author(_ octets: [UInt8]) throws -> NamedMailbox {
        let header = try MessageHeader(parsing: octets)
        let fields = header.fields(named: "From")
        #expect(fields.count == 1)
        let mailboxes = AddressList(parsing: try #require(fields.first).value).mailboxes
        #expect(mailboxes.count == 1)
        return try #require(mailboxes.first)
    }

    static let message = [
        "Return-Path: <bounces@example.net>", "Received: from a.example.net", "\tby mx.alias.example; x",
        "DKIM-Signature: v=1; d=example.net; h=from:sender:reply-to; b=AAAA", "ARC-Seal: i=1; b=AAAA",
        "Sender: office@example.net", "From: Ada Lovelace <ada@example.net>", "Reply-To: Ada", " <ada@other.example>",
        "To: Shop <shop@alias.example>", "Subject:  odd\t", "   folding  ", "Message-ID: <1@example.net>", "",
    ]

    @Test func aKeptAuthorGetsOneFieldOnTop() throws {
        let octets = HeaderExample.octets(Self.message)
        let header = try MessageHeader(parsing: octets)
        let fields = ForwardedHeader.fields(alias: try Mailbox("shop@alias.example"))
        let top = Array("Delivered-To: shop@alias.example\r\n".utf8)
        #expect(MessageHeader.prepending(fields, to: octets) == top + octets)
        #expect(header.prepending(fields).octets == top + header.octets)
    }

    @Test func aRewrittenAuthorIsShownInWords() throws {
        #expect(
            try Self.rewritten(Self.message) == [
                "Delivered-To: shop@alias.example", "Return-Path: <bounces@example.net>",
                "Received: from a.example.net", "\tby mx.alias.example; x",
                "DKIM-Signature: v=1; d=example.net; h=from:sender:reply-to; b=AAAA", "ARC-Seal: i=1; b=AAAA",
                "From: \"Ada Lovelace (ada at example.net)\" <reply+7@alias.example>",
                "X-Original-From: Ada Lovelace <ada@example.net>", "X-Original-Reply-To: Ada", " <ada@other.example>",
                "To: Shop <shop@alias.example>", "Subject:  odd\t", "   folding  ", "Message-ID: <1@example.net>", "",
            ])
    }

    @Test func severalFromFieldsBecomeOne() throws {
        let lines = [
            "X-A: 1", "From: not an address", "X-B: 2", "from : Bob <bob@example.org>", "Reply-To: x@example.org",
            "X-C: 3", "REPLY-TO: y@example.org", "",
        ]
        #expect(
            try Self.rewritten(lines) == [
                "Delivered-To: shop@alias.example", "X-A: 1",
                "From: \"Bob (bob at example.org)\" <reply+7@alias.example>", "X-Original-From: not an address",
                "X-B: 2", "X-Original-From: Bob <bob@example.org>", "X-Original-Reply-To: x@example.org", "X-C: 3",
                "X-Original-Reply-To: y@example.org", "",
            ])
    }

    @Test func withoutFromOneIsWritten() throws {
        #expect(
            try Self.rewritten(["To: shop@alias.example", ""]) == [
                "Delivered-To: shop@alias.example", "From: reply+7@alias.example", "To: shop@alias.example", "",
            ])
    }

    @Test(
        arguments: [
            ("Ada Lovelace <ada@example.net>", "Ada Lovelace (ada at example.net)"),
            ("ada@example.net", "ada at example.net"), ("<Ada@EXAMPLE.net>", "Ada at example.net"),
            ("\"ada@example.net\" <ada@example.net>", "ada at example.net"),
            ("\"help@bank.example\" <eve@example.org>", "help at bank.example (eve at example.org)"),
            ("\"help\u{FF20}bank.example\" <eve@example.org>", "help at bank.example (eve at example.org)"),
            ("\"help\u{FE6B}bank.example\" <eve@example.org>", "help at bank.example (eve at example.org)"),
            ("ada@example.net (Ada Lovelace)", "Ada Lovelace (ada at example.net)"),
            ("Authors: Ada <ada@example.net>, Bob <bob@example.org>;", "Ada (ada at example.net)"),
            ("ada@, Bob <bob@example.org>", "Bob (bob at example.org)"),
            ("Ada Lovelace", "Ada Lovelace"), ("Nobody:;", nil), ("", nil), (" , ; <> ", nil),
            ("=?utf-8?q?Zo=C3=AB?= <zoe@example.net>", "Zo\u{EB} (zoe at example.net)"),
            ("=?iso-8859-1?q?Zo=EB?= <zoe@example.net>", "Zo\u{EB} (zoe at example.net)"),
            ("Zo\u{EB} <zo\u{EB}@b\u{FC}cher.example>", "Zo\u{EB} (zo\u{EB} at xn--bcher-kva.example)"),
            ("Ada\u{202E}net.example\u{202C} <ada@example.net>", "Adanet.example (ada at example.net)"),
            ("\"  Ada \t  Lovelace \" <ada@example.net>", "Ada Lovelace (ada at example.net)"),
            ("\"Ada \\\"A\\\" <x>\" <ada@example.net>", "Ada \"A\" <x> (ada at example.net)"),
        ] as [(String, String?)])
    func theNameIsThatOfTheAuthorWithoutAnAtSign(_ value: String, _ name: String?) throws {
        let octets = try Self.rewritten(HeaderExample.header(["From: \(value)", ""]))
        let author = try Self.author(octets)
        #expect(author.displayName == name)
        #expect(author.address == "reply+7@alias.example")
        let header = try MessageHeader(parsing: octets)
        let from = try #require(header.first(named: "From")).value
        #expect(from.filter { $0 == UInt8(ascii: "@") }.count == 1)
        #expect(from.allSatisfy { $0 < 128 })
    }

    @Test(arguments: [
        "=?utf-8?q?Ada=0D=0ABcc:_eve=40example.org?= <ada@example.net>",
        "=?utf-8?b?QWRhDQpCY2M6IGV2ZUBleGFtcGxlLm9yZw==?= <ada@example.net>",
        "\"Ada\rBcc: eve@example.org\" <ada@example.net>", "\"Ada\nBcc: eve@example.org\" <ada@example.net>",
        "Ada\u{0} \u{85}\u{2028}Bcc: <ada@example.net>", "=?utf-8?q?=3E=2C_eve=40example.org?= <ada@example.net>",
    ])
    func nothingInANameBeginsAnotherField(_ value: String) throws {
        let octets = try Self.rewritten(HeaderExample.header(["From: \(value)", "To: a@b.test", ""]))
        let header = try MessageHeader(parsing: octets)
        #expect(header.fields.map(\.name) == ["Delivered-To", "From", "X-Original-From", "To"])
        #expect(header.ending == .emptyLine)
        #expect(header.bodyOffset == octets.count)
        let from = try #require(header.first(named: "From"))
        let written = from.octets.dropLast(2)
        #expect(!zip(written, written.dropFirst()).contains { $0 == 10 && $1 != 32 && $1 != 9 })
        #expect(try Self.author(octets).address == "reply+7@alias.example")
    }

    @Test(arguments: [0, 10, 150, 178, 179, 1_000, 100_000])
    func aLongNameIsCutAndTheAddressStays(_ length: Int) throws {
        let word = String(repeating: "a", count: length)
        let octets = try Self.rewritten(HeaderExample.header(["From: \"x\(word)\" <ada@example.net>", ""]))
        let name = try #require(try Self.author(octets).displayName)
        #expect(name.unicodeScalars.count <= 200)
        #expect(name.hasPrefix("x"))
        #expect(name.hasSuffix(" (ada at example.net)"))
        #expect(name.unicodeScalars.contains("\u{2026}") == (length > 178))
    }

    @Test func aLongAddressLeavesRoomForTheName() throws {
        let label = String(repeating: "d", count: 60)
        let address = "\(String(repeating: "l", count: 64))@\(label).\(label).example"
        let accents = "A" + String(repeating: "\u{301}", count: 5_000)
        let octets = try Self.rewritten(HeaderExample.header(["From: \"\(accents)\" <\(address)>", ""]))
        let name = try #require(try Self.author(octets).displayName)
        #expect(name.unicodeScalars.count <= 200)
        #expect(name.unicodeScalars.first == "A")
        #expect(!name.contains("@"))
        let from = try #require(try MessageHeader(parsing: octets).first(named: "From"))
        #expect(HeaderExample.lines(Array(from.octets)).allSatisfy { $0.utf8.count <= 998 })
    }

    /// Folding, blanks, octets of no character set, line ends that are none, and sizes that nobody expects.
    @Test func whatIsNotChangedStaysOctetForOctet() throws {
        var odd = Array("X-Odd \t :\t\r\n \r\n\t v \r\nX-Octets: ".utf8)
        odd += (UInt8.min...UInt8.max).filter { $0 != 13 && $0 != 10 }
        odd += Array("\r\nX-Lone: a\rb\nc\r\r\nX-Empty:\r\nX-Huge: ".utf8)
        odd += [UInt8](repeating: 0xFF, count: 200_000)
        odd += Array("\r\nx-repeated: 1\r\nX-Repeated: 2\r\n".utf8)
        let header = try MessageHeader(parsing: odd + [13, 10])
        #expect(header.fields.count == 7)
        var expected = Array("Delivered-To: shop@alias.example\r\nFrom: reply+7@alias.example\r\n".utf8)
        expected += odd + [13, 10]
        #expect(try Self.rewritten(header) == expected)
    }

    @Test func valuesOfRenamedFieldsStayOctetForOctet() throws {
        var octets = Array("From:Ada\r\n\t <ada@example.net> (\u{0}".utf8)
        octets += [0xFF, 0xE9] + Array(")\r\n \r\nReply-To \t:\t x@y.test \r\n\r\n".utf8)
        let header = try MessageHeader(parsing: octets)
        let new = try MessageHeader(parsing: try Self.rewritten(header))
        for (old, name) in [("From", "X-Original-From"), ("Reply-To", "X-Original-Reply-To")] {
            let before = try #require(header.first(named: old))
            let after = try #require(new.first(named: name))
            #expect(Array(after.value) == Array(before.value))
        }
    }

    @Test(arguments: [970, 980, 981, 982, 983, 984, 985, 990])
    func aLineThatWouldBecomeTooLongIsFolded(_ length: Int) throws {
        for blank in [" ", ""] {
            let end = "<ada@example.net>"
            let name = String(repeating: "a ", count: (length - end.utf8.count) / 2)
            let header = try HeaderExample.header(["From:\(blank)\(name)\(end)", ""])
            let octets = try Self.rewritten(header)
            #expect(HeaderExample.lines(octets).allSatisfy { $0.utf8.count <= 998 })
            let kept = try #require(try MessageHeader(parsing: octets).first(named: "X-Original-From"))
            #expect(kept.unfoldedValue == header.first(named: "From")?.unfoldedValue)
        }
    }

    @Test(arguments: [
        "From: a@b.test\r\n\r\nbody", "From: a@b.test\r\nno colon\r\n\r\nbody", "no field\r\nFrom: a@b.test\r\n\r\n",
        " folded first\r\n", "\r\nFrom: body", "", "From: a@b.test", "From: a@b.test\r\n", "X: 1\r", "X: 1\r\n ", "X:",
        "From: a@b.test\r\nX: 1", "Reply-To: a@b.test", "From: a@b.test\r\n\r",
    ])
    func theBodyStaysTheBody(_ text: String) throws {
        let message = Array(text.utf8)
        let header = try MessageHeader(parsing: message)
        let body = Array(message[header.bodyOffset...])
        let octets = try Self.rewritten(header)
        let forwarded = octets + body
        let again = try MessageHeader(parsing: forwarded)
        #expect(again.ending == .emptyLine)
        #expect(Array(forwarded[again.bodyOffset...]) == body)
        #expect(again.fields.count == header.fields.count + 2)
        #expect(again.fields(named: "From").count == 1)
    }
}
