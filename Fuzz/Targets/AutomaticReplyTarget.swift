import DeliveryReports
import InternetMessage
import MailAddressing

/// Headers at `AutomaticReplyVerdict`.
///
/// Invariants:
/// - Any header has a verdict; asked again it is the same.
/// - The signs are some, each with a value of at most 200 octets and, but for the envelope's, a field that is there.
/// - What is an automatic reply may be one, and what may not be answered has a sign that says so.
/// - To know that nobody sent it takes no sign away that forbids an answer.
///
/// The script is the header. There are no choices.
enum AutomaticReplyTarget {
    static func check(_ octets: [UInt8]) throws(BrokenInvariant) {
        let message = FuzzScript(FuzzInput(octets).script, alphabet).octets
        guard let header = try? MessageHeader(parsing: message) else { return }
        for sender in [nil, .null, .mailbox(FuzzValues.mailbox("owner-a@example.test"))] as [ReversePath?] {
            let verdict = AutomaticReplyVerdict(header: header, envelopeSender: sender)
            let again = AutomaticReplyVerdict(header: header, envelopeSender: sender)
            try demand(again == verdict, "a header has one verdict", message.shown)
            try demand(verdict.evidence.count <= 50, "signs are some", "\(verdict.evidence.count)")
            for sign in verdict.evidence {
                try demand(sign.value.utf8.count <= 200, "a value is short", "\(sign)")
                let isThere = sign.field.map { header.first(named: $0) != nil } ?? (sender != nil)
                try demand(isThere, "a field is there", "\(sign), \(message.shown)")
            }
            try demand(
                !verdict.isAutomaticReply || verdict.mayBeAutomaticReply, "what is a reply may be one", message.shown)
            if sender != nil {
                try demand(verdict.mustNotBeAnswered, "nobody and a list get no answer", message.shown)
            }
        }
    }

    private static let alphabet = FuzzScript.Alphabet(
        .high,
        [
            "\r\n", "\r\n ", "From: Ada <ada@example.test>\r\n", "From: MAILER-DAEMON\r\n", "Return-Path: <>\r\n",
            "Auto-Submitted: auto-replied (vacation)\r\n", "Auto-Submitted: no\r\n", "Auto-Submitted: ",
            "Precedence: bulk\r\n", "Precedence: auto_reply\r\n", "X-Autoreply: yes\r\n", "X-Autorespond: ",
            "X-Auto-Response-Suppress: OOF, All\r\n", "List-Id: <a.example.test>\r\n", "Subject: Auto: x\r\n",
            "Subject: =?utf-8?q?Automatic_reply=3A?= x\r\n", "Subject: Out of office\r\n", "Subject: ",
            "Sender: owner-a@example.test\r\n", "Content-Type: multipart/report; report-type=delivery-status\r\n", ":",
            " ", "\t", "(", ")", "\"", "<", ">", "@", "\u{E9}", "\0", "X-Loop: a\r\n", "noreply@", "\n",
        ])
}
