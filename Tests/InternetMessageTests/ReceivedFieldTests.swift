import InternetMessage
import MailAddressing
import Testing

/// The trace field and the message identifier.
struct ReceivedFieldTests {
    static func field(
        greeting: String? = "client.example", encryption: String? = "TLSv1.3", identifier: String = "0f1e2d"
    ) throws -> ReceivedField {
        ReceivedField(
            greeting: greeting, clientAddress: IPAddress("192.0.2.1"), host: try DomainName("mx.example.net"),
            transmission: TransmissionType(.esmtp, isEncrypted: encryption != nil), encryption: encryption,
            identifier: identifier, recipient: try Mailbox("ada@example.net"),
            date: MessageDate(unixSeconds: 1_057_049_557))
    }

    @Test("the clauses stand in their order")
    func order() throws {
        let expected =
            "Received: from client.example ([192.0.2.1]) by mx.example.net with ESMTPS\r\n"
            + "\t(TLSv1.3) id 0f1e2d for <ada@example.net>; Tue, 1 Jul 2003 08:52:37 +0000\r\n"
        let octets = try Self.field().octets
        #expect(String(decoding: octets, as: UTF8.self) == expected)
    }

    @Test("what is not known is left out")
    func unknown() throws {
        var field = try Self.field(greeting: nil, encryption: nil)
        field.recipient = nil
        #expect(
            try HeaderField(parsing: field.octets).unfoldedValue
                == "by mx.example.net with ESMTP id 0f1e2d;\tTue, 1 Jul 2003 08:52:37 +0000")
        field.greeting = "client.example"
        field.clientName = try DomainName("host.example")
        field.clientAddress = IPAddress("2001:db8::1")
        #expect(
            try HeaderField(parsing: field.octets).unfoldedValue.hasPrefix(
                "from client.example (host.example [IPv6:2001:db8::1])"))
    }

    @Test(
        "what a client says of itself never breaks the field",
        arguments: [
            "a\r\nBcc: b", "a b", "a)", "(a", "a;", "<a>", "a\u{0}", "\u{FC}", "a\\", "\"a\"", "",
            String(repeating: "a", count: 2_000),
        ])
    func hostileClient(hostile: String) throws {
        let field = try Self.field(greeting: hostile, encryption: hostile, identifier: hostile)
        let header = try MessageHeader(parsing: field.octets + Array("\r\n".utf8))
        #expect(header.fields.count == 1)
        #expect(header.ending == .emptyLine)
        for line in HeaderFoldingTests.lines(field.octets) { #expect(line.utf8.count <= 300) }
        let value = try #require(header.fields.first).unfoldedValue
        #expect(value.utf8.allSatisfy { (32...126).contains($0) || $0 == UInt8(ascii: "\t") })
        #expect(value.filter { $0 == ";" }.count == (hostile == "a;" ? 2 : 1))
    }

    @Test(
        "a way of coming has its registered name",
        arguments: [
            (TransmissionType(.smtp), "SMTP"), (TransmissionType(.esmtp), "ESMTP"),
            (TransmissionType(.esmtp, isEncrypted: true), "ESMTPS"),
            (TransmissionType(.esmtp, isAuthenticated: true), "ESMTPA"),
            (TransmissionType(.esmtp, isEncrypted: true, isAuthenticated: true), "ESMTPSA"),
            (TransmissionType(.lmtp, isEncrypted: true), "LMTPS"),
            (
                TransmissionType(.esmtp, isEncrypted: true, isAuthenticated: true, isInternationalized: true),
                "UTF8SMTPSA"
            ),
        ] as [(TransmissionType, String)])
    func names(type: TransmissionType, name: String) {
        #expect(type.description == name)
    }
}

/// Identifiers made and read.
struct MessageIdentifierTests {
    @Test("an identifier is made of a text and a domain")
    func making() throws {
        let identifier = try MessageIdentifier(unique: "1f.0a-b", domain: try DomainName("Example.COM"))
        #expect(identifier.description == "<1f.0a-b@example.com>")
        #expect(try MessageIdentifier(identifier.description) == identifier)
        #expect(try MessageIdentifier(" \(identifier) ") == identifier)
    }

    @Test(
        "a text that is no sequence of atoms is refused",
        arguments: [
            "", ".a", "a.", "a..b", "a b", "a@b", "a>", "\u{FC}", "a\r\n", String(repeating: "a", count: 1_000),
        ])
    func badText(unique: String) throws {
        let domain = try DomainName("example.com")
        #expect(throws: MessageError.self) { try MessageIdentifier(unique: unique, domain: domain) }
    }

    @Test(
        "what is no identifier is refused",
        arguments: [
            "", "<>", "a@b", "<a@b", "a@b>", "<a b@c>", "<a@b><c@d>", "<a\r\n@b>", "<\u{FC}@b>", "<", ">", " ",
        ])
    func notAnIdentifier(text: String) {
        #expect(throws: MessageError.self) { try MessageIdentifier(text) }
    }
}
