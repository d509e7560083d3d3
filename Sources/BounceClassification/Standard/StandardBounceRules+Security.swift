extension StandardBounceRules {
    /// The envelope sender.
    static let senders = """
        rule sender-domain-unknown means unknownSenderDomain
            says    "sender domains resolve", "from domain * not exist", "sender domains"
            says    "sender address rejected: domain not found", "domain of sender address", "unroutable sender"
            says    "sender domain is empty", "sender domain must", "valid sender domain", "sender domain * not exist"
            says    "sender * domain not found", "domain of the sender", "sender verify failed", "sender verif* failed"
            says    "bogus mail from", "unresolvable sender", "sender domain not found", "mx of sender"
            says    "sender's domain * resolve"
            says    "could not verify sender", "cannot verify sender", "sender callout", "sender address verification"
            says    "sender domain does not", "return address * not * resolve", "sender domain could not", "callback"
            says    "sender domain has no mx", "sender domain has no", "sender's domain does not"
            says    "sender domain is not"
            says    "sender domain is invalid", "domain of your address", "no mx for sender", "sender address has no"
            says    "sender's mail server"
            unless  "ptr"
            rank    4
            source  RFC 3463, section 3.2 (X.1.8), and general usage
        rule sender-refused means refusedSender
            says    "sender address rejected", "sender rejected", "sender denied", "sender blacklisted"
            says    "sender blocked"
            says    "sender is spammer", "sender is in", "sender is on", "sender not allowed", "sender refused"
            says    "banned sender"
            says    "sender address has been blacklisted", "sender is blacklisted", "sender is blocked"
            says    "sender address is"
            says    "mail from not owned", "purported responsible address", "senderfilterconfig", "invalid sender"
            says    "sender address blocked", "sender address <mail>", "sender <mail> rejected"
            says    "from address * rejected"
            says    "sender not permitted", "sender not authorized", "sender unknown", "unknown sender"
            says    "sender email is on", "not owned by user"
            says    "mail from address * rejected", "sender has been", "envelope sender", "recursive cname"
            says    "administrative prohibition"
            says    "bad sender", "sender address invalid", "empty email address", "return path * rejected"
            says    "invalid domain, see"
            says    "from address is not", "sender email address rejected", "mail from must equal"
            says    "send as this sender"
            says    "in reply to mail from command", "access denied sender", "spam abuse detected"
            says    "sender denied * access"
            unless  "greylist*", "blocked using", "try again"
            rank    6
            source  RFC 3463, section 3.2 (X.1.7 and X.1.8), and general usage
        rule sender-not-wanted means refusedSender
            says    "rejected", "refused", "denied", "blocked", "invalid", "not accepted", "not allowed"
            says    "not permitted"
            says    "unknown", "blacklisted", "forbidden", "prohibited", "not valid", "unacceptable", "banned"
            says    "not authorized"
            says    "does not exist", "malformed", "disallowed"
            also    "sender", "mail from", "from address", "envelope from", "return path", "return-path", "mailfrom"
            also    "sender's address", "this sender", "senders", "reverse-path", "originator"
            unless  "client host", "<ip>", "your ip", "ip address", "dmarc", "dkim", "spam content", "mail from your"
            unless  "mail from <ip>", "greylist*", "user unknown", "by recipient", "by the recipient", "by the user"
            unless  "recipient * block*", "mail from servers", "mail from hosts", "mail from dynamic", "by user"
            unless  "mail from a", "virus*", "try again", "relay"
            rank    8
            source  RFC 3463, section 3.2 (X.1.7), and general usage
        rule sender-invalid-address means refusedSender
            says    "invalid address", "address invalid", "bad address", "address is invalid"
            status  x.1.7
            rank    5
            source  RFC 3463, section 3.2 (X.1.7)
        rule recipient-access-denied means restrictedRecipient
            says    "recipient address rejected: access denied", "recipient addresses rejected: access denied"
            says    "delivery not authorized", "not authorized to deliver", "access denied"
            unless  "<ip>", "banned", "please try again"
            codes   5xx, none
            rank    8
            source  general usage
        """

    /// Logins, TLS and relays.
    static let security = """
        rule relay-denied means relayDenied
            says    "relay access denied", "relaying denied", "relay denied", "relaying not allowed"
            says    "relay not permitted"
            says    "not permitted to relay", "not allowed to relay", "unable to relay", "do not relay"
            says    "does not relay"
            says    "relaying mail to", "not an open relay", "not configured to relay", "as a relay"
            says    "relaying is prohibited"
            says    "relaying prohibited", "relay not allowed", "relay is not", "relaying disallowed", "no relay*"
            says    "relay rejected"
            says    "mail relay denied", "authentication is required for relay", "list of allowed rcpthosts"
            says    "we don't relay"
            says    "allowed rcpthosts", "relay from your", "cannot relay", "can't relay", "relaying temporarily"
            says    "relay prohibited"
            says    "is not authorized to send email directly", "relaying to * denied", "not a gateway", "won't relay"
            says    "relay this message", "not accept mail for this domain", "not handle mail for"
            says    "not host this domain"
            unless  "blocked using", "spammer"
            rank    5
            source  RFC 5321, section 3.6.2, and general usage
        rule no-relay means relayDenied
            says    "relay", "relaying", "relayed", "relays", "open relay"
            also    "denied", "not", "no", "forbidden", "refused", "unable", "prohibited", "rejected", "cannot", "can't"
            also    "unauthorized", "don't", "won't", "disallowed", "disabled", "restricted", "failed", "only"
            also    "attempt"
            unless  "blocked using", "spammer", "relay limit", "ptr", "reverse", "listed", "relay host name", "rate"
            rank    7
            source  RFC 5321, section 3.6.2, and general usage
        rule encryption-required means encryptionRequired
            says    "starttls", "tls required", "tls is required", "requires tls", "requires encryption"
            says    "encryption required"
            says    "must issue a starttls", "tls connection", "use tls", "tls/ssl", "encryption is required"
            says    "secure connection"
            says    "encryption needed", "must use tls", "session encryption", "tls must", "require tls", "requires ssl"
            says    "demands tls", "only over tls"
            says    "without tls"
            unless  "certificate*", "authenticate*", "pipelin*", "pipeline", "tls not available", "tls failed"
            unless  "handshake"
            unless  "tls negotiation", "not available due to"
            rank    5
            source  RFC 3207, section 4; RFC 5248 (X.7.10 and X.7.30)
        rule login-required means loginRequired
            says    "unrecognized authentication type", "authentication type", "trust relationship required"
            says    "authentication required", "authentication is required", "authentication credentials"
            says    "not authenticated"
            says    "authentication failed", "authentication failure", "must authenticate", "smtp auth*", "login first"
            says    "password required", "log in", "log on", "bad credentials", "invalid credentials", "login failed"
            says    "not logged in"
            says    "username and password", "unauthenticated senders", "authentication turned on", "credentials"
            says    "account not subscribed", "identity changes", "authentication unsuccessful", "auth required"
            says    "requires authentication", "authentication is needed", "authentication needed", "invalid login"
            says    "authenticate first", "authrequired", "authentication rejected"
            says    "authentication information", "authentication mechanism", "please authenticate"
            says    "client was not authenticated"
            unless  "temporary system problem", "relay", "sender was not authenticated for mailbox", "message does not"
            rank    6
            source  RFC 4954, section 6
        rule login-not-authorized means loginRequired
            says    "not authorized", "not authorised"
            status  x.7.3
            rank    6
            source  Microsoft, "Non-delivery reports in Exchange Online"
        rule certificate means tlsFailure
            says    "certificate*", "tls negotiation", "tls handshake", "tls not available", "tls failed", "tls error"
            says    "dane"
            says    "cannot start tls", "tls currently unavailable", "ssl error", "handshake failure"
            says    "handshake failed"
            rank    6
            source  RFC 3207, section 4, RFC 7672 and general usage
        rule protocol means protocolError
            says    "pipelining error", "may not be repeated", "unauthenticated commands"
            says    "syntax error", "unrecognized command", "command not recognized", "bad sequence"
            says    "command unrecognized"
            says    "command not implemented", "improper sequence", "smtp protocol violation", "out of sequence"
            says    "bad command"
            says    "no data after bdat", "need mail command", "need rcpt", "unknown command", "invalid argument"
            says    "invalid command"
            says    "commands * pipeline", "command rejected", "unexpected command", "send hello first", "helo first"
            says    "parameter not recognized", "unsupported parameter", "bad parameter", "not implemented"
            says    "invalid parameter"
            unless  "empty email address", "helo"
            rank    7
            source  RFC 5321, section 4.2.2
        """
}
