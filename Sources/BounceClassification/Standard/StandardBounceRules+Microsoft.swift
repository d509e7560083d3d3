extension StandardBounceRules {
    /// Outlook.com, Exchange Online and Exchange.
    static let microsoft = """
        provider microsoft
            hosts  *.outlook.com, *.hotmail.com, *.office365.com, *.microsoft.com, *.mx.microsoft
            hosts  *.protection.outlook.com
            signs  "outlook.com", "postmaster.live.com", "messaging.microsoft.com", "sender.office.com"

        rule microsoft-block-list means blockedAddress
            provider  microsoft
            says      "part of their network is on our block list", "s3150", "s3140", "banned sending ip"
            says      "banned sender", "traffic not accepted"
            rank      2
            source    Microsoft, "Fix NDR error 5.7.511", and Outlook.com postmaster, "Troubleshooting"
        rule microsoft-messages-deferred means rateLimited
            provider  microsoft
            says      "rp-001", "rp-002", "rp-003"
            rank      2
            source    Outlook.com postmaster, "Troubleshooting"
        rule microsoft-access-denied means blockedAddress
            provider  microsoft
            says      "access denied, please try again later", "bad helo", "connection dropped", "over ipv6"
            says      "invalid domain name"
            rank      4
            source    Microsoft, "Non-delivery reports in Exchange Online"
        rule microsoft-ip-reputation means poorReputation
            provider  microsoft
            says      "rate limited due to ip reputation"
            rank      2
            source    Outlook.com postmaster, "Troubleshooting"
        rule microsoft-abuse means refusedSender
            provider  microsoft
            says      "access denied, spam abuse detected", "rfc 5322 section 3.6.2"
            rank      3
            source    Microsoft, "Non-delivery reports in Exchange Online"
        rule microsoft-directory-block means unknownRecipient
            provider  microsoft
            says      "recipient address rejected: access denied"
            status    5.4.1
            rank      2
            source    Microsoft, "Directory-based edge blocking"
        rule microsoft-unavailable means unknownRecipient
            provider  microsoft
            says      "mailbox unavailable", "bad destination mailbox address", "recipient not found", "exrecipnotfound"
            source    Microsoft, "Non-delivery reports in Exchange Online"
        rule microsoft-reserved means unknownRecipient
            provider  microsoft
            says      "reserved by rfc 2606", "invalid recipient address"
            source    Microsoft, "Non-delivery reports in Exchange Online"
        rule microsoft-quarantine means spamContent
            provider  microsoft
            says      "content filter agent quarantined"
            source    Microsoft, "Non-delivery reports in Exchange Online"
        rule microsoft-recipient-limit means tooManyRecipients
            provider  microsoft
            says      "has exceeded their limit for"
            unless    "per hour"
            scope     recipient
            source    Microsoft, "Non-delivery reports in Exchange Online"
        rule microsoft-thread-limit means busyMailbox
            provider  microsoft
            says      "thread limit exceeded"
            source    Microsoft, "STOREDRV.Deliver throttling"
        rule microsoft-certificate means tlsFailure
            provider  microsoft
            status    x.7.320-325
            source    Microsoft, "How SMTP DANE works"
        rule microsoft-server-busy means systemFailure
            provider  microsoft
            says      "server busy"
            action    slowSite
            rank      3
            source    Microsoft, "Fix NDR error 4.7.500"
        rule microsoft-connection-closed means systemFailure
            provider  microsoft
            says      "suspiciousremoteservererror", "service not active"
            rank      3
            source    Microsoft, "Fix NDR error 5.4.316"
        rule microsoft-too-many-errors means unacceptableContent
            provider  microsoft
            says      "too many related errors", "invalid message content"
            rank      3
            source    Microsoft, "Non-delivery reports in Exchange Online"
        rule microsoft-not-authorized means loginRequired
            provider  microsoft
            says      "not authorized"
            status    5.7.3
            source    Microsoft, "Non-delivery reports in Exchange Online"
        rule microsoft-delivery-refused means policyViolation
            provider  microsoft
            says      "delivery not authorized, message refused"
            rank      3
            source    Microsoft, "Non-delivery reports in Exchange Online"
        rule microsoft-restricted means restrictedRecipient
            provider  microsoft
            says      "allowed-senders", "not authenticated for mailbox", "delivery not authorized"
            source    Microsoft, "Non-delivery reports in Exchange Online"
        rule microsoft-invalid-sender means refusedSender
            provider  microsoft
            says      "invalid address"
            status    x.1.7
            source    Microsoft, "Non-delivery reports in Exchange Online"
        rule microsoft-sender-status means refusedSender
            provider  microsoft
            status    x.7.12, x.7.60, x.7.501-505, x.7.512-513
            source    Microsoft, "Non-delivery reports in Exchange Online"
        rule microsoft-restricted-status means restrictedRecipient
            provider  microsoft
            status    x.7.120-138, x.7.193
            source    Microsoft, "Non-delivery reports in Exchange Online"
        rule microsoft-login-status means loginRequired
            provider  microsoft
            status    x.7.57, x.7.3, x.7.139
            source    Microsoft, "Non-delivery reports in Exchange Online"
        rule microsoft-own-limit-status means rateLimited
            provider  microsoft
            status    x.1.90, x.7.700-707, x.7.233, x.7.236
            source    Microsoft, "Non-delivery reports in Exchange Online"
        rule microsoft-domain-status means unknownDomain
            provider  microsoft
            status    x.4.310, x.4.4
            source    Microsoft, "Non-delivery reports in Exchange Online"
        rule microsoft-expired-status means expired
            provider  microsoft
            status    x.4.300, x.4.7
            source    Microsoft, "Non-delivery reports in Exchange Online"
        rule microsoft-network-status means networkFailure
            provider  microsoft
            status    x.4.312, x.4.315-317
            source    Microsoft, "Non-delivery reports in Exchange Online"
        rule microsoft-form-status means malformedMessage
            provider  microsoft
            status    x.1.20, x.6.11
            source    Microsoft, "Non-delivery reports in Exchange Online"
        rule microsoft-blocked-status means blockedAddress
            provider  microsoft
            status    5.7.511, 5.7.606-649, 5.7.708, 5.7.750, 5.7.506, 5.7.510
            source    Microsoft, "Non-delivery reports in Exchange Online"
        rule microsoft-throttled-status means rateLimited
            provider  microsoft
            status    4.7.500-699, 5.7.508, 5.2.121-122
            source    Microsoft, "Non-delivery reports in Exchange Online"
        """
}
