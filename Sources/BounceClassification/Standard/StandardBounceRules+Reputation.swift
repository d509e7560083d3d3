extension StandardBounceRules {
    /// The name of our address, and the other names that we give.
    static let names = """
        rule reverse-name means missingReverseName
            says    "ptr", "reverse dns", "rdns", "reverse lookup", "reverse hostname", "reverse mapping"
            says    "reverse name"
            says    "ip name lookup failed", "cannot find your hostname", "find your reverse", "no reverse"
            says    "forward dns entry", "unresolvable relay host name", "does not match the ip address of the hostname"
            says    "mismatches client ip", "generic dns", "no dns name", "hostname is not resolvable"
            says    "cannot resolve your hostname", "cannot resolve your address", "in-addr.arpa"
            says    "hostname * not match"
            says    "ip address does not resolve", "ip does not resolve", "reverse-dns", "forward confirmed", "fcrdns"
            says    "could not be reverse", "host name * not resolve", "invalid hostname for your ip"
            says    "reverse record", "client's dns name", "no valid reverse", "reverse resolution"
            says    "resolve your host name", "resolve your hostname"
            says    "hostname for your ip", "host name for your ip", "matching hostname", "resolve your ip"
            says    "resolve client"
            unless  "dynamic/zombie*"
            rank    3
            source  RFC 8601, section 2.7.3 (iprev), Google Workspace Admin Help, "Email sender guidelines"
        rule helo-name means blockedAddress
            says    "helo/ehlo argument", "empty helo", "bad helo", "invalid helo", "helo command rejected", "helo name"
            says    "invalid ehlo", "ehlo argument * invalid", "helo is invalid", "helo rejected", "forged helo"
            scope   ourConfiguration
            action  alertOperator
            rank    3
            source  RFC 5321, section 4.1.4, and general usage
        """

    /// Our address on a list, or blocked without one.
    static let blocks = """
        rule block-list means blockedAddress
            says    "blocked using", "rejected using", "refused using", "listed at", "listed by", "is listed on"
            says    "listed in"
            says    "spamhaus", "spamcop", "sorbs", "barracudacentral", "dnsbl*", "rbl", "rbls", "drbl", "abuseat"
            says    "uceprotect*", "invaluement", "senderscore*", "psbl", "mailspike", "spamrl.com", "spamhaus-xbl"
            says    "block list", "blocklist*", "block-list*", "blacklist*", "black list*", "black-list*", "denylist*"
            says    "deny list*", "blocklisted", "zen", "xbl", "sbl", "pbl", "cbl", "mail-abuse.com", "is blocked using"
            says    "blocked by zen*", "real-time block*", "multi-blacklist", "realtime block*", "realtime black*"
            says    "real time black*", "our rbl", "reputation blocklist", "in our blocklist", "dnsbl:*", "rbl:*"
            says    "barracuda reputation", "blacklisting", "dns black*", "dns block*", "black hole list", "blackhole*"
            unless  "sender address", "sender is in", "sender blacklisted", "sender is on", "sender is spammer"
            unless  "not listed in"
            unless  "content", "sender blocked", "verification failed", "<mail> is blacklisted", "sender is blacklisted"
            unless  "sender has been blacklisted", "address has been blacklisted", "senderfilter*"
            rank    5
            source  RFC 5782, RFC 6471 and general usage
        rule address-blocked means blockedAddress
            says    "<ip> blocked", "<ip> is blocked", "<ip> is currently blocked", "<ip> has been blocked"
            says    "<ip> was blocked", "ip address <ip> * blocked", "connections from <ip> * rejected", "banned ip"
            says    "mail from <ip> * blocked", "mail from <ip> * rejected", "connection from <ip> * rejected"
            says    "connections * not * accepted from", "not accepting connections from", "your ip is known"
            says    "ip address is blocked", "ip has been blocked", "ip is blocked", "ip blocked", "ip address blocked"
            says    "ip address has been blocked", "your ip address * blocked", "your ip * blocked", "blocked ip"
            says    "ip address rejected", "sender ip address rejected", "ip address was rejected", "ip is banned"
            says    "banned sending ip", "ip address is banned", "ip banned", "ip from banned", "ip is not allowed"
            says    "dynamic ip*", "dynamic/zombied", "spam ip*", "suspected spam ip", "zombie*", "open proxy"
            says    "open relay", "ipcheck*", "blocked - see http*", "blocked see http*", "blocked for abuse"
            says    "residential ip*", "use the smtp server of your isp", "use your isp", "use your provider's"
            says    "client host blocked", "client host rejected: blocked", "client host rejected: abus*"
            says    "your host is blocked", "your mail server is blocked", "your server is blocked", "your host was"
            says    "no access from mail server", "remotehost looks suspicious*", "remote host looks suspicious*"
            says    "looks suspiciously like spammer", "bad ip profile", "extreme bad ip", "you are sending spam"
            says    "currently sending spam", "your ip identified as spammer", "not allowed to connect"
            says    "you are not welcome", "rejected for abuse", "not allowed to send mail from", "your network"
            says    "part of their network", "access from ip address * blocked"
            says    "traffic not accepted", "you are blocked", "history of spam", "email from your mail server"
            says    "is not accepted from"
            says    "mail from your server", "mail from your host", "connection from <ip> * denied", "<ip> * denied"
            says    "your ip is", "sending address <ip>", "denied by *bl.*", "<ip> banned"
            says    "does not accept email over ipv6", "invalid ip for sending", "not accepted from ip addresses"
            says    "confirm this mail server", "may not be mail exchanger", "access from your ip", "country * blocked"
            says    "no valid recipients from", "geographical location", "suspected bounce attack*"
            says    "rejected due to ip", "your ip address is not", "ip address is not allowed", "ip is not authorized"
            says    "hosts are blocked", "host is blocked", "host blocked", "host is banned", "host <ip> * blocked"
            says    "deferred - see", "permanently deferred", "all messages from <ip>", "too many invalid recipients"
            says    "too many unknown recipients", "too many bad recipients", "directory harvest*", "banned"
            says    "<ip> is not allowed", "<ip> not allowed", "not accept mail from your", "not accept email from your"
            says    "server ip * blocked", "blocked because of your ip", "access denied * your ip", "blocked <ip>"
            says    "<ip> rejected", "<ip> is refused", "your address is blocked", "was blocked by", "said: 550 blocked"
            unless  "sender address", "virus*", "from header", "quota", "url*", "content", "attachment*"
            unless  "user unknown", "mailbox disabled", "banned sender<mail>", "no such user"
            rank    6
            source  general usage; Proofpoint, "Dynamic Reputation IP lookup"
        rule unusual-rate means blockedAddress
            says    "unusual rate of unsolicited mail", "unusual rate of mail", "unusual amount of unsolicited mail"
            codes   4xx
            action  slowSite
            rank    4
            source  Google Workspace Admin Help, "SMTP error reference"
        rule unusual-rate-refused means blockedAddress
            says    "unusual rate of unsolicited mail", "unusual rate of mail", "unusual amount of unsolicited mail"
            says    "access denied, please try again later"
            rank    4
            source  Google Workspace Admin Help, "SMTP error reference"
        rule address-on-list means blockedAddress
            says    "<ip> is in our", "<ip> is on", "<ip> is in", "<ip> on our", "no mail from <ip>"
            says    "nothing from <ip>"
            says    "<ip> is denied", "<ip> denied", "refuse <ip>", "mail from <ip>", "<ip> is listed", "<ip> listed"
            codes   5xx, none
            unless  "relay*", "user unknown", "spf", "no such user"
            rank    7
            source  general usage
        rule blocked-bare means blockedAddress
            says    "blocked", "banned", "refused", "denied"
            codes   521, 554
            stages  connect, greeting, hello
            rank    9
            source  RFC 5321, section 3.1, and general usage
        rule not-in-whitelist means blockedAddress
            says    "not in whitelist", "not in our whitelist", "not whitelisted"
            codes   4xx
            action  slowSite
            rank    4
            source  Google Workspace Admin Help, "SMTP error reference"
        rule client-host-rejected means blockedAddress
            says    "client host", "your mail server", "mail server ip", "server ip", "sending ip", "connecting ip"
            says    "client host rejected", "source ip", "sender ip", "client ip", "remote ip", "your ip", "this ip"
            says    "the ip", "ip address", "your host", "sending server", "your server", "ip profile"
            codes   5xx, none
            unless  "slower", "relay", "too many", "rate", "frequency", "no such user", "user unknown", "virus*"
            unless  "mailbox disabled", "spam content", "unknown user", "<mail>: recipient address rejected"
            unless  "mailbox not found", "does not exist", "not found", "on account of", "message size", "dmarc"
            rank    8
            source  general usage
        rule client-host-deferred means blockedAddress
            says    "client host rejected", "your ip * blocked", "ip * temporarily blocked", "this ip * blocked"
            says    "ip address * temporarily blocked", "<ip> * temporarily blocked"
            codes   4xx
            unless  "too many", "rate", "try again", "slower"
            rank    8
            source  general usage
        """
}
