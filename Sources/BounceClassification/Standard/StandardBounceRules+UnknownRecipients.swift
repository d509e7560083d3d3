extension StandardBounceRules {
    /// Mailboxes that are not there, in all the words for it.
    static let unknownRecipients = """
        rule recipient-address-form means invalidRecipient
            says    "malformed address", "invalid address format", "bad address syntax", "not a valid rfc 5321 address"
            says    "invalid address syntax", "address syntax", "malformed recipient", "invalid x.400 address"
            says    "illegal address", "address is malformed", "not email addresses", "bad recipient address syntax"
            says    "not a valid e-mail address", "not a valid email address", "invalid mailbox path"
            says    "syntax error in address"
            unless  "sender"
            stages  rcpt, data, dot, quit, connect, greeting, hello, starttls, auth
            rank    5
            source  RFC 3463, section 3.2 (X.1.3)
        rule recipient-address-form-anywhere means invalidRecipient
            says    "malformed address", "invalid address format", "bad address syntax", "not a valid rfc 5321 address"
            says    "invalid address syntax", "malformed recipient", "invalid x.400 address", "not email addresses"
            says    "illegal address", "address is malformed", "bad recipient address syntax", "invalid mailbox path"
            unless  "sender", "in reply to mail from", "mail from", "from address"
            rank    6
            source  RFC 3463, section 3.2 (X.1.3)
        rule recipient-unknown means unknownRecipient
            says    "user unknown", "unknown user", "unknown recipient", "recipient unknown", "no such user"
            says    "no such recipient"
            says    "no such mailbox", "no such address", "no such account", "no such person", "no such local user"
            says    "user not found", "user not exist", "user not known", "not a known user", "unknown local part"
            says    "recipient not found", "recipnotfound", "recipientnotfound", "recipient notfound", "address unknown"
            says    "unknown address", "mailbox not found", "mailbox unknown", "unknown mailbox", "mailbox invalid"
            says    "invalid mailbox", "invalid recipient", "invalid recipients", "invalid user", "invalid to address"
            says    "not a valid recipient", "not a valid user", "not a valid mailbox", "no valid recipients"
            says    "bad address"
            says    "badrcptto", "bad destination mailbox", "bad recipient", "unknown account", "account unknown"
            says    "no account by that name", "no mailbox by that name", "no mailbox here", "no user by that name"
            says    "recipient rejected", "recipient * rejected", "rejected recipient*", "recipient not ok"
            says    "recipient is not accepted", "recipient not accepted", "recipient is not local", "is not local"
            says    "not present in directory", "not listed in * directory", "not in directory"
            says    "email name is not found"
            says    "no thank you rejected", "account unavailable", "recipients was undeliverable", "can't accept user"
            says    "mailbox unavailable", "mailbox unavaiable", "mailbox is unavailable", "mailbox not available"
            says    "mailbox is inactive", "address rejected", "user's email name", "name is not recognized"
            says    "not our user"
            says    "dd this user doesn't have", "user doesn't have", "address not found", "not a valid address"
            says    "not known at this", "email address could not be found", "is not known", "unknown to us"
            says    "recipient no longer", "no longer available", "no longer valid", "no longer exists"
            says    "no longer in use"
            says    "undeliverable address", "undeliverable recipient", "nobody here", "addressee unknown"
            says    "unknown destination"
            says    "inactive email address", "user invalid", "not registered", "no recipient", "not have an account"
            says    "doesn't have a * account", "isn't known to us", "no active account", "invalid alias"
            says    "reserved by rfc 2606", "illegal alias", "unknown alias"
            says    "unknown or illegal", "recipient verif* failed", "address verification failed", "couldn't be found"
            says    "recipient invalid", "recipient address * invalid", "user doesn't exist", "invalid final delivery"
            says    "not in our", "failed to find * address", "no local mailbox", "recipient * unavailable"
            says    "user unavailable", "user not available", "delivery to * failed * user", "not a customer"
            unless  "sender address", "client host", "sender verify", "domain not found", "blocked using"
            unless  "sender domain"
            unless  "access denied", "not owned by user", "must issue", "relay", "sender rejected", "mx server"
            unless  "relaying", "domain does not exist", "policy", "could not be found in dns", "<ip>"
            unless  "internal system error", "disabled recipient", "system error"
            rank    6
            source  RFC 3463, section 3.2 (X.1.1), and general usage
        rule recipient-does-not-exist means unknownRecipient
            says    "does not exist", "doesn't exist", "not exist", "not found", "unknown", "could not be found"
            says    "wasn't found", "not recognized", "not recognised", "isn't valid", "is not valid", "is invalid"
            says    "invalid"
            says    "isn't on", "is not on this", "not correspond", "no valid account", "no such", "non-existent"
            says    "nonexistent", "non existent", "not available", "unavailable"
            says    "unable to find"
            says    "cannot be found", "can't be found", "cannot find", "can't find", "could not find", "couldn't find"
            says    "no longer", "incorrect", "not known", "never existed", "has been deleted", "deleted"
            says    "unrecognized"
            says    "not in our directory", "undeliverable", "not a valid", "isn't known", "no * found", "does not have"
            says    "wrong", "not listed"
            says    "not hosted here", "don't know that", "could not be verified", "cannot be verified", "not our"
            says    "not local", "not here", "cannot be delivered", "not defined", "not configured"
            also    "user", "recipient", "mailbox", "account", "address", "addressee", "spectator", "alias", "email"
            also    "rcpt to"
            also    "inbox", "name", "mail box", "subscriber", "e-mail account", "addresses", "mailboxes", "contact"
            also    "users", "person", "destination", "customer", "recipients", "username", "member", "student"
            unless  "domain", "sender", "host", "hostname", "client", "mail from", "dns", "mx server", "ip address"
            unless  "header"
            unless  "attachment*", "argument", "command", "dkim", "helo", "sender's", "loop", "credentials"
            unless  "certificate"
            unless  "protocol", "message format", "content", "mime", "mailfrom", "from address", "recipient list"
            unless  "service", "temporarily", "spam", "<ip>", "relay", "relaying", "policy", "connection", "smtp auth"
            unless  "authentication", "password", "reverse", "ptr", "quota", "storage", "too many", "size", "ip"
            rank    7
            source  RFC 3463, section 3.2 (X.1.1), and general usage
        rule mailbox-has-no-room means mailboxFull
            says    "full", "exceeded", "exceeds", "exceeding", "insufficient", "no room", "allocation", "over its"
            says    "over the"
            says    "over limit", "over size", "out of space", "not enough space", "not enough room", "no space"
            says    "overflow*"
            says    "exhausted", "used up", "exceed", "over allocated", "storage", "quota", "over their", "reached its"
            says    "its limit"
            also    "mailbox", "inbox", "account", "user", "maildir", "mail box", "recipient", "mailbox's"
            also    "mail action"
            also    "mailboxes", "user's", "quota", "recipient's", "mailfolder", "mail folder"
            unless  "message size", "rate", "per hour", "hourly", "recipients", "sender", "connections", "<ip>", "daily"
            unless  "messages per", "size limits", "attempts", "too large", "too big", "policy", "queue"
            rank    8
            source  RFC 3463, section 3.3 (X.2.2), and general usage
        rule recipient-is-off means inactiveMailbox
            says    "disabled", "inactive", "suspended", "locked", "blocked", "closed", "deactivated", "expired"
            says    "frozen"
            says    "not active", "terminated", "cancelled", "canceled", "on hold", "not activated", "inactivity"
            says    "removed"
            says    "archived", "not enabled", "unactivated", "dormant", "abandoned", "restricted"
            also    "account", "mailbox", "user", "recipient", "recipient's mailbox", "inbox", "email address"
            unless  "sender", "<ip>", "your ip", "ip address", "message expired", "spam", "host", "virus*", "client"
            unless  "certificate*", "policy", "by recipient", "by the recipient", "by user", "by the user"
            unless  "your account"
            unless  "has blocked", "attachment*", "content", "delivery", "connection", "url*", "filter*", "blocked you"
            rank    8
            source  RFC 3463, section 3.3 (X.2.1), and general usage
        rule recipient-known-with-address means unknownRecipient
            says    "user unknown", "unknown user", "no such user", "recipient unknown", "no such recipient"
            says    "mailbox not found", "no such mailbox", "recipient address rejected: user unknown", "user not found"
            stages  rcpt
            unless  "sender address", "blocked using"
            rank    7
            source  RFC 3463, section 3.2 (X.1.1)
        rule recipient-address-rejected means unknownRecipient
            says    "recipient address rejected", "<mail> rejected", "destination server rejected recipients"
            says    "recipient address refused", "recipient refused", "user not accepted"
            unless  "access denied", "policy", "spf", "sender", "greylist*"
            codes   5xx, none
            rank    8
            source  Postfix, reject_unlisted_recipient
        """
}
