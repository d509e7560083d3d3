extension StandardBounceRules {
    /// Yahoo, AOL and the hosts that they run for others.
    static let yahoo = """
        provider yahoo
            hosts  *.yahoodns.net, *.yahoo.com, *.aol.com, *.yahoo.co.jp, *.verizonmedia.com, *.yahooinc.com
            signs  "postmaster.yahoo*", "mail.ne1.yahoo.com", "yahoo.com", "postmaster.verizonmedia.com", "yahooinc.com"
            signs  "yahoo requires"

        rule yahoo-listed means blockedAddress
            provider  yahoo
            says      "bl21", "bl23", "connections will not be accepted from", "connections not accepted from"
            rank      2
            source    Yahoo, "SMTP error codes" (553 5.7.1)
        rule yahoo-first-block means blockedAddress
            provider  yahoo
            says      "ts03"
            rank      2
            source    Yahoo, "SMTP error codes" (421 4.7.1)
        rule yahoo-deferred-for-good means refusedSender
            provider  yahoo
            says      "permanently deferred", "tss09", "tss11"
            scope     sourceAddress
            permanence  temporary
            action    suspendPath
            rank      3
            source    Yahoo, "SMTP error codes" (553 5.7.2)
        rule yahoo-complaints means refusedSender
            provider  yahoo
            says      "due to unexpected volume or user complaints", "due to user complaints", "tss04", "tss05", "ts01"
            says      "ts02"
            scope     sourceAddress
            permanence  temporary
            action    slowSite
            rank      3
            source    Yahoo, "SMTP error codes" (421 4.7.0)
        rule yahoo-greylisted means greylisted
            provider  yahoo
            says      "gl01"
            rank      2
            source    Yahoo, "SMTP error codes"
        rule yahoo-disabled means inactiveMailbox
            provider  yahoo
            says      "mailbox is disabled", "account has been disabled", "account is disabled"
            source    Yahoo, "SMTP error codes" (554 30)
        rule yahoo-no-account means unknownRecipient
            provider  yahoo
            says      "user doesn't have a", "not a valid recipient", "mailbox not found"
            source    Yahoo, "SMTP error codes" (554 dd)
        rule yahoo-policy means policyViolation
            provider  yahoo
            says      "for policy reasons"
            source    Yahoo, "SMTP error codes" (554 5.7.9)
        """

    /// iCloud, Proton, Fastmail, Zoho, Cox and GoDaddy.
    static let apple = """
        provider apple
            hosts  *.icloud.com, *.apple.com, *.me.com
            signs  "support.apple.com", "icloud.com"
        provider proton
            hosts  *.protonmail.ch, *.proton.me, *.protonmail.com
            signs  "proton.me", "protonmail"
        provider fastmail
            hosts  *.messagingengine.com, *.fastmail.com
            signs  "messagingengine.com", "fastmail"
        provider zoho
            hosts  *.zoho.com, *.zoho.eu, *.zoho.in, *.zohomail.com
            signs  "zoho.com", "zohomail"
        provider cox
            hosts  *.cox.net
            signs  "cox.net"
        provider godaddy
            hosts  *.secureserver.net
            signs  "secureserver.net", "x.co/srbounce", "godaddy"

        rule apple-listed means blockedAddress
            provider  apple
            says      "listing in spamhaus", "hm08", "blocked due to the sending ip"
            unless    "dbl"
            rank      3
            source    Apple, "Postmaster information for iCloud Mail"
        rule apple-policy means policyViolation
            provider  apple
            says      "cs01", "local policy"
            source    Apple, "Postmaster information for iCloud Mail"
        rule proton-unknown means unknownRecipient
            provider  proton
            says      "address does not exist", "recipient address rejected"
            unless    "spf", "dmarc", "blocked"
            source    general usage
        rule fastmail-refused means spamContent
            provider  fastmail
            says      "message rejected as spam", "mail rejected, see"
            source    Fastmail help, "Message rejected"
        rule fastmail-rule means refusedByRecipient
            provider  fastmail
            says      "rejected by user", "refused by the user's rules"
            rank      3
            source    Fastmail help, "Organizing your inbox with rules"
        rule zoho-policy means policyViolation
            provider  zoho
            says      "email policy violated", "policy violat*"
            source    Zoho Mail help, "SMTP error codes"
        rule zoho-unusual means rateLimited
            provider  zoho
            says      "unusual sending activity"
            scope     ourConfiguration
            action    alertOperator
            source    Zoho Mail help, "Unblock me"
        rule cox-limit means tooManyConnections
            provider  cox
            says      "too many sessions", "cxcnct", "cxsnd"
            source    Cox, "Email error codes"
        rule cox-blocked means blockedAddress
            provider  cox
            says      "cxbl", "has been blocked by cox", "blocked by cox"
            source    Cox, "Email error codes"
        rule cox-name means missingReverseName
            provider  cox
            says      "cxdns", "no reverse dns"
            source    Cox, "Email error codes"
        rule godaddy-list means blockedAddress
            provider  godaddy
            says      "ib103", "ib104", "ib105", "ib108", "ib110", "ib212", "ib501", "ib504"
            source    GoDaddy, "Email bounce codes"
        rule godaddy-too-many means tooManyConnections
            provider  godaddy
            says      "ib007", "ib101", "ib605", "ib607"
            source    GoDaddy, "Email bounce codes"
        """
}
