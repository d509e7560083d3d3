extension StandardBounceRules {
    /// Gmail and Google Workspace.
    static let google = """
        provider google
            hosts  *.google.com, *.googlemail.com
            signs  "gsmtp", "support.google.com", "gmail has", "gmail requires", "google's message size"

        rule google-try-later means blockedAddress
            provider  google
            says      "try again later, closing connection", "unusual rate of unsolicited mail", "unusual rate of mail"
            codes     4xx, none
            rank      3
            action    slowSite
            source    Google Workspace Admin Help, "SMTP error reference"
        rule google-names means missingReverseName
            provider  google
            says      "ptr record*", "ptr records"
            rank      2
            source    Google Workspace Admin Help, "SMTP error reference"
        rule google-unsolicited-rate means blockedAddress
            provider  google
            says      "unusual rate of unsolicited mail", "unusual rate of mail"
            rank      4
            source    Google Workspace Admin Help, "SMTP error reference"
        rule google-low-reputation means poorReputation
            provider  google
            says      "low reputation of the sending"
            codes     4xx, none
            rank      3
            source    Google Workspace Admin Help, "SMTP error reference"
        rule google-domain-reputation means poorReputation
            provider  google
            says      "low reputation of the sending domain"
            scope     senderDomain
            action    alertOperator
            rank      3
            source    Google Workspace Admin Help, "SMTP error reference"
        rule google-low-reputation-refused means poorReputation
            provider  google
            says      "low reputation of the sending"
            action    suspendPath
            rank      4
            source    Google Workspace Admin Help, "SMTP error reference"
        rule google-helo means blockedAddress
            provider  google
            says      "helo/ehlo argument"
            scope     ourConfiguration
            action    alertOperator
            source    Google Workspace Admin Help, "SMTP error reference"
        rule google-encryption means encryptionRequired
            provider  google
            says      "sent over a tls connection", "to use tls/ssl", "tls required"
            rank      3
            source    Google Workspace Admin Help, "SMTP error reference"
        rule google-authentication means authenticationFailure
            provider  google
            says      "authenticate with", "authenticate their email with", "domain's dmarc policy", "spf record"
            says      "spf checks"
            says      "aligned with either", "authentication information"
            rank      4
            source    Google Workspace Admin Help, "Email sender guidelines"
        rule google-unauthenticated means refusedSender
            provider  google
            says      "unauthenticated email is not accepted"
            unless    "dmarc"
            rank      5
            source    Google Workspace Admin Help, "SMTP error reference"
        rule google-quota means mailboxFull
            provider  google
            says      "email quota exceeded", "out of storage space"
            source    Google Workspace Admin Help, "SMTP error reference"
        rule google-not-to-us means relayDenied
            provider  google
            says      "not authorized to send email directly"
            source    Google Workspace Admin Help, "SMTP error reference"
        rule google-same-message means policyViolation
            provider  google
            says      "same message-id"
            rank      2
            source    Google Workspace Admin Help, "SMTP error reference"
        rule google-protocol means protocolError
            provider  google
            says      "smtp protocol violation", "syntax error"
            source    Google Workspace Admin Help, "SMTP error reference"
        rule google-form means malformedMessage
            provider  google
            status    x.1.7
            source    Google Workspace Admin Help, "SMTP error reference"
        rule google-mailbox-rate means busyMailbox
            provider  google
            status    4.2.1
            source    Google Workspace Admin Help, "SMTP error reference"
        rule google-login means loginRequired
            provider  google
            status    x.7.9, x.7.14
            codes     53x
            source    Google Workspace Admin Help, "SMTP error reference"
        """
}
