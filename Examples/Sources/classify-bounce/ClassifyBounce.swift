import BounceClassification

/// Says what servers mean by their refusals, and what to do with the recipient, the message and the connection.
@main struct ClassifyBounce {
    static func main() throws {
        // A rule of our own goes before the standard ones, which know what most servers say.
        let own = try BounceRuleSet(
            parsing: """
                rule partner-full means mailboxFull
                    says    "quota of this box is used up"
                    source  the partner's handbook
                """)
        let classifier = BounceClassifier(rules: StandardBounceRules.all, own: own)

        for reply in [
            "550 5.1.1 <nobody@example.net>: No such user here",
            "550 5.7.1 Client host [192.0.2.25] blocked using zen.example",
            "451 4.7.1 Greylisted, please try again in 5 minutes",
            "554 The quota of this box is used up",
        ] {
            let bounce = classifier.classify(reply, at: .recipient)
            print(reply)
            print("  \(bounce.cause), \(bounce.permanence), about \(bounce.scope): \(bounce.action)")
            if let seconds = bounce.facts.retryAfter { print("  come back in \(seconds) s") }
            if bounce.isHardBounce { print("  this address is gone: send nothing more to it") }
            print("  \(bounce.explanation)")
        }

        // A message that came back names its recipients; anything else is no bounce.
        let message = """
            From: MAILER-DAEMON@mx.example.net
            Subject: Undelivered mail
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type=delivery-status; boundary=b

            --b
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.example.net

            Final-Recipient: rfc822; full@example.net
            Action: failed
            Status: 5.2.2
            Diagnostic-Code: smtp; 552 5.2.2 The mailbox is full

            --b--

            """
        guard let bounce = ReceivedBounce.read(Array(message.utf8), with: classifier) else { return }
        for recipient in bounce.recipients { print(recipient.address, recipient.verdict.cause) }
    }
}
