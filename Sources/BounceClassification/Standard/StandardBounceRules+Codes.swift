extension StandardBounceRules {
    /// Plain codes by stage, where nothing else is known.
    static let codes = """
        rule code-login means loginRequired
            codes   53x
            source  RFC 4954, section 6
        rule code-auth means loginRequired
            codes   5xx
            stages  auth
            source  RFC 4954, section 6
        rule code-tls means tlsFailure
            codes   45x
            stages  starttls
            source  RFC 3207, section 4
        rule code-no-mail means domainWithoutMail
            codes   521, 556
            stages  rcpt, mail
            source  RFC 7504, section 3
        rule code-no-mail-anywhere means domainWithoutMail
            codes   556
            source  RFC 7504, section 4
        rule code-421 means rateLimited
            codes   421
            source  RFC 5321, section 4.2.2
        rule code-before-mail-for-now means serviceUnavailable
            codes   4xx
            stages  before-mail
            action  slowSite
            source  RFC 5321, section 4.2.4
        rule code-before-mail means serviceUnavailable
            codes   5xx
            stages  before-mail
            source  RFC 5321, section 3.1
        rule code-full means mailboxFull
            codes   552, 522
            stages  rcpt
            source  RFC 5321, section 4.2.3
        rule code-too-large means messageTooLarge
            codes   552
            stages  mail, data, dot
            source  RFC 1870, section 6.2
        rule code-syntax means protocolError
            codes   500, 501, 502, 503, 504, 555
            source  RFC 5321, section 4.2.2
        rule code-system-full means systemFull
            codes   452
            source  RFC 5321, section 4.2.2
        rule code-unknown means unknownRecipient
            codes   550, 551, 553
            stages  rcpt
            confidence  0.4
            permanence  permanent
            action  nothing
            source  RFC 5321, section 4.2.2
        rule code-moved means movedRecipient
            codes   551
            source  RFC 5321, section 3.4
        rule code-sender means refusedSender
            codes   55x
            stages  mail
            source  RFC 5321, section 4.2.2
        rule code-message means policyViolation
            codes   55x, 57x
            stages  data, dot
            source  RFC 5321, section 4.2.2
        rule code-busy means busyMailbox
            codes   450
            stages  rcpt
            source  RFC 5321, section 4.2.2
        rule code-trouble-for-all means systemFailure
            codes   4xx
            stages  mail, data, dot
            action  slowSite
            source  RFC 5321, section 4.2.2
        rule code-trouble means systemFailure
            codes   451
            source  RFC 5321, section 4.2.2
        """
}
