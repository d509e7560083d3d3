import DeliveryReports
import MailAddressing
import SMTPProtocol
import Testing

@Suite struct ReportedValuesTests {
    @Test(arguments: [
        ("rfc822; ada@example.test", "rfc822", "ada@example.test", "ada@example.test"),
        ("RFC822;Ada@Example.test", "rfc822", "Ada@Example.test", "Ada@example.test"),
        ("rfc822; <ada@example.test>", "rfc822", "ada@example.test", "ada@example.test"),
        ("<ada@example.test>", "rfc822", "ada@example.test", "ada@example.test"),
        ("ada@example.test", "rfc822", "ada@example.test", "ada@example.test"),
        ("rfc822; ada@example.test (Ada)", "rfc822", "ada@example.test (Ada)", "ada@example.test"),
        ("rfc822; Ada <ada@example.test>", "rfc822", "Ada <ada@example.test>", "ada@example.test"),
        ("rfc822; \"a b\"@example.test", "rfc822", "\"a b\"@example.test", "\"a b\"@example.test"),
        ("rfc822; |exec /bin/x #ada", "rfc822", "|exec /bin/x #ada", nil),
        ("rfc822; ada@a.test, ben@b.test", "rfc822", "ada@a.test, ben@b.test", nil),
        ("x400; /S=ada/C=gb/", "x400", "/S=ada/C=gb/", nil),
        ("rfc822;", "rfc822", "", nil),
        ("; ada@example.test", "rfc822", "; ada@example.test", "ada@example.test"),
        ("utf-8; zo\u{EB}@example.test", "utf-8", "zo\u{EB}@example.test", "zo\u{EB}@example.test"),
        ("utf-8; zo\\x{EB}@example.test", "utf-8", "zo\u{EB}@example.test", "zo\u{EB}@example.test"),
        ("UTF-8;\\x{1F4E7}\\x{2b}x@example.test", "utf-8", "\u{1F4E7}+x@example.test", "\u{1F4E7}+x@example.test"),
        ("utf-8; a\\x{D800}b@example.test", "utf-8", "a\\x{D800}b@example.test", nil),
        ("utf-8; a\\x{0A}b\\x{}c\\x{1234567}d\\x{41", "utf-8", "a\\x{0A}b\\x{}c\\x{1234567}d\\x{41", nil),
        ("rfc822; zo\\x{EB}@example.test", "rfc822", "zo\\x{EB}@example.test", nil),
    ])
    func anAddressIsReadByItsType(_ value: String, _ type: String, _ text: String, _ mailbox: String?) throws {
        let address = ReportedAddress(parsing: value)
        #expect(address.type == type)
        #expect(address.text == text)
        #expect(address.mailbox == (try mailbox.map { try Mailbox($0) }))
    }

    @Test(arguments: [
        ("dns; mail.example.test", "dns", "mail.example.test", "mail.example.test"),
        ("DNS;[192.0.2.1]", "dns", "[192.0.2.1]", "[192.0.2.1]"),
        ("dns; mx.test (192.0.2.1, a server)", "dns", "mx.test (192.0.2.1, a server)", "mx.test"),
        ("192.0.2.248", nil, "192.0.2.248", "[192.0.2.248]"),
        ("smtp; 550 a; b", "smtp", "550 a; b", nil),
        ("Connection timed out; try later", nil, "Connection timed out; try later", nil),
        (" x-unix ;  no such program ", "x-unix", "no such program", nil),
        ("", nil, "", nil),
        (";", nil, ";", nil),
    ])
    func aTypedTextIsTakenApart(_ value: String, _ type: String?, _ text: String, _ host: String?) throws {
        let typed = TypedText(parsing: value)
        #expect(typed == TypedText(type: type, text: text))
        if let host { #expect(typed.host?.description == host) }
    }

    @Test func aGlobalReportHasItsAddressesInTheirOwnCharacters() throws {
        let message = reportMessage(
            """
            Reporting-MTA: dns; mail.example.test

            Original-Recipient: utf-8; j\u{FC}rgen@b\u{FC}cher.test
            Final-Recipient: utf-8; j\u{FC}rgen@b\u{FC}cher.test
            Action: failed
            Status: 5.1.1
            Diagnostic-Code: smtp; 550 kein Postfach f\u{FC}r j\u{FC}rgen

            """, type: "message/global-delivery-status")
        let report = try #require(ReceivedDeliveryReport.read(message).report)
        #expect(report.isInternational)
        #expect(report.defects.isEmpty, "\(report.defects)")
        let recipient = try #require(report.recipients.first)
        #expect(recipient.mailbox == (try Mailbox("j\u{FC}rgen@xn--bcher-kva.test")))
        #expect(recipient.reply?.lines == ["kein Postfach f\u{FC}r j\u{FC}rgen"])
    }

    @Test func octetsThatAreNoUTF8AreStillText() throws {
        var message = reportMessage(
            "Reporting-MTA: dns; a.test\n\nFinal-Recipient: rfc822; x@b.test\nAction: failed\nStatus: 5.0.0\n"
                + "Diagnostic-Code: smtp; 550 ung?ltig ?[2J\n")
        let place = try #require(split(message, at: Array("ung?".utf8)).first).count + 3
        message[place] = 0xFC
        message[place + 6] = 0x1B
        let recipient = try #require(ReceivedDeliveryReport.read(message).report?.recipients.first)
        #expect(recipient.diagnosticCode?.text == "550 ung\u{FC}ltig  [2J")
    }
}
