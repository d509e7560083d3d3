import DeliveryReports
import MailAddressing
import SMTPProtocol

/// Mon, 23 Nov 2026 04:49:20 +0000.
let arrival: Int64 = 1_795_409_360

let originalMessage = crlf(
    """
    From: Ada <ada@sender.test>
    To: nobody@receiver.test
    Subject: hello
    Message-ID: <1@sender.test>

    Hi there.

    """)

/// The status of a recipient that a server refused.
func refused(
    _ mailbox: String = "nobody@receiver.test", by host: String? = "mx.receiver.test",
    with reply: SMTPReply = SMTPReply(550, EnhancedStatusCode(5, 1, 1), "no such user")
) throws -> RecipientStatus {
    RecipientStatus.failed(
        try Mailbox(mailbox), reply: reply, isRemoteReply: true, remoteMTA: host, lastAttemptDate: arrival + 7)
}

/// A report on a message from Ada.
func makeReport(
    on recipients: [RecipientStatus], original: [UInt8] = originalMessage, unique: String = "0k2v9w8x7y6z5-31"
) throws -> DeliveryReport {
    DeliveryReport(
        reportingMTA: try DomainName("mail.example.test"), sender: try Mailbox("ada@sender.test"),
        arrivalDate: arrival, recipients: recipients, originalContent: original, date: arrival + 8, uniqueText: unique)
}
