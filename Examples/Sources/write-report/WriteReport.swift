import DeliveryReports
import MailAddressing
import SMTPProtocol

/// Writes the report that tells Ada that her message found no mailbox.
@main struct WriteReport {
    static func main() throws {
        let message = Array("From: ada@example.com\r\nTo: nobody@example.net\r\nSubject: Tea\r\n\r\nAt five?\r\n".utf8)
        let arrival: Int64 = 1_795_409_360

        // What the other side said becomes a code for programs and a sentence for people.
        let failure = RecipientStatus.failed(
            try Mailbox("nobody@example.net"), reply: SMTPReply(550, EnhancedStatusCode(5, 1, 1), "No such user"),
            isRemoteReply: true, remoteMTA: "mx.example.net [192.0.2.25]", lastAttemptDate: arrival + 7)

        let report = DeliveryReport(
            reportingMTA: try DomainName("mail.example.com"), sender: try Mailbox("ada@example.com"),
            arrivalDate: arrival, recipients: [failure], originalContent: message, date: arrival + 8,
            uniqueText: "7f3a9c41e2d8")

        // Send these octets with a null reverse path.
        print(String(decoding: report.serialized(), as: UTF8.self), terminator: "")
    }
}
