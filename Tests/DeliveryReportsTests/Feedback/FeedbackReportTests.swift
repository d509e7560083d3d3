import DeliveryReports
import InternetMessage
import MailAddressing
import Testing

@Suite struct FeedbackReportTests {
    static let abuse = """
        Feedback-Type: abuse
        User-Agent: SomeGenerator/1.0
        Version: 1
        Original-Mail-From: <spammer@sender.test>
        Original-Rcpt-To: <ada@example.test>
        Original-Rcpt-To: ben@example.test
        Original-Envelope-Id: QQ1
        Arrival-Date: Mon, 23 Nov 2026 04:49:20 +0000
        Reporting-MTA: dns; mail.example.test
        Source-IP: 2001:db8::1
        Source-Port: 4711
        Incidents: 3
        Authentication-Results: mail.example.test;
           spf=fail smtp.mailfrom=spammer@sender.test
        Reported-Domain: sender.test
        Reported-URI: http://sender.test/money
        Reported-URI: mailto:money@sender.test
        Removal-Recipient: ada@example.test
        X-Own: 1

        """

    static func message(_ fields: String) -> [UInt8] {
        reportMessage(fields, type: "message/feedback-report", reportType: "feedback-report")
    }

    @Test func everyFieldIsRead() throws {
        let report = try #require(FeedbackReport.read(Self.message(Self.abuse)).report)
        #expect(report.defects.isEmpty, "\(report.defects)")
        #expect(report.type == .abuse)
        #expect(report.userAgent == "SomeGenerator/1.0")
        #expect(report.version == "1")
        #expect(report.originalSender == .mailbox(try Mailbox("spammer@sender.test")))
        #expect(
            report.originalRecipients.map(\.mailbox) == [
                try Mailbox("ada@example.test"), try Mailbox("ben@example.test"),
            ])
        #expect(report.originalEnvelopeID == "QQ1")
        #expect(report.arrivalDate?.unixSeconds == arrival)
        #expect(report.reportingMTA == TypedText(type: "dns", text: "mail.example.test"))
        #expect(report.sourceAddress == IPAddress("2001:db8::1"))
        #expect(report.sourcePort == 4_711)
        #expect(report.incidentCount == 3)
        #expect(report.authenticationResults == ["mail.example.test; spf=fail smtp.mailfrom=spammer@sender.test"])
        #expect(report.reportedDomains == ["sender.test"])
        #expect(report.reportedURIs == ["http://sender.test/money", "mailto:money@sender.test"])
        #expect(report.removalRecipients.first?.mailbox == (try Mailbox("ada@example.test")))
        #expect(report.authenticationFailure == nil)
        #expect(report.fields.value(named: "X-Own") == "1")
        #expect(report.text.plain == "It did not work.\r\n")
        #expect(report.returned?.messageIdentifier == "1@sender.test")
    }

    @Test func aFailedCheckIsRead() throws {
        let fields = """
            Feedback-Type: Auth-Failure
            User-Agent: x/1
            Version: 1
            Auth-Failure: BodyHash
            Delivery-Result: reject (by rule)
            DKIM-Domain: sender.test
            DKIM-Identity: @sender.test
            DKIM-Selector: s1
            DKIM-Canonicalized-Header: ZnJvbTph
             DQo=
            DKIM-Canonicalized-Body: SGkuDQo=
            DKIM-Selector-DNS: "v=DKIM1; p="
            DKIM-ADSP-DNS: "dkim=all"
            SPF-DNS: txt : sender.test : "v=spf1 -all"
            SPF-DNS: txt : other.test : "v=spf1 -all"
            Identity-Alignment: DKIM, spf

            """
        let report = try #require(FeedbackReport.read(Self.message(fields)).report)
        #expect(report.defects.isEmpty, "\(report.defects)")
        #expect(report.type == .authenticationFailure)
        let failure = try #require(report.authenticationFailure)
        #expect(failure.kind == "bodyhash")
        #expect(failure.deliveryResult == "reject")
        #expect(failure.dkimDomain == "sender.test")
        #expect(failure.dkimIdentity == "@sender.test")
        #expect(failure.dkimSelector == "s1")
        #expect(failure.dkimCanonicalizedHeader == Array("from:a\r\n".utf8))
        #expect(failure.dkimCanonicalizedBody == Array("Hi.\r\n".utf8))
        #expect(failure.dkimSelectorRecord == "\"v=DKIM1; p=\"")
        #expect(failure.dkimPracticesRecord == "\"dkim=all\"")
        #expect(failure.spfRecords.count == 2)
        #expect(failure.alignedIdentities == ["dkim", "spf"])
        let none = try #require(
            FeedbackReport.read(Self.message("Feedback-Type: auth-failure\nIdentity-Alignment: none\n")).report)
        #expect(none.authenticationFailure?.alignedIdentities == [])
    }

    @Test(arguments: [
        ("Source-IP: 192.0.2.1 (a.test)", "192.0.2.1"), ("Source-IP: [192.0.2.1]", "192.0.2.1"),
        ("Source-IP: [IPv6:2001:db8::1]", "2001:db8::1"), ("Source: 192.0.2.9", "192.0.2.9"),
        ("Source-IP: unknown", nil), ("Source-IP:", nil),
    ])
    func aSourceIsReadInItsForms(_ field: String, _ address: String?) throws {
        let report = try #require(FeedbackReport.read(Self.message("Feedback-Type: abuse\n\(field)\n")).report)
        #expect(report.sourceAddress?.description == address)
    }

    @Test(
        arguments: [
            ("<>", ReversePath.null), ("<ada@b.test>", try? ReversePath("ada@b.test")), ("nonsense", nil),
        ] as [(String, ReversePath?)])
    func aSenderMayBeNobody(_ value: String, _ sender: ReversePath?) throws {
        let report = try #require(
            FeedbackReport.read(Self.message("Feedback-Type: abuse\nOriginal-Mail-From: \(value)\n")).report)
        #expect(report.originalSender == sender)
    }

    @Test func whatIsMissingOrWrongIsNamed() throws {
        let report = try #require(
            FeedbackReport.read(Self.message("VERSION: 0.1\n\nincidents: many\nSource-Port: 70000\n")).report)
        #expect(report.version == "0.1")
        #expect(report.incidentCount == nil)
        #expect(report.sourcePort == nil)
        #expect(
            Set(report.defects.map(\.problem)) == [
                .strayEmptyLine, .missingField("Feedback-Type"), .missingField("User-Agent"),
                .malformedValue("Incidents"),
            ])
    }

    @Test func otherReportsAreNone() throws {
        #expect(try FeedbackReport.read(makeReport(on: [refused()]).serialized()) == .noReport(.otherMessage))
        #expect(FeedbackReport.read(Self.message("X-Own: 1\n")) == .noReport(.emptyPart))
        #expect(ReceivedDeliveryReport.read(Self.message(Self.abuse)) == .noReport(.otherMessage))
    }

    @Test func aReportCutAtAnyOctetIsReadOrRefused() {
        let message = Self.message(Self.abuse)
        for end in message.indices { _ = FeedbackReport.read(Array(message[..<end])) }
    }
}
