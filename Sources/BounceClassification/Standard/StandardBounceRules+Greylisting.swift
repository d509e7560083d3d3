extension StandardBounceRules {
    /// What servers say that do not know us yet.
    static let greylisting = """
        rule greylisted means greylisted
            says    "greylist*", "graylist*", "grey listed", "gray listed", "grey-list*", "gray-list*", "gl01"
            says    "come back later", "first contact", "unknown triplet", "new triplet"
            unless  "not greylisted"
            rank    2
            source  RFC 6647, section 2, and general usage
        rule greylisted-resources means greylisted
            says    "internal resources are temporarily unavailable", "internal resource temporarily unavailable"
            codes   451
            rank    2
            source  Mimecast, "SMTP error codes"
        rule greylisted-postscreen means greylisted
            says    "service currently unavailable"
            codes   450
            status  4.3.2
            stages  rcpt
            rank    2
            source  Postfix, postscreen(8)
        rule greylisted-again means greylisted
            says    "try again", "try later", "please try", "please retry", "retry later", "temporarily rejected"
            says    "temporarily blocked", "please wait", "new sender", "unknown sender", "try again later"
            codes   45x
            status  4.7.1, 4.2.0, none
            stages  rcpt
            unless  "local problem", "local error", "lookup failure*", "internal error*", "too many", "rate"
            unless  "dnsbl*", "rbl", "blocked using", "relay", "spam", "ip name lookup failed", "slower", "quota"
            unless  "hostname", "resources", "disk*"
            rank    9
            source  RFC 6647, section 2.1, and general usage
        """
}
