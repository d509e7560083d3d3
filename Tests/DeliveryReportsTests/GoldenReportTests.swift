import DeliveryReports
import MailAddressing
import SMTPProtocol
import Testing

@Suite struct GoldenReportTests {
    @Test func aReportOnTwoRecipientsIsThisOctetForOctet() throws {
        let rejection = SMTPReply(
            550, EnhancedStatusCode(5, 1, 1),
            "<nobody@receiver.test>: Recipient address rejected: no such user here")
        let expired = RecipientStatus.failed(
            try Mailbox("ben@slow.test"), reply: SMTPReply(451, nil, "connection refused"), isRemoteReply: false,
            isExpired: true, lastAttemptDate: arrival + 7)
        let report = try makeReport(on: [refused(by: "mx.receiver.test [192.0.2.25]", with: rejection), expired])
        let written = report.serialized()
        #expect(lines(written) == lines(Self.golden))
        #expect(written == Self.golden)
    }

    @Test func theSameValuesGiveTheSameOctets() throws {
        let first = try makeReport(on: [refused()])
        let second = try makeReport(on: [refused()])
        #expect(first == second)
        #expect(first.serialized() == second.serialized())
    }

    private static let golden = crlf(
        """
        From: Mail Delivery System <MAILER-DAEMON@mail.example.test>
        To: <ada@sender.test>
        Subject: Undelivered mail returned to sender
        Date: Mon, 23 Nov 2026 04:49:28 +0000
        Message-ID: <0k2v9w8x7y6z5-31@mail.example.test>
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status;
        \tboundary="=_0k2v9w8x7y6z5-31"

        --=_0k2v9w8x7y6z5-31
        Content-Type: text/plain; charset=us-ascii

        This is the mail system at mail.example.test.

        Your message could not be delivered to the recipients below. It will not
        be tried again.

        <nobody@receiver.test>

            There is no mailbox with this address.

            mx.receiver.test [192.0.2.25] said:
                550 5.1.1 <nobody@receiver.test>: Recipient address rejected: no
                such user here

            Check the address for mistakes, above all the part before the @.

        <ben@slow.test>

            The message could not be delivered in the time allowed. In detail:
            connection refused

            Send the message again later. You may want to reach the recipient in
            another way.

        The header of your message follows behind the details for programs.

        --=_0k2v9w8x7y6z5-31
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mail.example.test
        Arrival-Date: Mon, 23 Nov 2026 04:49:20 +0000

        Final-Recipient: rfc822; nobody@receiver.test
        Action: failed
        Status: 5.1.1
        Remote-MTA: dns; mx.receiver.test
        Diagnostic-Code: smtp; 550 5.1.1 <nobody@receiver.test>: Recipient address
        \trejected: no such user here
        Last-Attempt-Date: Mon, 23 Nov 2026 04:49:27 +0000

        Final-Recipient: rfc822; ben@slow.test
        Action: failed
        Status: 4.4.7
        Last-Attempt-Date: Mon, 23 Nov 2026 04:49:27 +0000

        --=_0k2v9w8x7y6z5-31
        Content-Type: text/rfc822-headers

        From: Ada <ada@sender.test>
        To: nobody@receiver.test
        Subject: hello
        Message-ID: <1@sender.test>

        --=_0k2v9w8x7y6z5-31--

        """)
}
