import BounceClassification

/// Messages at `ReceivedBounce`.
///
/// Invariants:
/// - The outcome is a bounce or none; read again it is the same.
/// - Each recipient is named once, and its verdict has a confidence from 0 to 1.
/// - A diagnosis is on one line.
/// - How a bounce was read has a name.
///
/// The script is the message. There are no choices.
enum BounceMessageTarget {
    static func check(_ octets: [UInt8]) throws(BrokenInvariant) {
        let message = FuzzScript(FuzzInput(octets).script, alphabet).octets
        let bounce = ReceivedBounce.read(message)
        try demand(ReceivedBounce.read(message) == bounce, "a message is one bounce", message.shown)
        guard let bounce else { return }
        try demand(!bounce.format.isEmpty, "how it was read has a name")
        let addresses = bounce.recipients.map(\.address)
        try demand(Set(addresses).count == addresses.count, "each recipient is named once", "\(addresses)")
        for recipient in bounce.recipients {
            let verdict = recipient.verdict
            try demand(!recipient.address.isEmpty, "a recipient has an address", message.shown)
            try demand((0...1).contains(verdict.confidence), "a confidence is one", "\(verdict)")
            try demand((200...599).contains(recipient.replyCode ?? 200), "a code is one", "\(recipient)")
            let isLine = !(recipient.diagnostic ?? "").utf8.contains { $0 == 10 || $0 == 13 }
            try demand(isLine, "a diagnosis is on one line", "\(recipient)")
        }
    }

    private static let alphabet = FuzzScript.Alphabet(
        .high,
        [
            "\r\n", "\r\n\r\n", "\n", "From: MAILER-DAEMON@mx.example.test\r\n",
            "Subject: Undelivered Mail Returned to Sender\r\n", "Subject: failure notice\r\n",
            "Subject: Delivery Status Notification (Failure)\r\n", "Subject: Out of office\r\n", "Return-Path: <>\r\n",
            "Auto-Submitted: auto-replied\r\n", "X-Failed-Recipients: a@example.test, b@example.test\r\n",
            "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n",
            "Content-Type: multipart/report; report-type=feedback-report; boundary=b\r\n", "\r\n--b\r\n",
            "\r\n--b--\r\n", "Content-Type: message/delivery-status\r\n\r\n",
            "Content-Type: message/feedback-report\r\n\r\n", "Content-Type: message/rfc822\r\n\r\n",
            "Content-Type: text/html\r\n\r\n", "Content-Type: text/plain\r\n\r\n", "<p>", "<br>", "&lt;", "&#64;", "<",
            "Content-Transfer-Encoding: base64\r\n", "Final-Recipient: rfc822; a@example.test\r\n",
            "Action: failed\r\n", "Action: delayed\r\n", "Status: 5.1.1\r\n", "Feedback-Type: abuse\r\n",
            "Original-Rcpt-To: a@example.test\r\n", "Diagnostic-Code: smtp; 550 5.1.1 No such user\r\n",
            "<a@example.test>:\r\n", "a@example.test", "550 5.1.1 User unknown\r\n", "    ", "> ",
            "--- Below this line is a copy of the message.\r\n", "----- The following addresses had errors -----\r\n",
            "host mx.example.test[192.0.2.1] said: ", "(in reply to RCPT TO command)", "mailbox full",
            "Message-ID: <1@example.test>\r\n", "To: b@example.test\r\n", "\u{E9}", "\0", "\"", "@",
            "This is the mail system at host mx.example.test.\r\n", "Hi. This is the qmail-send program.\r\n",
        ])
}
