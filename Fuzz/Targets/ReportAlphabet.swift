import DeliveryReports
import InternetMessage

/// What the targets about reports share: words, and what holds for reports of every kind.
enum ReportAlphabet {
    static let words = FuzzScript.Alphabet(
        .high,
        [
            "\r\n", "\r\n\r\n", "\n", "\n\n", "From: MAILER-DAEMON@mx.example.test\r\n",
            "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n",
            "Content-Type: multipart/report; report-type=feedback-report; boundary=b\r\n",
            "Content-Type: multipart/report; report-type=disposition-notification; boundary=b\r\n",
            "\r\n--b\r\n", "\r\n--b--\r\n", "Content-Type: message/delivery-status\r\n\r\n",
            "Content-Type: message/global-delivery-status\r\n\r\n", "Content-Type: message/feedback-report\r\n\r\n",
            "Content-Type: message/disposition-notification\r\n\r\n", "Content-Type: message/rfc822\r\n\r\n",
            "Content-Type: text/rfc822-headers\r\n\r\n", "Content-Type: text/plain; charset=utf-8\r\n\r\n",
            "Content-Transfer-Encoding: base64\r\n", "Content-Transfer-Encoding: quoted-printable\r\n",
            "Reporting-MTA: dns; mx.example.test\r\n", "Arrival-Date: Fri, 21 Nov 1997 09:55:06 -0600\r\n",
            "Original-Recipient: utf-8; zo\\x{EB}@example.test\r\n", "Final-Recipient: rfc822; a@example.test\r\n",
            "Action: failed\r\n", "Action: delayed\r\n", "Status: 5.1.1\r\n", "Status: 4.4.7 (late)\r\n",
            "Diagnostic-Code: smtp; 550 5.1.1 No such user\r\n", "Remote-MTA: dns; mx.example.test\r\n",
            "Feedback-Type: abuse\r\n", "User-Agent: a/1\r\n", "Version: 1\r\n", "Original-Mail-From: <>\r\n",
            "Original-Rcpt-To: <a@example.test>\r\n", "Source-IP: 192.0.2.1\r\n", "Reported-URI: http://a.test/\r\n",
            "Auth-Failure: dkim\r\n", "DKIM-Canonicalized-Header: QUJD\r\n", "Incidents: 99999999999999999999\r\n",
            "Disposition: manual-action/MDN-sent-manually; displayed/error\r\n", "Reporting-UA: a.test; b\r\n",
            "Original-Message-ID: <1@a.test>\r\n", "Error: x\r\n", "MDN-Gateway: smtp; a.test\r\n",
            "Message-ID: <1@example.test>\r\n", "Subject: x\r\n", " ", ";", "\t", "(", "\u{E9}", "\0", "\u{85}",
            "x-y: z\r\n ",
        ])

    static func check(
        _ fields: [ReportField], _ defects: [ReportDefect], recipientCount: Int = 0, _ limits: ReportLimits
    ) throws(BrokenInvariant) {
        try demand(fields.count <= limits.maximumFieldCount, "fields keep their limit", "\(fields.count)")
        for field in fields {
            let isLine = field.value.unicodeScalars.allSatisfy { $0.value >= 32 && !(127..<160).contains($0.value) }
            try demand(isLine, "a value is on one line", "\(field)")
            let isFound = fields.values(named: field.name.uppercased()).contains(field.value)
            try demand(isFound || field.name.lowercased() != field.name.uppercased().lowercased(), "and found by name")
        }
        for defect in defects {
            let isThere = defect.recipient.map { (0..<recipientCount).contains($0) } ?? true
            try demand(isThere && !defect.description.isEmpty, "a defect is of a recipient that is there", "\(defect)")
        }
    }

    static func check(
        _ text: ReportText, _ returned: ReturnedMessage?, _ limits: ReportLimits
    ) throws(BrokenInvariant) {
        // No character set makes more than four octets of one.
        for text in [text.plain, text.html].compactMap({ $0 }) {
            try demand(text.utf8.count <= 4 * limits.maximumTextSize, "a text keeps its limit", "\(text.utf8.count)")
        }
        guard let returned else { return }
        try demand(!returned.header.fields.isEmpty, "what was given back has fields")
        _ = returned.messageIdentifier
    }
}

extension ReportLimits {
    /// Limits that short inputs meet.
    static let few = ReportLimits(
        maximumStatusSize: 200, maximumFieldCount: 6, maximumRecipientCount: 2, maximumTextSize: 20,
        maximumReturnedHeaderSize: 40)
}
