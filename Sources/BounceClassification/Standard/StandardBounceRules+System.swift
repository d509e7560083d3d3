extension StandardBounceRules {
    /// The receiving system.
    static let system = """
        rule out-of-service means serviceUnavailable
            says    "service not available", "service temporarily unavailable", "service unavailable", "no smtp service"
            says    "service currently unavailable", "service not active", "temporarily not available"
            says    "service refuse*"
            says    "temporarily unavailable", "shutting down", "not in service", "down for maintenance"
            says    "under maintenance"
            unless  "blocked", "client host", "<ip>", "ptr", "mailbox", "closing transmission channel", "batch limit"
            codes   5xx, none
            rank    8
            source  RFC 5321, section 4.2.3
        rule out-of-service-for-now means serviceUnavailable
            says    "service not available", "service temporarily unavailable", "service unavailable", "no smtp service"
            says    "service currently unavailable", "service not active", "temporarily not available"
            says    "service refuse*"
            says    "batch limit reached", "temporarily unavailable", "shutting down", "closing transmission channel"
            says    "down for maintenance"
            unless  "blocked", "client host", "mailbox"
            codes   4xx
            action  slowSite
            rank    8
            source  RFC 5321, section 4.2.3
        rule closing-channel means blockedAddress
            says    "service not available, closing transmission channel"
            codes   5xx, none
            rank    9
            source  general usage
        rule system-full means systemFull
            says    "mail system full", "insufficient system storage", "insufficient system resource*"
            says    "insufficient disk space"
            says    "system is full", "no space left", "server disk", "queue is full", "not enough disk space"
            says    "out of disk"
            says    "insufficient storage", "insufficient resource*", "disk is full", "server is out of"
            unless  "mailbox", "not sufficient disk space", "user"
            rank    5
            source  RFC 3463, section 3.4 (X.3.1)
        rule system-trouble means systemFailure
            says    "local problem", "local error", "internal error*", "internal server error", "lookup failure*"
            says    "system config*"
            says    "system problem", "system failure", "configuration error", "misconfigured", "incorrectly configured"
            says    "server error", "encountered an error", "loops back to myself", "loop broken"
            says    "loop was found in the mail exchanger"
            says    "could not load", "no mdb", "temporary failure", "temporary error", "processing error"
            says    "error in processing"
            says    "transaction failed", "service currently unavailable", "mail server has temporarily rejected"
            says    "mail server temporarily rejected", "multiple destination domains", "ambiguous", "list expansion"
            says    "server temporarily not available", "suspiciousremoteservererror", "software error"
            says    "queue file write error"
            says    "server configuration", "unexpected error", "unknown error", "try again later attr*"
            says    "database error", "cannot open"
            says    "technical problem*", "technical difficult*", "technical error*", "technical issue*", "backend", "ldap", "problem occurred", "fatal error", "temporary server"
            says    "temporary problem"
            says    "deferred because", "other mail system problem", "resources", "temporarily unable"
            unless  "command failed", "spam", "<ip>", "virus*", "client host"
            rank    8
            source  RFC 3463, section 3.4 (X.3), and general usage
        rule local-delivery means localDeliveryFailed
            says    "procmail", "procmail:", "command failed", "command died", "mailer error", "pipe to", "|| exit"
            says    "x-unix"
            says    "unix error", "local delivery failed", "sieve", "maildrop", "exit status", "died with status"
            says    "mail.local"
            says    "lmtp * failed", "couldn't create", "error writing message"
            unless  "quota*", "user unknown"
            rank    5
            source  sendmail, sysexits.h, and general usage
        rule complaint means feedback
            says    "feedback report", "abuse report", "complaint about message from"
            action  nothing
            rank    9
            source  RFC 5965
        rule away means automaticReply
            says    "out of the office", "out of office", "on vacation", "i will be traveling", "away from the office"
            says    "automatic reply", "auto-reply", "autoreply", "currently away", "annual leave", "i am away"
            says    "on holiday"
            rank    5
            source  RFC 3834
        """
}
