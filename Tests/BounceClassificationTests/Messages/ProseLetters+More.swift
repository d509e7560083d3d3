import BounceClassification

extension ProseLetter {
    static let more: [ProseLetter] = [
        ProseLetter(
            letter: Letter(
                name: "an old Sendmail", subject: "Returned mail: Host unknown",
                body: """
                    The original message was received at Mon, 2 Mar 2026 09:00:00 +0000
                    from example.org [192.0.2.9]

                       ----- The following addresses had permanent fatal errors -----
                    <bob@nowhere.example>

                       ----- Transcript of session follows -----
                    550 <bob@nowhere.example>... Host unknown (Name server: nowhere.example: host not found)

                       ----- Original message follows -----
                    Received: from example.org
                    Message-ID: <2@example.org>
                    From: ada@example.org
                    To: bob@nowhere.example
                    """), expected: ["bob@nowhere.example unknownDomain"]),
        ProseLetter(
            letter: Letter(
                name: "a Domino", from: "Postmaster@example.net", subject: "DELIVERY FAILURE: User bob not listed",
                body: """
                    Your message

                      Subject: hello

                    was not delivered to:

                      bob@example.com

                    because:

                      User bob (bob@example.com) not listed in public Name & Address Book
                    """), expected: ["bob@example.com unknownRecipient"]),
        ProseLetter(
            letter: Letter(
                name: "a gateway of X.400", from: "postmaster@example.net", subject: "Undeliverable message",
                body: """
                    Your message was not delivered to the following recipients:

                    bob@example.com: Mailbox is full

                    The MTS-ID of the original message is: c=xx;a= ;p=example;l=HOST-1
                    """), expected: ["bob@example.com mailboxFull"]),
        ProseLetter(
            letter: Letter(
                name: "quoted-printable", from: "postmaster@example.net", subject: "Mail could not be delivered",
                fields: [
                    "Return-Path: <>", "Content-Type: text/plain; charset=iso-8859-1",
                    "Content-Transfer-Encoding: quoted-printable",
                ],
                body: """
                    Die Nachricht konnte nicht zugestellt werden:=0A=0A<bob=40example.com>: 550 5.1.1 User=
                     unknown
                    """), expected: ["bob@example.com unknownRecipient"]),
        ProseLetter(
            letter: Letter(
                name: "base64", from: "postmaster@example.net", subject: "Mail could not be delivered",
                fields: ["Return-Path: <>", "Content-Transfer-Encoding: base64"],
                // <bob@example.com>: 552 5.2.2 Mailbox full
                body: "PGJvYkBleGFtcGxlLmNvbT46IDU1MiA1LjIuMiBNYWlsYm94IGZ1bGwK"),
            expected: ["bob@example.com mailboxFull"]),
        ProseLetter(
            letter: Letter(
                name: "a notification in JSON", from: "no-reply@sns.amazonaws.com", subject: "Notification", fields: [],
                body: """
                    {"notificationType":"Bounce","bounce":{"bouncedRecipients":[{"emailAddress":
                    "bob@example.com","status":"5.1.1","diagnosticCode":"smtp; 550 5.1.1 user unknown"},
                    {"emailAddress":"carol@example.com","status":"5.2.2","diagnosticCode":"552 5.2.2 over quota"}]}}
                    """), expected: ["bob@example.com unknownRecipient", "carol@example.com mailboxFull"]),
        ProseLetter(
            letter: Letter(
                name: "a gateway to telephones", from: "post_master@vtext.example.com", subject: "Re: hello",
                fields: [],
                body: """
                    Error: Invalid user address

                    RCPT TO: 5550100@vtext.example.com
                    """), expected: ["5550100@vtext.example.com unknownRecipient"]),
        ProseLetter(
            letter: Letter(
                name: "a list server", from: "users-admin@example.net", subject: "Loop Alert: Duplicated Message-ID",
                fields: ["X-MLServer: fml [fml 4.0.3]"], body: "Duplicated Message-ID in <users@example.net>."),
            expected: ["users@example.net routingLoop"]),
        ProseLetter(
            letter: Letter(
                name: "a carrier", from: "Postmaster@ezweb.ne.jp", subject: "Mail System Error - Returned Mail",
                body: """
                    Each of the following recipients was rejected by a remote mail server.
                    The reasons given by the server are included to help you determine why each recipient was rejected.

                        Recipient: <bob@ezweb.ne.jp>
                        >>> RCPT TO:<bob@ezweb.ne.jp>
                        <<< 550 <bob@ezweb.ne.jp>: User unknown
                    """), expected: ["bob@ezweb.ne.jp unknownRecipient"]),
        ProseLetter(
            letter: Letter(
                name: "a refusal behind the message", subject: "Mail delivery failed",
                body: """
                    This message was created automatically by mail delivery software.
                    A message that you sent could not be delivered to one or more of its
                    recipients. This is a permanent error. The following address(es) failed:

                      bob@example.com
                        SMTP error from remote mail server after end of data:
                        550 User unknown
                    """), expected: ["bob@example.com refusedByRecipient"]),
        ProseLetter(
            letter: Letter(
                name: "an unknown server",
                subject: "Could not deliver your mail",
                body: """
                    Sorry. Your mail for bob@example.com was refused: the mailbox is over quota.
                    """), expected: ["bob@example.com mailboxFull"]),
        ProseLetter(
            letter: Letter(
                name: "a vacation notice", from: "bob@example.com", subject: "Automatic reply: hello",
                fields: ["Auto-Submitted: auto-replied", "In-Reply-To: <3@example.org>"],
                body: "I am away until Monday. Write to carol@example.com; mail to me is not delivered."),
            kind: .automaticReply, expected: ["bob@example.com automaticReply"]),
    ]
}
