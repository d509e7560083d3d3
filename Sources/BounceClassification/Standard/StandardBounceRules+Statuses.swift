extension StandardBounceRules {
    /// Enhanced status codes where no words are known.
    static let statuses = """
        rule status-name means missingReverseName
            status  x.7.25
            source  RFC 7372, section 3.3
        rule status-authentication means authenticationFailure
            status  x.7.20-24, x.7.26-27, x.7.30, x.7.32, x.7.509, x.7.515
            source  RFC 7372, section 3, RFC 8601; Google Workspace Admin Help, "SMTP error reference"
        rule status-banned means blockedAddress
            status  5.7.511, 5.7.606-649, 5.7.708, 5.7.750
            source  Microsoft, "Non-delivery reports in Exchange Online"
        rule status-throttled means rateLimited
            status  4.7.28, 4.7.500-699, 4.4.5, 5.4.5, 5.7.28, 5.7.508
            source  RFC 3463, section 3.5; Google and Microsoft
        rule status-owner-changed means movedRecipient
            status  x.7.17
            source  RFC 7293, section 10
        rule status-domain-owner-changed means unknownDomain
            status  x.7.18
            source  RFC 7293, section 10
        rule status-account-disabled means inactiveMailbox
            status  x.7.13
            source  RFC 5248 registry (X.7.13)
        rule status-before-mail means blockedAddress
            status  5.7.*
            stages  connect, greeting, hello
            source  general usage
        rule status-login means loginRequired
            codes   53x
            status  x.5.*, x.7.*
            source  RFC 4954, section 6
        rule status-unknown means unknownRecipient
            status  x.1.1, x.1.0, x.1.10, x.1.4, x.1.5, x.1.9
            stages  connect, greeting, hello, starttls, auth, rcpt, data, dot, quit
            source  RFC 3463, section 3.2
        rule status-unknown-anywhere means unknownRecipient
            status  x.1.1, x.1.10, x.1.4
            source  RFC 3463, section 3.2
        rule status-domain means unknownDomain
            status  x.1.2, x.4.4
            source  RFC 3463, sections 3.2 and 3.5
        rule status-null-mx means domainWithoutMail
            status  x.1.10, x.3.2
            codes   5xx
            source  RFC 7505, section 4.2
        rule status-syntax means invalidRecipient
            status  x.1.3
            source  RFC 3463, section 3.2
        rule status-moved means movedRecipient
            status  x.1.6
            source  RFC 3463, section 3.2
        rule status-sender means refusedSender
            status  x.1.7, x.7.27, x.1.0
            source  RFC 3463, section 3.2
        rule status-sender-domain means unknownSenderDomain
            status  x.1.8
            source  RFC 3463, section 3.2
        rule status-inactive means inactiveMailbox
            status  5.2.1
            source  RFC 3463, section 3.3
        rule status-busy means busyMailbox
            status  4.2.1
            source  RFC 3463, section 3.3
        rule status-full means mailboxFull
            status  x.2.2
            source  RFC 3463, section 3.3
        rule status-mailbox-later means mailboxFull
            status  4.2.0
            codes   452
            source  RFC 3463, section 3.3
        rule status-mailbox-size means limitExceeded
            status  x.2.3
            source  RFC 3463, section 3.3
        rule status-system-full means systemFull
            status  x.3.1
            source  RFC 3463, section 3.4
        rule status-too-large means messageTooLarge
            status  x.3.4
            source  RFC 3463, section 3.4
        rule status-system-for-all means systemFailure
            status  4.3.*
            stages  mail, data, dot
            action  slowSite
            source  RFC 3463, section 3.4
        rule status-system means systemFailure
            status  x.3.*
            source  RFC 3463, section 3.4
        rule status-loop means routingLoop
            status  x.4.6, x.4.14
            source  RFC 3463, section 3.5
        rule status-expired means expired
            status  x.4.7, x.4.1
            source  RFC 3463, section 3.5
        rule status-network means networkFailure
            status  x.4.*
            source  RFC 3463, section 3.5
        rule status-recipients means tooManyRecipients
            status  x.5.3
            source  RFC 3463, section 3.6
        rule status-protocol means protocolError
            status  x.5.*
            unless  "mailbox", "user"
            source  RFC 3463, section 3.6
        rule status-content means unacceptableContent
            status  x.6.*
            source  RFC 3463, section 3.7
        rule status-encryption means encryptionRequired
            status  x.7.10, x.7.29
            source  RFC 5248 registry; Google Workspace Admin Help, "SMTP error reference"
        rule status-login-credentials means loginRequired
            status  x.7.8, x.7.9, x.7.11-12, x.7.14
            source  RFC 4954, section 6; RFC 5248 registry
        rule status-relay means relayDenied
            status  x.7.64
            source  Microsoft, "Non-delivery reports in Exchange Online"
        rule status-policy means policyViolation
            status  5.7.0, 5.7.1, 5.7.7
            stages  data, dot
            source  RFC 3463, section 3.8
        rule status-refused-sender means refusedSender
            status  5.7.*
            stages  mail
            source  RFC 3463, section 3.8
        rule status-refused-recipient means restrictedRecipient
            status  5.7.2, x.7.124, x.7.133-136
            source  RFC 3463, section 3.8
        rule status-refused means policyViolation
            status  5.7.*
            source  RFC 3463, section 3.8
        """
}
