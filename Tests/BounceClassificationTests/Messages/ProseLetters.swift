import BounceClassification

/// Letters in the manner of servers, with what is to be read of them.
struct ProseLetter {
    var letter: Letter
    var kind = ReceivedBounce.Kind.failure
    /// The addresses with their causes, as `address cause`.
    var expected: [String]

    static let all: [ProseLetter] = [
        ProseLetter(
            letter: Letter(
                name: "MailMarshal",
                subject: "Undeliverable Mail: hello",
                body: """
                    Your message:
                       From:    ada@example.org
                       Subject: hello

                    Could not be delivered because of

                    550 5.1.1 User unknown

                    The following recipients were affected:
                        bob@example.com
                    """), expected: ["bob@example.com unknownRecipient"]),
        ProseLetter(
            letter: Letter(
                name: "a courier",
                body: """
                    This is a delivery status notification from mx.example.net,
                    running the Courier mail server.

                    UNDELIVERABLE MAIL

                    Your message to the following recipients cannot be delivered:

                    <bob@example.com>:
                        mx.example.com [192.0.2.4]:
                        >>> RCPT TO:<bob@example.com>
                        <<< 552 5.2.2 Mailbox full

                    ---------------------------------------------------------------------------
                    If your message was also sent to additional recipients, their delivery
                    status is not included in this report.
                    """), expected: ["bob@example.com mailboxFull"]),
        ProseLetter(
            letter: Letter(
                name: "Exchange in HTML", from: "postmaster@example.net",
                subject: "Undeliverable: hello", fields: ["Return-Path: <>", "Content-Type: text/html; charset=utf-8"],
                body: """
                    <html><body><p><b>Delivery has failed to these recipients or groups:</b></p>
                    <p><a href="mailto:bob@example.com">bob@example.com</a><br>
                    The email address you entered couldn't be found. Please check the address.</p>
                    <p>Diagnostic information for administrators:</p>
                    <p>Generating server: mx.example.net</p>
                    <p>bob@example.com<br>Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound;
                    Recipient not found by SMTP address lookup'</p></body></html>
                    """), expected: ["bob@example.com unknownRecipient"]),
        ProseLetter(
            letter: Letter(
                name: "Exchange in German", from: "postmaster@example.net", subject: "Unzustellbar: Hallo",
                body: """
                    Fehler bei der Nachrichtenzustellung an folgende Empfänger oder Verteilerlisten:

                    bob@example.com
                    Das Postfach des Empfängers ist voll und kann zurzeit keine Nachrichten annehmen.

                    Diagnoseinformationen für Administratoren:
                    bob@example.com
                    #550 5.2.2 STOREDRV.Deliver; mailbox full ##
                    """), expected: ["bob@example.com mailboxFull"]),
        ProseLetter(
            letter: Letter(
                name: "Exchange in French", from: "postmaster@example.net", subject: "Non remis : Bonjour",
                body: """
                    Échec de la remise pour ces destinataires ou groupes :

                    bob@example.com
                    L'adresse de messagerie que vous avez entrée est introuvable.

                    Informations de diagnostic pour les administrateurs :
                    bob@example.com
                    Remote Server returned '550 5.1.1 User unknown'
                    """), expected: ["bob@example.com unknownRecipient"]),
        ProseLetter(
            letter: Letter(
                name: "two recipients of a qmail", subject: "failure notice",
                body: """
                    Hi. This is the qmail-send program at mx.example.net.
                    I'm afraid I wasn't able to deliver your message to the following addresses.
                    This is a permanent error; I've given up. Sorry it didn't work out.

                    <bob@example.com>:
                    192.0.2.4 does not like recipient.
                    Remote host said: 550 5.1.1 no such user
                    Giving up on 192.0.2.4.

                    <carol@nowhere.example>:
                    Sorry, I couldn't find any host named nowhere.example. (#5.1.2)

                    --- Below this line is a copy of the message.

                    Return-Path: <ada@example.org>
                    Received: from example.org
                    Message-ID: <1@example.org>
                    From: ada@example.org
                    To: bob@example.com, carol@nowhere.example
                    """), expected: ["bob@example.com unknownRecipient", "carol@nowhere.example unknownDomain"]),
        ProseLetter(
            letter: Letter(
                name: "a delay of an Exim", from: "Mail Delivery System <Mailer-Daemon@mx.example.net>",
                subject: "Warning: message 1abc-2 delayed 24 hours",
                fields: ["Return-Path: <>", "Auto-Submitted: auto-replied"],
                body: """
                    This message was created automatically by mail delivery software.
                    A message that you sent has not yet been delivered to one or more of its
                    recipients after more than 24 hours on the queue on mx.example.net.

                    The address to which the message has not yet been delivered is:

                      bob@example.com
                        host mx.example.com [192.0.2.4]
                        Delay reason: SMTP error from remote mail server after RCPT TO:<bob@example.com>:
                        451 4.3.0 Temporary lookup failure

                    No action is required on your part. Delivery attempts will continue for
                    some time, and this warning may be repeated at intervals.
                    """), kind: .delay, expected: ["bob@example.com systemFailure"]),
    ]
}
