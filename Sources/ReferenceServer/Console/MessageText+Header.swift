import DeliveryQueue
import InternetMessage
import MailAddressing

extension MessageText {
    /// A small header for text that has none.
    static func header(from sender: ReversePath, to recipients: [Mailbox], subject: String = "A message") -> [UInt8] {
        let now = SystemQueueClock().now()
        let domain = sender.mailbox?.host.description ?? "localhost"
        let lines = [
            "From: <\(sender.mailbox?.description ?? "MAILER-DAEMON@localhost")>",
            "To: " + recipients.map { "<\($0)>" }.joined(separator: ",\r\n\t"),
            "Subject: \(subject)",
            "Date: \(MessageDate(unixSeconds: now.seconds).text)",
            "Message-ID: <\(now.milliseconds).\(UInt32.random(in: 0...UInt32.max))@\(domain)>",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
        ]
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
    }
}
