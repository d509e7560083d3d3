extension StandardBounceRules {
    /// Filters that stand before the hosts of others: Mimecast, Proofpoint, Barracuda, Cloudmark, Symantec, Cisco.
    static let gateways = """
        provider mimecast
            hosts  *.mimecast.com, *.mimecast.co.za, *.mimecast-offshore.com
            signs  "mimecast", "community.mimecast.com", "mcspamsignature"
        provider proofpoint
            hosts  *.pphosted.com, *.ppe-hosted.com, *.proofpoint.com, *.gpphosted.com
            signs  "proofpoint.com", "pphosted.com"
        provider barracuda
            hosts  *.barracudanetworks.com, *.ess.barracuda.com
            signs  "barracudanetworks.com", "ess.barracuda.com"
        provider messagelabs
            hosts  *.messagelabs.com, *.symanteccloud.com
            signs  "messagelabs.com"
        provider cisco
            hosts  *.iphmx.com
            signs  "iphmx.com", "senderbase.org"

        rule mimecast-signature means virusContent
            provider  mimecast
            says      "rejected due to security policies", "mcspamsignature"
            rank      3
            source    Mimecast, "SMTP error codes" (554)
        rule mimecast-spoofing means policyViolation
            provider  mimecast
            says      "anti-spoofing policy", "header based anti-spoofing"
            rank      2
            source    Mimecast, "SMTP error codes" (550)
        rule mimecast-lockout means unknownRecipient
            provider  mimecast
            says      "invalid recipient"
            source    Mimecast, "SMTP error codes" (550)
        rule mimecast-blocked-sender means refusedByRecipient
            provider  mimecast
            says      "administrative prohibition", "envelope blocked", "blocked sender"
            source    Mimecast, "SMTP error codes" (550)
        rule mimecast-list means blockedAddress
            provider  mimecast
            says      "local cbl", "remote server * blacklist", "envelope rejected"
            source    Mimecast, "SMTP error codes" (550)
        rule proofpoint-address means blockedAddress
            provider  proofpoint
            says      "ipcheck.proofpoint.com", "dnsbl-lookup.cgi", "blocked - see", "pdr"
            rank      3
            source    Proofpoint, "Dynamic Reputation IP lookup"
        rule proofpoint-spam means spamContent
            provider  proofpoint
            says      "scored as spam", "spam"
            source    Proofpoint Essentials, "Bounce messages"
        rule proofpoint-access means restrictedRecipient
            provider  proofpoint
            says      "access denied"
            source    Proofpoint, "SMTP replies"
        rule barracuda-list means blockedAddress
            provider  barracuda
            says      "reputation/?*", "blocked using barracuda", "barracuda reputation", "b.barracudacentral.org"
            rank      3
            source    Barracuda Central, "IP reputation lookup"
        rule barracuda-intent means spamContent
            provider  barracuda
            says      "rejected due to spam content", "intent", "message content"
            source    Barracuda Campus, "Email Gateway Defense: message log reasons"
        rule barracuda-throttled means rateLimited
            provider  barracuda
            says      "rate control", "sender rate"
            source    Barracuda Campus, "Rate control"
        rule messagelabs-rejected means unknownRecipient
            provider  messagelabs
            says      "<mail> rejected", "no such user", "invalid recipient"
            source    Broadcom, "Email Security.cloud: SMTP replies" (542)
        rule messagelabs-listed means blockedAddress
            provider  messagelabs
            says      "ip address listed", "553-message filtered", "error.html"
            source    Broadcom, "Email Security.cloud: SMTP replies"
        rule cisco-reputation means poorReputation
            provider  cisco
            says      "poor email reputation", "senderbase.org", "sbrs"
            rank      3
            action    suspendPath
            source    Cisco, "Sender IP reputation filtering"
        rule cisco-directory means unknownRecipient
            provider  cisco
            says      "address rejected"
            source    Cisco, "Recipient access table"
        """
}
