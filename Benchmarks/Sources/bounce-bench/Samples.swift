/// What is classified: sentences of ours as servers write them, each in several frames.
enum Samples {
    /// Two hundred replies.
    static let replies = sentences.flatMap { framed($0.code, $0.status, $0.text) }

    /// A report on one recipient, with the header of the message.
    static let report = lines(
        """
        Return-Path: <>
        Received: from mx.example.net (mx.example.net [192.0.2.25]) by mail.example.com; Fri, 21 Nov 1997 09:55:06 -0600
        Date: Fri, 21 Nov 1997 09:55:06 -0600
        From: Mail Delivery System <MAILER-DAEMON@mx.example.net>
        To: ada@example.com
        Subject: Your message could not be delivered
        Message-ID: <1@mx.example.net>
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

        --b1
        Content-Type: text/plain; charset=utf-8

        The message that you sent to grace@example.net could not be delivered. The server of the recipient said:
        550 5.1.1 <grace@example.net>: There is no such mailbox here.

        --b1
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example.net
        Arrival-Date: Fri, 21 Nov 1997 09:55:00 -0600

        Final-Recipient: rfc822; grace@example.net
        Action: failed
        Status: 5.1.1
        Remote-MTA: dns; mx1.example.net
        Diagnostic-Code: smtp; 550 5.1.1 <grace@example.net>: There is no such mailbox here, user unknown

        --b1
        Content-Type: text/rfc822-headers

        From: Ada <ada@example.com>
        To: Grace <grace@example.net>
        Subject: Tea
        Date: Fri, 21 Nov 1997 09:54:59 -0600
        Message-ID: <2@example.com>

        --b1--

        """)

    /// The same told in a letter, without parts.
    static let letter = lines(
        """
        Return-Path: <>
        From: MAILER-DAEMON@mx.example.net
        To: ada@example.com
        Subject: failure notice
        Date: Fri, 21 Nov 1997 09:55:06 -0600

        Your message could not be delivered to one address or more.

        <grace@example.net>:
        mx1.example.net said: 550 5.1.1 There is no such mailbox here, user unknown

        --- Below this line is a copy of the message.

        From: Ada <ada@example.com>
        To: Grace <grace@example.net>
        Subject: Tea
        Message-ID: <2@example.com>

        At five?

        """)

    private static func lines(_ text: String) -> [UInt8] {
        text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n").utf8.map { $0 }
    }

    /// A sentence alone, without its status, as another host passes it on, and on several lines.
    private static func framed(_ code: String, _ status: String, _ text: String) -> [String] {
        let about = "More about it: https://mail.example.net/help?id=\(status)"
        return [
            "\(code) \(status) \(text)", "\(code) \(text)",
            "host mx.example.net[192.0.2.25] said: \(code) \(status) <g@example.net>: \(text) (in reply to RCPT TO)",
            "\(code)-\(status) \(text)\r\n\(code)-\(status) \(about)\r\n\(code) \(status) 4f8a2b1c - mx7.example.net",
        ]
    }

    private static let sentences: [(code: String, status: String, text: String)] = [
        ("550", "5.1.1", "There is no mailbox of this name here"), ("550", "5.1.1", "User unknown in the local table"),
        ("550", "5.1.10", "The recipient was not found"), ("550", "5.2.1", "This account has been disabled"),
        ("550", "5.2.1", "The mailbox is inactive since last year"), ("551", "5.1.6", "The user has moved elsewhere"),
        ("552", "5.2.2", "The mailbox is full"), ("452", "4.2.2", "The recipient is over quota, try later"),
        ("450", "4.2.1", "The mailbox receives too much mail now"), ("550", "5.4.1", "Recipient address rejected"),
        ("550", "5.1.2", "The domain does not exist"), ("556", "5.1.10", "The domain accepts no mail"),
        ("554", "5.4.14", "Too many hops, the message goes round in circles"),
        ("550", "5.4.7", "Delivery time expired"),
        ("553", "5.1.8", "The domain of the sender was not found"), ("550", "5.1.7", "Sender address rejected"),
        ("550", "5.7.1", "Relaying is denied"), ("554", "5.7.1", "Access denied, we do not relay for you"),
        ("550", "5.7.26", "The message is not authenticated, SPF and DKIM did not pass"),
        ("550", "5.7.23", "The SPF check failed"), ("550", "5.7.1", "Rejected by the DMARC policy of the domain"),
        ("554", "5.7.1", "Your address 192.0.2.25 is blocked using zen.example"),
        ("550", "5.7.1", "Client host is on a block list"),
        ("421", "4.7.0", "Your reputation is too low to send so much"),
        ("554", "5.7.1", "Poor reputation of the sending address"),
        ("550", "5.7.25", "The address has no reverse name"),
        ("451", "4.7.1", "Greylisted, please come back in 5 minutes"), ("450", "4.7.1", "Try again later, greylisting"),
        ("421", "4.7.28", "Too many messages from your address, slow down"), ("421", "4.7.0", "Too many connections"),
        ("452", "4.5.3", "Too many recipients"), ("451", "4.7.1", "The rate limit of this host was reached"),
        ("554", "5.7.1", "The message looks like spam"), ("550", "5.7.1", "The content was taken for spam"),
        ("554", "5.7.1", "A virus was found in the message"),
        ("552", "5.7.0", "An attachment of this kind is not taken"),
        ("550", "5.7.1", "The message is against our policy"), ("550", "5.6.0", "The message has no valid header"),
        ("554", "5.6.1", "The content type is not supported"), ("552", "5.3.4", "The message is too large"),
        ("530", "5.7.0", "Authentication is required"), ("530", "5.7.0", "STARTTLS has to be issued first"),
        ("454", "4.7.0", "TLS is not available for now"), ("502", "5.5.1", "The command is not known"),
        ("501", "5.5.4", "There is an error in the arguments"), ("451", "4.3.0", "A local error while processing"),
        ("452", "4.3.1", "There is no room on this system"), ("421", "4.3.2", "The service is not available"),
        ("554", "5.3.0", "Mail could not be written into the mailbox"), ("550", "5.0.0", "No"),
    ]
}
