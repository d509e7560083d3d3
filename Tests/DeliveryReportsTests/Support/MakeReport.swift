/// A report of three parts, the one for programs with some fields.
func reportMessage(
    _ status: String, type: String = "message/delivery-status", encoding: String? = nil,
    reportType: String = "delivery-status", returned: String? = "Subject: hello\nMessage-ID: <1@sender.test>\n"
) -> [UInt8] {
    var text = """
        Return-Path: <>
        From: MAILER-DAEMON@mail.example.test
        To: ada@sender.test
        Subject: a report
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=\(reportType); boundary=b

        --b
        Content-Type: text/plain; charset=utf-8

        It did not work.

        --b
        Content-Type: \(type)

        """
    if let encoding { text += "Content-Transfer-Encoding: \(encoding)\n" }
    text += "\n\(status)\n--b"
    if let returned { text += "\nContent-Type: text/rfc822-headers\n\n\(returned)\n--b" }
    return crlf(text + "--\n")
}
