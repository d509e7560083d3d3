extension StandardBounceRules {
    /// SPF, DKIM, DMARC and ARC.
    static let authentication = """
        rule sender-authentication means authenticationFailure
            says    "dmarc", "dkim", "spf", "spfv1", "sender policy framework", "sender id", "senderid", "arc seal"
            says    "spf.pobox.com", "openspf*", "domainkeys", "p=reject", "p=quarantine"
            unless  "duplicate header", "multiple", "blocked using", "listed", "relay access denied"
            unless  "dns error", "virus*"
            rank    3
            source  RFC 7208, RFC 6376, RFC 7489 and general usage
        rule unauthenticated-message means authenticationFailure
            says    "unauthenticated email", "unauthenticated mail", "sender is unauthenticated"
            says    "not authenticated mail"
            says    "does not have authentication information", "message is not authenticated"
            says    "senders to authenticate", "email is unauthenticated", "fails authentication"
            says    "message failed authentication", "failed sender authentication", "email authentication fail*"
            says    "domain authentication fail*", "lacks authentication", "anti-spoof*", "antispoof*", "spoofed"
            says    "not allowed to send * per its", "not permitted to send mail for", "spoofing"
            says    "sender authentication fail*"
            unless  "ptr", "policy: <mail>", "header based"
            rank    3
            source  Google Workspace Admin Help, "SMTP error reference", Yahoo, "SMTP error codes", and general usage
        """

    /// The domain of the sender on a list, or of poor repute.
    static let senderReputation = """
        rule sender-domain-listed means blockedDomain
            says    "dbl.spamhaus.org", "spamhaus dbl", "rhsbl*", "mailfrom domain is listed"
            says    "domain has been blacklisted"
            says    "domain is blacklisted", "domain is on * block list", "your domain is blocked"
            says    "domain blocked due to"
            says    "your domain has been blocked", "sender domain is listed", "domain blacklisted", "dbl"
            says    "domain is listed", "domain present in * dbl", "your domain * block list*"
            says    "your domain * blacklist*"
            unless  "url", "url*", "uri*", "ip address <ip>"
            rank    4
            source  Spamhaus, "Domain Blocklist (DBL)", and general usage
        rule sender-blocked-by-recipient means refusedByRecipient
            says    "recipient's block list", "recipient's blocklist", "recipient's blacklist"
            says    "blocked by the recipient"
            says    "blacklisted by recipient", "blocked by recipient", "blocked by user", "blocked by the user"
            says    "recipient's black list", "recipient has blocked", "user has blocked", "refused by recipient"
            says    "refused due to recipient preferences", "recipient preferences"
            says    "message rejected due to user rules"
            says    "user refuses", "user reject", "user rejected", "refuse to receive", "rejected by recipients"
            says    "rejected by recipient", "rejected by the recipient", "rejected by user", "recipient refuses"
            says    "refuses to receive", "recipient does not want", "does not wish to receive", "personal black*"
            says    "user's filter", "recipient's filter", "personal filter", "recipient id refuse", "bounced address"
            says    "does not accept mail from you", "has blocked you", "has blocked your", "recipient's rules"
            says    "user's rules"
            says    "not accept your mail", "has rejected your", "doesn't want * mail", "don't want * mail"
            says    "account is protected by", "user's black list", "recipient's personal"
            says    "do not want * mail from you"
            unless  "ip address", "your ip", "<ip>", "to accept mail from"
            rank    4
            source  general usage
        rule reputation means poorReputation
            says    "low reputation", "poor reputation", "bad reputation", "ip reputation", "email reputation"
            says    "reputation problem*", "reputation score", "poor email reputation", "reputation of the sending"
            says    "reputation of your", "due to reputation", "sender reputation", "negative reputation"
            says    "reputation is too low", "reputation too low", "domain reputation", "domain's reputation"
            says    "reputation filter*", "reputation service", "reputation block*", "poor sending reputation"
            unless  "blocked using", "cloudmark", "sender's domain has"
            codes   4xx, none
            rank    4
            source  Google Workspace Admin Help, "SMTP error reference", and general usage
        rule reputation-refused means poorReputation
            says    "low reputation", "poor reputation", "bad reputation", "ip reputation", "email reputation"
            says    "reputation problem*", "reputation score", "poor email reputation", "reputation of the sending"
            says    "reputation of your", "due to reputation", "sender reputation", "negative reputation"
            says    "reputation is too low", "reputation too low"
            says    "reputation filter*", "reputation service", "reputation block*", "poor sending reputation"
            unless  "blocked using", "cloudmark", "sender's domain has", "sending domain", "<mail>"
            action  suspendPath
            rank    4
            source  Google Workspace Admin Help, "SMTP error reference", and general usage
        rule domain-reputation means poorReputation
            says    "domain has a poor reputation", "domain reputation", "reputation of the sending domain"
            says    "reputation of the domain", "domain's reputation", "sender's domain has a poor reputation"
            says    "domain has a low reputation", "domain has a bad reputation"
            scope   senderDomain
            action  alertOperator
            rank    4
            source  Google Workspace Admin Help, "SMTP error reference", and general usage
        """
}
