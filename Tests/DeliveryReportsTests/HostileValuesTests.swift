import DeliveryReports
import InternetMessage
import MailAddressing
import SMTPProtocol
import Testing

@Suite struct HostileValuesTests {
    @Test(arguments: [
        "no\r\nAction: delivered", "no\r\n\r\nFinal-Recipient: rfc822; eve@evil.test", "no\nX: y", "no\rX: y",
        "\0\u{1B}[2J", "\r\n--=_0k2v9w8x7y6z5-31--\r\n",
    ])
    func aReplyCannotBeginAnythingOfItsOwn(_ reply: String) throws {
        let recipient = RecipientStatus(
            finalRecipient: try Mailbox("nobody@receiver.test"), action: .failed, status: EnhancedStatusCode(5, 0, 0),
            remoteMTA: "mx.receiver.test", diagnostic: SMTPReply(550, nil, lines: [reply, reply]),
            explanation: reply)
        try expectOneRecipient(recipient)
    }

    @Test(arguments: [
        "mx.evil.test\r\nAction: delivered", "a;b\nX: y", "\r\n\r\n", "m\u{FC}nchen.test", "evil\0.test",
        String(repeating: "a", count: 5_000),
    ])
    func aHostNameCannotBeginAnythingOfItsOwn(_ name: String) throws {
        let recipient = try refused(by: name)
        try expectOneRecipient(recipient)
        let status = DeliveryStatus(
            reportingMTA: try DomainName("mail.example.test"), arrivalDate: arrival, originalEnvelopeID: name,
            receivedFromMTA: name, recipients: [recipient])
        let octets = status.serialized()
        expectFit(octets)
        #expect(split(octets, at: lineEnd + lineEnd).count == 2)
    }

    @Test func aHostNameKeepsOnlyWhatANameHas() throws {
        let written = try makeReport(on: [refused(by: "a;b(c)\u{FC}.test [192.0.2.1]")]).serialized()
        let groups = try ReadReport(written).groups()
        #expect(groups.last?.first(named: "Remote-MTA")?.unfoldedValue == "dns; a?b?c??.test")
    }

    @Test func aLongReplyIsFoldedAndReadsBack() throws {
        let words = Array(repeating: "unwelcome", count: 45).joined(separator: " ")
        let reply = SMTPReply(554, EnhancedStatusCode(5, 7, 1), lines: [words, words])
        let octets = try makeReport(on: [refused(with: reply)]).serialized()
        expectFit(octets)
        #expect(lines(octets).allSatisfy { $0.utf8.count <= 78 })
        let field = try ReadReport(octets).groups().last?.first(named: "Diagnostic-Code")
        let value = field?.unfoldedValue.split(whereSeparator: { $0 == " " || $0 == "\t" }).joined(separator: " ")
        #expect(value == "smtp; 554 5.7.1 \(words) \(words)")
    }

    @Test func aReplyWithoutBlanksStillFits() throws {
        let word = String(repeating: "x", count: 480)
        let reply = SMTPReply(554, nil, lines: Array(repeating: word, count: 40))
        let octets = try makeReport(on: [refused(with: reply)]).serialized()
        expectFit(octets)
        #expect(octets.count < 10_000)
        #expect(text(octets).contains("[...]"))
    }

    @Test func charactersOutsideOfASCIIBecomeQuestionMarks() throws {
        let reply = SMTPReply(550, EnhancedStatusCode(5, 1, 1), "Postfach ung\u{FC}ltig \u{1F4E7}")
        let octets = try makeReport(on: [refused(with: reply)]).serialized()
        expectFit(octets)
        #expect(text(octets).contains("Diagnostic-Code: smtp; 550 5.1.1 Postfach ung?ltig ?"))
    }

    @Test func aQuotedLocalPartStaysOneAddress() throws {
        let recipient = try refused("\"a  b\\\"<c>\"@receiver.test")
        let groups = try ReadReport(makeReport(on: [recipient]).serialized()).groups()
        let value = groups.last?.first(named: "Final-Recipient")?.unfoldedValue
        #expect(value == "rfc822; \"a  b\\\"<c>\"@receiver.test")
    }

    @Test func theLongestAddressesFit() throws {
        let label = String(repeating: "d", count: 60)
        let domain = Array(repeating: label, count: 3).joined(separator: ".") + ".test"
        let mailbox = String(repeating: "u", count: 64) + "@" + domain
        let original = OriginalRecipient(addressType: "x400", address: String(repeating: "o", count: 500))
        let recipient = RecipientStatus(
            finalRecipient: try Mailbox(mailbox), originalRecipient: original, action: .failed,
            status: EnhancedStatusCode(5, 1, 1))
        let written = DeliveryReport(
            reportingMTA: try DomainName(domain), sender: try Mailbox(mailbox), arrivalDate: .max,
            recipients: [recipient], originalContent: [], date: .min, uniqueText: "1"
        ).serialized()
        expectFit(written)
        #expect(try ReadReport(written).header.first(named: "To")?.unfoldedValue == "<\(mailbox)>")
    }

    private func expectOneRecipient(
        _ recipient: RecipientStatus, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let octets = try makeReport(on: [recipient]).serialized()
        expectFit(octets, sourceLocation: sourceLocation)
        let read = try ReadReport(octets)
        #expect(read.parts.count == 3, sourceLocation: sourceLocation)
        let groups = try read.groups()
        #expect(groups.count == 2, sourceLocation: sourceLocation)
        let known = [
            "Final-Recipient", "Action", "Status", "Remote-MTA", "Diagnostic-Code", "Last-Attempt-Date",
        ]
        let names = groups.last?.fields.map(\.name) ?? []
        #expect(names.allSatisfy { known.contains($0) }, sourceLocation: sourceLocation)
        #expect(Set(names).count == names.count, sourceLocation: sourceLocation)
        #expect(groups.last?.first(named: "Action")?.unfoldedValue == "failed", sourceLocation: sourceLocation)
    }
}
