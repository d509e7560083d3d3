import DeliveryReports
import MailAddressing
import Testing

@Suite struct DispositionReportTests {
    static let fields = """
        Reporting-UA: joes-pc.cs.example.test; Foomail 97.1
        MDN-Gateway: smtp; gateway.test
        Original-Recipient: rfc822;Joe_Recipient@example.test
        Final-Recipient: rfc822;Joe_Recipient@example.test
        Original-Message-ID: <199509192301.23456@sender.test>
        Disposition: manual-action/MDN-sent-manually; displayed
        Error: a small one
        Error: another
        Warning: look out
        X-Own: 1

        """

    static func message(_ fields: String, type: String = "message/disposition-notification") -> [UInt8] {
        reportMessage(fields, type: type, reportType: "disposition-notification")
    }

    @Test func everyFieldIsRead() throws {
        let report = try #require(DispositionReport.read(Self.message(Self.fields)).report)
        #expect(report.defects.isEmpty, "\(report.defects)")
        #expect(
            report.disposition
                == Disposition(actor: .person, sending: .byPerson, type: "displayed"))
        #expect(report.disposition?.isDisplayed == true)
        #expect(report.reportingAgent == "joes-pc.cs.example.test; Foomail 97.1")
        #expect(report.gateway == TypedText(type: "smtp", text: "gateway.test"))
        #expect(report.originalRecipient?.mailbox == (try Mailbox("Joe_Recipient@example.test")))
        #expect(report.finalRecipient?.mailbox == (try Mailbox("Joe_Recipient@example.test")))
        #expect(report.originalMessageID == "199509192301.23456@sender.test")
        #expect(report.errors == ["a small one", "another"])
        #expect(report.warnings == ["look out"])
        #expect(report.failures.isEmpty)
        #expect(report.fields.value(named: "x-own") == "1")
        #expect(report.text.plain == "It did not work.\r\n")
        #expect(report.returned?.messageIdentifier == "1@sender.test")
        #expect(!report.isInternational)
    }

    @Test(arguments: [
        "manual-action/MDN-sent-manually; (x) displayed", "(a) manual-action/MDN-sent-manually; displayed (b)",
        "manual-action (a) / (b) MDN-sent-manually (c;/) ; displayed", "manual-action/MDN-sent-manually; displayed (",
    ])
    func commentsMayStandAnywhere(_ value: String) {
        #expect(Disposition(parsing: value) == Disposition(actor: .person, sending: .byPerson, type: "displayed"))
    }

    @Test func aGlobalOneIsRead() throws {
        let fields = Self.fields.replacing("rfc822;Joe", with: "utf-8;J\u{F6}")
        let report = try #require(
            DispositionReport.read(Self.message(fields, type: "message/global-disposition-notification")).report)
        #expect(report.isInternational)
        #expect(report.finalRecipient?.mailbox == (try Mailbox("J\u{F6}_Recipient@example.test")))
    }

    @Test(arguments: [
        (
            "automatic-action/MDN-sent-automatically; displayed",
            Disposition(actor: .program, sending: .automatic, type: "displayed")
        ),
        (
            "Manual-Action / MDN-Sent-Manually ;  Deleted / Error , x",
            Disposition(actor: .person, sending: .byPerson, type: "deleted", modifiers: ["error", "x"])
        ),
        (
            "automatic-action/MDN-sent-manually; processed/warning (comment; x/y)",
            Disposition(actor: .program, sending: .byPerson, type: "processed", modifiers: ["warning"])
        ),
        (
            "MDN-sent-manually/manual-action; dispatched",
            Disposition(actor: .person, sending: .byPerson, type: "dispatched")
        ),
        ("displayed", Disposition(actor: nil, sending: nil, type: "displayed")),
        ("manual-action; displayed", Disposition(actor: .person, sending: nil, type: "displayed")),
        ("manual-action/MDN-sent-manually;", Disposition(actor: .person, sending: .byPerson, type: nil)),
        (";/", Disposition(actor: nil, sending: nil, type: nil)),
        ("", Disposition(actor: nil, sending: nil, type: nil)),
    ])
    func aDispositionIsTakenApart(_ value: String, _ disposition: Disposition) {
        #expect(Disposition(parsing: value) == disposition)
    }

    @Test func whatIsMissingIsNamed() throws {
        let report = try #require(
            DispositionReport.read(Self.message("disposition: displayed\nOriginal-Message-ID: 1@x\n")).report)
        #expect(report.disposition?.isDisplayed == true)
        #expect(report.originalMessageID == "1@x")
        #expect(
            report.defects.map(\.problem) == [
                .malformedValue("Disposition"), .missingField("Final-Recipient"),
                .malformedValue("Original-Message-ID"),
            ])
    }

    @Test func otherReportsAreNone() throws {
        #expect(try DispositionReport.read(makeReport(on: [refused()]).serialized()) == .noReport(.otherMessage))
        #expect(ReceivedDeliveryReport.read(Self.message(Self.fields)) == .noReport(.otherMessage))
        #expect(FeedbackReport.read(Self.message(Self.fields)) == .noReport(.otherMessage))
        #expect(DispositionReport.read(Self.message("X-Own: 1\n")) == .noReport(.emptyPart))
    }

    @Test func aReportCutAtAnyOctetIsReadOrRefused() {
        let message = Self.message(Self.fields)
        for end in message.indices { _ = DispositionReport.read(Array(message[..<end])) }
    }
}
