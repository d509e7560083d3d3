import DeliveryReports
import InternetMessage
import MailAddressing
import SMTPProtocol
import TestSupport
import Testing

@Suite struct HostileAddressTests {
    @Test(
        "an address keeps to its field and is read back, octet for octet",
        arguments: [
            "\"\u{F6}\\\"\\\\\"@a.test", "\"\u{F6}\\\\x{41}\"@a.test", "\"\\\\x{0D}\\\\x{0A}\u{F6}\"@a.test",
            "\"\u{F6}  b \"@a.test", "\" \u{F6}\"@a.test", "\"(\u{F6})\"@a.test", "\"<\u{F6}>\"@a.test",
            "\"\u{F6}; Action: delivered\"@a.test", "\u{F6}+tag=x@a.test", "\"x@\u{F6}\"@a.test",
            // Combining marks, first and last, composed and not.
            "\u{301}a@a.test", "e\u{301}@a.test", "\u{E9}@a.test", "\"\u{301} \u{301}\"@a.test", "a.\u{301}@a.test",
            // Marks of direction, and letters from right to left.
            "\u{200F}a@a.test", "a\u{202E}b@a.test", "\u{2067}a@a.test", "\u{5D0}\u{5D1}@a.test",
            // What ends a line elsewhere, blanks, and what cannot be seen.
            "a\u{2028}b@a.test", "a\u{2029}@a.test", "\u{A0}a\u{A0}@a.test", "\u{3000}@a.test", "\u{FEFF}a@a.test",
            "\u{1F469}\u{200D}\u{1F4BB}@a.test", "\u{AD}\u{E000}@a.test", "\u{10FFFF}@a.test",
            "\u{A0}\u{A0}\u{A0}\u{A0}\u{A0}\u{A0}\u{A0}\u{A0}\u{A0}\u{A0}\u{A0}\u{A0}\u{A0}\u{A0}\u{A0}\u{A0}@a.test",
        ])
    func address(_ address: String) throws {
        let mailbox = try Mailbox(address)
        for sender in ["ada@sender.test", address] {
            for allows in [false, true] { try expectKept(mailbox, from: Mailbox(sender), allows) }
        }
    }

    @Test("addresses from noise are read back") func noise() throws {
        let pieces = [
            "\u{EB}", "a", ".", "\\\\", "\\\"", "x{41}", " ", "\u{301}", "\u{202E}", "\u{2028}", "\u{1F4E7}", ";", "(",
            ")", "<", ">", ":", "--", "=", "+", "\u{A0}", ",", "@",
        ]
        var generator = SeededGenerator(seed: 6_533)
        var count = 0
        for _ in 0..<300 {
            let local = (0..<Int.random(in: 1...12, using: &generator)).compactMap { _ in
                pieces.randomElement(using: &generator)
            }.joined()
            guard let mailbox = try? Mailbox("\"\(local)\"@a.test") else { continue }
            count += 1
            try expectKept(mailbox, from: Mailbox("ada@sender.test"), Bool.random(using: &generator))
        }
        #expect(count > 200)
    }

    @Test("the longest addresses of every width fit", arguments: ["\u{A0}", "\u{EB}", "\u{2028}", "\u{10FFFF}"])
    func longest(_ character: String) throws {
        let local = String(repeating: character, count: 64 / character.utf8.count)
        let label = String(repeating: "\u{FC}", count: 40)
        let mailbox = try Mailbox("\(local)@\(label).\(label).test")
        for allows in [false, true] { try expectKept(mailbox, from: mailbox, allows) }
    }

    private func expectKept(_ mailbox: Mailbox, from sender: Mailbox, _ allowsInternationalized: Bool) throws {
        let recipient = RecipientStatus(
            finalRecipient: mailbox, originalRecipient: OriginalRecipient(mailbox), action: .failed,
            status: EnhancedStatusCode(5, 1, 1), remoteMTA: "mx.a.test",
            diagnostic: SMTPReply(550, EnhancedStatusCode(5, 1, 1), "<\(mailbox)>: no"))
        var report = DeliveryReport(
            reportingMTA: try DomainName("mail.example.test"), sender: sender, arrivalDate: arrival,
            recipients: [recipient], originalContent: originalMessage, date: arrival + 8, uniqueText: "u1")
        report.allowsInternationalized = allowsInternationalized
        let written = report.written()
        try expectHonest(written)
        let parts = try ReadReport(written.octets)
        #expect(parts.parts.count == 3)
        #expect(parts.header.first(named: "To")?.unfoldedValue.utf8.elementsEqual("<\(sender)>".utf8) == true)
        let names = ["Original-Recipient", "Final-Recipient", "Action", "Status", "Remote-MTA", "Diagnostic-Code"]
        let groups = try parts.groups()
        #expect(groups.count == 2)
        #expect(groups.last?.fields.map(\.name) == names)
        let read = try #require(ReceivedDeliveryReport.read(written.octets).report)
        #expect(read.defects.isEmpty, "\(read.defects)")
        try #require(read.recipients.count == 1)
        expectSameRecipient(read.recipients[0], recipient)
        // Nothing in the text for people shows the rest of it in another order.
        let turns = read.text.plain?.unicodeScalars.contains { (0x202A...0x202E).contains($0.value) }
        #expect(turns == false)
    }
}
