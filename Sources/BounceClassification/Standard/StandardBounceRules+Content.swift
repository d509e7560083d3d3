extension StandardBounceRules {
    /// Web addresses in a message that are on a list, and lists of content.
    static let contentLists = """
        rule content-list means spamContent
            says    "surbl*", "uribl", "multi.uribl.com", "uribl policy", "contains a url", "url * block list"
            says    "uri block*"
            says    "url listed", "blacklisted url*", "contains a blacklisted", "contains a link", "blacklisted content"
            says    "url in * listed", "url that is", "link * blacklist*", "urls"
            says    "domain in the message * listed", "ivmuri", "sender domain listed at"
            rank    4
            source  SURBL, "Usage policy"; URIBL, "About"
        """

    /// Spam, viruses and what else a message may hold.
    static let content = """
        rule virus means virusContent
            says    "virus", "viruses", "malware", "trojan*", "worm", "phishing", "phish", "malicious*", "infected"
            says    "prohibited virus", "potentially executable", "executable attachment", "clamav*", "ransomware"
            unless  "considered as spam or virus", "spam or virus", "spam/virus", "anti-virus", "virus filter update*"
            unless  "protect our users from"
            rank    4
            source  RFC 5321, section 7.8, and general usage
        rule virus-or-spam-prohibited means virusContent
            says    "prohibited virus or spam"
            rank    3
            source  GoDaddy, "Email bounce codes"
        rule attachment means prohibitedAttachment
            says    "attachment * not allowed", "attachment * forbidden", "attachment * blocked"
            says    "attachment * prohibited"
            says    "illegal attachment", "attachment extension", "prohibited attachment", "forbidden attachment"
            says    "attachment type", "file type * blocked", "file extension", "blocked because its content presents"
            says    "banned attachment", "unacceptable attachment", "dangerous attachment", "disallowed attachment"
            rank    4
            source  Google Workspace Admin Help, "File types blocked in Gmail", and general usage
        rule files means prohibitedAttachment
            says    "not allowed", "not permitted", "not accepted", "prohibited", "forbidden", "blocked", "rejected"
            says    "banned"
            says    "unacceptable", "dangerous", "illegal", "disallowed", "restricted", "denied", "refused"
            also    "attachment", "attachments", "attached file", "file type", "file attachment", "file name"
            also    "executable"
            unless  "virus*", "spam"
            rank    6
            source  general usage
        rule spam means spamContent
            says    "unsolicited", "spam content*", "spam message", "spam detected", "spam email*", "spam mail"
            says    "spam score"
            says    "detected as spam", "classified as spam", "considered spam", "considered as spam"
            says    "identified as spam"
            says    "looks like spam", "looked like spam", "appears to be spam", "probably spam", "probable spam"
            says    "seems to be a spam", "seems to be spam", "similar to spam", "scored as spam", "rejected as spam"
            says    "recognized as spam", "recognised as spam", "marked as spam", "flagged as spam", "tagged as spam"
            says    "spam blocked", "no spam", "spam rejected", "message refused spam*", "spamassassin*", "bulk mail"
            says    "bulk e-mail", "bulk email", "spam filter*", "anti-spam", "antispam", "spam or virus", "spam/virus"
            says    "spam not accepted", "is spam", "this spam", "possible spam", "contains spam", "spamprofiler"
            says    "content rejected", "content denied", "content filter*", "content rejection", "mail content"
            says    "rejecting mail content", "pattern detection", "recurrent pattern", "spam list", "spam complaint*"
            says    "message filtered", "thinks this email is spam", "may consider spam", "spam engine"
            says    "spam probability"
            says    "spam embedded", "spam is embedded", "spamming", "spam - rejected", "spam message rejected"
            says    "spammy"
            says    "reported as spam", "was spam", "for spam", "suspected spam", "spam suspected", "spam policy"
            says    "fingerprint", "content match*", "junk", "uce", "ube", "suspicious content", "bulk", "help_spam*"
            says    "content is not acceptable", "junk mail", "spam"
            unless  "client host", "your ip", "ip address", "<ip>", "spam reporting address", "sender is spammer"
            unless  "no ptr"
            unless  "spam abuse detected"
            rank    7
            source  RFC 5321, section 7.8, and general usage
        rule spam-with-address means spamContent
            says    "this message is likely unsolicited", "message is likely spam", "message content rejected"
            says    "message * detected as spam", "message * identified as spam", "message * classified as spam"
            says    "message * considered as spam", "message * scored as spam", "spam message rejected"
            says    "blocked as spam"
            unless  "due to spam", "unsolicited mail originating"
            rank    4
            source  Google Workspace Admin Help, "SMTP error reference", and general usage
        rule policy means policyViolation
            says    "prohibited the mail", "acceptable use policy"
            says    "policy violation", "policy reasons", "local policy", "security policies", "security policy"
            says    "policy rejection", "rejected by policy", "denied by policy", "violates policy", "content policy"
            says    "site policy", "company policy", "corporate policy", "policy restriction*", "against our policy"
            says    "policy reject*", "policy filter*", "administrative policy", "violates our polic*", "header error"
            says    "low priority", "not accepted for policy", "blocked by policy", "organization's polic*"
            says    "header based * policy", "administrative prohibition by policy", "email policy", "mail policy"
            says    "policy", "same message-id", "no data before greeting", "talked too soon"
            says    "protocol synchronization"
            says    "delivery not authorized, message refused", "x-dg-ref header"
            unless  "sender address rejected", "mailbox", "size", "exceeds the policy", "policy limit", "policy maximum"
            rank    8
            source  RFC 3463, section 3.8 (X.7.1), and general usage
        """
}
