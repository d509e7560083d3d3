extension StandardBounceRules {
    /// Domains, names and ways.
    static let network = """
        rule null-mx means domainWithoutMail
            says    "null mx", "doesn't receive email", "does not accept mail", "does not accept email", "nullmx"
            says    "host/domain does not accept mail", "not accepting network messages", "no route for current request"
            says    "returned a permanent error", "accepts no mail", "does not receive mail", "no smtp server here"
            unless  "over ipv6", "from your", "from hosts", "does not accept mail from"
            rank    4
            source  RFC 7505, section 4
        rule expired means expired
            says    "delivery time expired", "message expired", "expired after", "timed out", "message timed out"
            says    "delivery timeout"
            says    "retry timeout exceeded", "delivery expired", "attempts exhausted", "retry time exceeded"
            says    "connection timed out", "retry time not reached"
            says    "unable to deliver message after", "not reachable within", "could not be delivered for more than"
            says    "delivery attempts will continue", "failed to deliver to domain", "too old", "in queue too long"
            says    "connection expired", "timeout - closing", "timeout", "time-out", "undelivered after"
            says    "after multiple retries"
            says    "still being retried", "giving up", "queue time", "exceeded retry", "retries exceeded"
            says    "did not accept our requests to connect"
            unless  "dns query", "dns error", "dns failure"
            rank    6
            source  RFC 3463, section 3.5 (X.4.7), and general usage
        rule loop means routingLoop
            says    "too many hops", "hop count", "mail loop", "routing loop", "message looping", "mail looping"
            says    "is looping", "loop detected"
            says    "forwarding loop count", "received headers", "loop count", "forwarding loop detected", "loops"
            says    "too many received"
            unless  "loops back to myself", "loop broken", "loop was found in the mail exchanger"
            rank    5
            source  RFC 5321, section 6.3
        rule names-fail means networkFailure
            says    "host name lookup failure", "name service error", "name server reply", "dns error"
            says    "dns query failed", "dns failure", "dns server failure"
            says    "no route to host", "host is unreachable", "network is unreachable", "host unreachable"
            says    "connection refused"
            says    "could not connect", "host not found, try again", "lost connection", "connection reset"
            says    "unable to connect"
            says    "connection lost", "no answer from host", "name server failure", "dns lookup", "servfail"
            says    "connection was closed", "connection closed"
            says    "couldn't connect", "cannot connect", "network error", "network failure", "unable to route"
            says    "no mx found", "temporary dns"
            says    "failed to connect"
            unless  "connection refused by", "(suspiciousremoteservererror)", "no ptr"
            rank    6
            source  RFC 3463, section 3.5 (X.4)
        rule domain-unknown means unknownDomain
            says    "find the recipient domain", "recipient domain not found"
            says    "host unknown", "unknown host", "no such domain", "unknown domain", "domain unknown", "no such host"
            says    "host not found"
            says    "unroutable address", "unrouteable address", "domain name not found", "domain isn't known"
            says    "domain is not known", "domain not found", "domain is unknown"
            says    "domain does not exist", "mail domain mentioned", "domain is not reachable", "nxdomain"
            says    "invalid domain"
            says    "host or domain name not found", "domain doesn't exist", "not route to domain", "domain isn't valid"
            says    "non-existent domain", "domain invalid", "bad destination host", "bad destination system"
            says    "domain not exist"
            says    "domain could not be found", "couldn't find any host named"
            unless  "sender", "mail from", "invalid domain, see", "domain not found, client"
            rank    7
            source  RFC 3463, section 3.2 (X.1.2)
        rule connection-refused means blockedAddress
            says    "connection refused by", "connection dropped", "after initial connection"
            says    "not accepting connections"
            says    "denied connection", "connection denied", "connection rejected"
            rank    8
            source  general usage
        """
}
