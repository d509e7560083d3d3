extension StandardBounceRules {
    /// Mailboxes: which there are not, which are full, which are off.
    static let recipients = """
        rule mailbox-full means mailboxFull
            says    "mailbox full", "mailbox is full", "full mailbox", "inbox is full", "inbox full", "over quota"
            says    "overquota", "quota exceeded", "exceeded quota", "exceeds quota", "quota full", "out of storage"
            says    "exceeded * quota", "exceeding * quota", "over * quota", "quota * exceeded", "quota violation"
            says    "exceeds * quota", "storage limit*", "exceeded storage", "mailbox size limit*", "disk quota"
            says    "mailbox exceeded", "mailbox has exceeded", "insufficient quota", "not enough quota", "above quota"
            says    "disk space limit", "space has been used up", "too many messages on the server", "disk full"
            says    "mailbox is over", "user is over", "mailbox would exceed", "not sufficient disk space", "domaindisk"
            says    "user over * quota", "exceeded the storage", "storage quota", "mailbox quota", "mailfolder is full"
            says    "mailbox storage", "no space left in mailbox", "is full", "over its limit", "mailbox limit"
            says    "exceeded mailbox", "is over the limit", "maildir over*", "over the maximum", "quota usage"
            says    "mailbox space", "account is full", "overdrawn", "user's mailbox has", "quota exceed*"
            says    "quota limit*"
            says    "account exceeded", "user has exhausted", "allowed * quota", "cheio", "overfull", "stuffed"
            unless  "mail system full", "system is full", "sending quota", "relay limit", "message size", "daily"
            unless  "server disk", "system storage", "queue is full", "server is out"
            rank    5
            source  RFC 3463, section 3.3 (X.2.2), and general usage
        rule recipient-filtered means refusedByRecipient
            says    "due to extended inactivity new mail is not", "has restricted sms", "restricted sms e-mail"
            says    "message rejected by filter rule", "filtered by recipient", "message rejected due to user"
            rank    4
            source  general usage
        rule recipient-restricted means restrictedRecipient
            says    "not on the recipient's list", "isn't on the recipient's list", "list of senders to accept"
            says    "allowed-senders list", "allowed senders", "not allowed to post", "not registered gateway"
            says    "is not a registered gateway user", "authorized senders", "only accepts mail from"
            says    "recipient only accepts", "not authorized to send to", "not allowed to send to", "only authorized"
            says    "only accept mail from", "not allowed to send to this"
            says    "not permitted to send to", "sender was not authenticated for mailbox", "closed to new senders"
            says    "spam reporting address", "no third-party dsns", "not accept bounces", "returned mail not accepted"
            says    "bouncedeny", "null sender", "batv", "not authorized to send to the destination"
            says    "permission to send to", "restricted * recipient", "rule imposed mailbox access"
            says    "don't have permission to send", "accept mail from the sender", "sender is not allowed to send to"
            rank    4
            source  RFC 3463, section 3.8 (X.7.2), and general usage
        rule closed-list means policyViolation
            says    "closed mailing list", "not subscribed to this group", "not a member of * list"
            says    "is not accepting mail with"
            says    "members only", "only members", "only subscribers", "subscribers only", "members may post"
            says    "not a subscriber", "recipient is not accepting mail"
            scope   recipient
            rank    4
            source  general usage
        rule recipient-moved means movedRecipient
            says    "no longer on server", "has moved", "has been replaced by", "replaced by <mail>", "new address is"
            says    "address has changed", "has changed * address", "not our customer", "mailbox owner has changed"
            says    "recipient has moved", "user has moved", "please use <mail>", "forwarding address"
            says    "user not local; please try"
            says    "moved to <mail>", "no longer works", "no longer employed", "no longer with the company"
            says    "left the company"
            says    "has left the organization", "use the new address", "please use the following address"
            rank    4
            source  RFC 3463, section 3.2 (X.1.6), RFC 7293, section 10
        rule recipient-inactive means inactiveMailbox
            says    "account disabled", "account is disabled", "account has been disabled", "mailbox disabled"
            says    "mailbox is disabled", "user suspended", "account suspended", "account is suspended"
            says    "mailbox suspended"
            says    "suspended", "inactive account", "account inactive", "account is inactive", "account is not active"
            says    "you tried to reach is inactive", "you tried to reach is disabled", "mailbox is frozen"
            says    "mailbox frozen"
            says    "temporary locked", "temporarily locked", "account locked", "account is locked", "mailbox locked"
            says    "disabled or discontinued", "temporarily inactive", "recipient inactive", "user inactive"
            says    "user is inactive", "invalid/inactive", "recipient suspend*", "suspend the service"
            says    "mailbox currently suspended"
            says    "user account is disabled", "has been disabled", "has been suspended", "mailbox has been disabled"
            says    "deactivated", "account closed", "account has been closed", "deleted or disabled"
            says    "disabled or deleted", "account expired", "account is expired"
            says    "account has expired", "discontinued", "terminated", "not active", "currently disabled"
            says    "user disabled"
            says    "recipient is disabled", "recipient disabled", "account * blocked", "user account has been disabled"
            says    "mailbox has been locked", "mailbox is locked", "account has been inactive", "is disabled"
            unless  "client host", "your account", "<ip>", "relaying", "your smtp account"
            unless  "service not active"
            rank    5
            source  RFC 3463, section 3.3 (X.2.1), and general usage
        rule no-room means mailboxFull
            says    "not enough storage for", "no space for", "no room for", "storage full"
            unless  "server", "system"
            rank    8
            source  general usage
        rule recipient-suppressed means suppressedRecipient
            says    "suppression list", "suppressed", "on our suppression", "address is suppressed"
            rank    4
            source  Amazon SES, "Account-level suppression list"
        """
}
