extension StandardBounceRules {
    /// More than we, or the mailbox, may.
    static let rates = """
        rule mailbox-rate means busyMailbox
            says    "receiving mail too quickly", "receiving mail at a rate", "is receiving too much mail"
            says    "per hour message receive limit", "recipient thread limit", "recipient has exceeded their limit"
            says    "recipient's per hour", "exceeded their limit for", "recipient rate limit", "user is receiving"
            says    "mailbox is receiving", "recipient is receiving"
            rank    2
            source  Google Workspace Admin Help, "SMTP error reference"; Microsoft, "Non-delivery reports in Exchange"
        rule connections-bare means tooManyConnections
            says    "connections", "sessions", "connection"
            also    "too many", "maximum", "exceeded", "limit", "limited", "concurrent"
            codes   4xx, none
            unless  "message*", "mailbox", "timeout", "timed out"
            rank    5
            source  general usage
        rule mailbox-connections means busyMailbox
            says    "concurrent connections limit exceeded"
            codes   432
            stages  mail, rcpt, data, dot
            rank    2
            source  Microsoft, "STOREDRV.Deliver throttling"
        rule recipients-per-time means rateLimited
            says    "too many recipients"
            also    "hour", "per hour", "this hour", "today", "per day", "minute", "too many recipients from"
            rank    4
            source  general usage
        rule connections means tooManyConnections
            says    "too many connection*", "too many concurrent", "too many simultaneous", "too many smtp session*"
            says    "too many sessions", "connection rate", "connection limit*", "concurrent connection*"
            says    "maximum number of connection*", "connection frequency", "connections per", "ip frequency"
            says    "too many new connection*", "simultaneous connections", "too many open connection*"
            says    "domain frequency"
            says    "connections from your", "concurrent session*", "limit of connections", "max connections"
            says    "sessions from your", "maximum connections", "maximum sessions", "connections exceeded"
            says    "per-domain connection limit", "maximum concurrent", "parallel connections"
            codes   4xx, none
            unless  "limit connections from your"
            rank    4
            source  general usage
        rule connections-refused means tooManyConnections
            says    "too many connection*", "too many concurrent", "too many simultaneous", "too many smtp session*"
            says    "too many sessions", "connection rate", "connection limit*", "concurrent connection*"
            says    "maximum number of connection*", "connection frequency", "ip frequency", "domain frequency"
            says    "too many new connection*", "simultaneous connections", "per-domain connection limit"
            codes   5xx
            action  suspendPath
            rank    4
            source  QQ Mail, "Bounce codes", and general usage
        rule recipients-per-message means tooManyRecipients
            says    "too many recipient*", "recipients limit", "recipient limit", "number of recipients"
            says    "too many rcpt*", "recipients exceeded", "recipients per message", "maximum recipients"
            unless  "header size"
            rank    5
            source  RFC 5321, section 4.5.3.1.10
        rule rate means rateLimited
            says    "rate limit*", "ratelimit*", "rate-limit*", "rate limited", "throttl*", "slow down"
            says    "try again slower"
            says    "sending too", "too much mail", "too fast", "too quickly", "too many message*", "too many mail*"
            says    "too many email*", "too many attempt*", "too many request*", "too many error*", "message limit*"
            says    "sending limit*", "hourly limit*", "daily limit*", "relay limit*", "sending quota", "daily quota"
            says    "exceeded a limit", "exceeded the limit*", "exceeded limit", "limit exceeded", "limit reached"
            says    "this hour", "per hour", "per minute", "per day", "unusual volume", "unexpected volume"
            says    "temporarily deferred", "back off", "exceeded permitted limits", "rate exceeded", "sending rate"
            says    "ts01", "ts02", "tss04", "tss05", "frequency limit*", "exceeded its limit", "exceeded your"
            says    "too high rate", "rate of mail", "rate is too", "maximum rate", "mail rate", "server busy"
            says    "message rate", "rate too high", "limits exceeded", "sent too many", "service busy", "too busy"
            says    "throughput", "peak smtp relay", "high volume of mail"
            unless  "quota exceeded", "size", "mailbox", "disk*", "user over quota", "length", "hop*", "mime complexity"
            unless  "attachments", "header*", "retry time", "retry timeout", "retries", "delivery attempt*", "line"
            unless  "mails in queue"
            rank    6
            source  general usage
        rule rate-bare means rateLimited
            says    "rate", "rates", "server busy", "service busy", "too busy", "throughput", "is busy", "rate limit*"
            says    "too many error*"
            codes   4xx
            unless  "accurate"
            rank    7
            source  general usage
        rule again-later means rateLimited
            says    "try again later", "try again in", "please try again", "try later", "retry later"
            codes   421
            unless  "service * unavailable", "service * not available", "temporary", "system", "internal"
            unless  "service refuse*"
            unless  "problem"
            rank    8
            source  general usage
        """
}
