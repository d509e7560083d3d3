import DeliveryReports
import MailAddressing
import SMTPProtocol
import Testing

@Suite struct InternationalFieldsTests {
    @Test("a part of ASCII has addresses of type utf-8 with escapes") func plainFields() throws {
        let expected = crlf(
            #"""
            Reporting-MTA: dns; mail.example.test
            Arrival-Date: Mon, 23 Nov 2026 04:49:20 +0000

            Original-Recipient: utf-8; zo\x{EB}@xn--bcher-kva.test
            Final-Recipient: utf-8; zo\x{EB}@xn--bcher-kva.test
            Action: failed
            Status: 5.1.1
            Remote-MTA: dns; mx.receiver.test
            Diagnostic-Code: smtp; 550 5.1.1 Kein Postfach f?r zo?
            Last-Attempt-Date: Mon, 23 Nov 2026 04:49:27 +0000

            """#)
        #expect(lines(try status().serialized()) == lines(expected))
    }

    @Test("a part of UTF-8 has addresses and replies in their own letters") func internationalFields() throws {
        let expected = crlf(
            """
            Reporting-MTA: dns; mail.example.test
            Arrival-Date: Mon, 23 Nov 2026 04:49:20 +0000

            Original-Recipient: utf-8; zo\u{EB}@xn--bcher-kva.test
            Final-Recipient: utf-8; zo\u{EB}@xn--bcher-kva.test
            Action: failed
            Status: 5.1.1
            Remote-MTA: dns; mx.receiver.test
            Diagnostic-Code: smtp; 550 5.1.1 Kein Postfach f\u{FC}r zo\u{EB}
            Last-Attempt-Date: Mon, 23 Nov 2026 04:49:27 +0000

            """)
        #expect(lines(try status().serialized(allowsInternationalized: true)) == lines(expected))
    }

    struct OriginalForm: Sendable {
        var parameter: String
        var plain: String
        var international: String
    }

    @Test(
        "ORCPT is written in the form of the part",
        arguments: [
            OriginalForm(
                parameter: "rfc822;ada+2Btea@a.test", plain: "rfc822; ada+tea@a.test",
                international: "rfc822; ada+tea@a.test"),
            OriginalForm(
                parameter: "utf-8;zo\\x{EB}@a.test", plain: "utf-8; zo\\x{EB}@a.test",
                international: "utf-8; zo\u{EB}@a.test"),
            OriginalForm(
                parameter: "utf-8;zo\u{EB}@a.test", plain: "utf-8; zo\\x{EB}@a.test",
                international: "utf-8; zo\u{EB}@a.test"),
            OriginalForm(
                parameter: "utf-8;\\x{1F4E7}\\x{2B}x@a.test", plain: "utf-8; \\x{1F4E7}\\x{2B}x@a.test",
                international: "utf-8; \u{1F4E7}+x@a.test"),
            // All of it is ASCII: the part is no international one.
            OriginalForm(
                parameter: "utf-8;ada\\x{2B}tea@a.test", plain: "utf-8; ada\\x{2B}tea@a.test",
                international: "utf-8; ada\\x{2B}tea@a.test"),
            // A control character is never undone, and a mark of direction would turn what stands behind it.
            OriginalForm(
                parameter: "utf-8;\\x{EB}\\x{0D}\\x{0A}Action:@a.test",
                plain: "utf-8; \\x{EB}\\x{0D}\\x{0A}Action:@a.test",
                international: "utf-8; \\x{EB}\\x{0D}\\x{0A}Action:@a.test"),
            OriginalForm(
                parameter: "utf-8;\\x{EB}\\x{202E}b@a.test", plain: "utf-8; \\x{EB}\\x{202E}b@a.test",
                international: "utf-8; \\x{EB}\\x{202E}b@a.test"),
            // The mark would join the blank before it.
            OriginalForm(
                parameter: "utf-8;\\x{301}a@a.test", plain: "utf-8; \\x{301}a@a.test",
                international: "utf-8; \\x{301}a@a.test"),
        ])
    func originalRecipient(_ form: OriginalForm) throws {
        let recipient = RecipientStatus(
            finalRecipient: try Mailbox("b@a.test"), originalRecipient: OriginalRecipient(parsing: form.parameter),
            action: .failed, status: EnhancedStatusCode(5, 0, 0))
        let status = DeliveryStatus(
            reportingMTA: try DomainName("mail.example.test"), arrivalDate: arrival, recipients: [recipient])
        #expect(lines(status.serialized()).contains("Original-Recipient: \(form.plain)"))
        let written = lines(status.serialized(allowsInternationalized: true))
        #expect(written.contains("Original-Recipient: \(form.international)"))
        // What people sent to stands in the text for them, once.
        let people = try lines(ReadReport(makeReport(on: [recipient]).serialized()).parts[0].body)
        #expect(people.filter { $0.hasPrefix("(sent to") }.count == 1)
    }

    @Test("a long text beyond ASCII is broken between its characters") func longText() throws {
        for filler in ["", "x", "xx"] {
            let word = filler + String(repeating: "\u{20AC}", count: 160)
            let reply = SMTPReply(550, nil, lines: Array(repeating: word, count: 8))
            var report = try makeReport(on: [refused(with: reply)])
            report.allowsInternationalized = true
            let written = report.written()
            try expectHonest(written)
            #expect(String(validating: written.octets, as: UTF8.self) != nil)
            let shown = text(written.octets)
            #expect(shown.contains("[...]"))
            // What a character cut in two would be read as.
            #expect(!shown.unicodeScalars.contains("\u{FFFD}"))
        }
    }

    @Test("an overlong header line is broken between its characters") func longHeader() throws {
        for filler in ["", "x", "xx", "xxx"] {
            let original = crlf("X: \(filler)" + String(repeating: "\u{1F4E7}", count: 1_000) + "\n\n")
            var report = try makeReport(on: [refused()], original: original)
            report.allowsInternationalized = true
            let written = report.written()
            try expectHonest(written)
            let part = try #require(ReadReport(written.octets).parts.last)
            #expect(part.contentType == "message/global-headers")
            #expect(text(part.body).unicodeScalars.filter { $0 == "\u{1F4E7}" }.count == 1_000)
        }
    }

    @Test("a report of ASCII is the same whether more is allowed or not") func sameInASCII() throws {
        for size in [0, 10_000] {
            var report = try makeReport(on: [refused(), refused("a@b\u{FC}cher.test")])
            report.maximumReturnedMessageSize = size
            let plain = report.written()
            report.allowsInternationalized = true
            #expect(report.written() == plain)
            #expect(!plain.isInternationalized)
        }
    }

    private func status() throws -> DeliveryStatus {
        DeliveryStatus(
            reportingMTA: try DomainName("mail.example.test"), arrivalDate: arrival,
            recipients: [try internationalRecipients()[0]])
    }
}
