import BounceClassification

/// What servers usually say, in many words for the same.
enum UsualReplies {
    static let all: [(cause: BounceCause, replies: [String])] = [
        (
            .unknownRecipient,
            [
                "550 5.1.1 unknown or illegal alias: bob@x.example", "550 Unknown or non-existent user",
                "550 No such user here",
                "550 Recipient address rejected: User unknown in local recipient table",
                "550 sorry, no mailbox here by that name",
                "550 5.1.1 <bob@x.example>: Recipient address rejected: undeliverable address: no such user",
                "550 Invalid recipient", "550 Not a valid recipient", "550 bob@x.example unknown user account",
                "550 Account not available", "550 Mailbox unavailable or access denied",
                "554 delivery error: dd No account by that name",
                "550 This address no longer accepts mail", "550 user doesn't have an account here",
                "550 Address unknown",
                "550 5.1.1 Recipient not found. http://x.example/c", "550 No mailbox found",
                "550 mailbox does not exist on this server",
                "550 5.1.1 Sorry, no such address", "550 This user doesn't exist",
                "511 sorry, no mailbox here by that name (#5.1.1)",
                "550 Recipient's mailbox does not exist", "550 Cuenta de correo no existe",
                "550 that user does not exist",
                "550 Unable to find user bob", "550 The recipient cannot be found",
                "550 not our customer's address: no such mailbox",
                "550 Requested action not taken: mailbox unavailable (not found)", "553 no such mailbox",
                "550 The user is not in our directory",
                "550 recipient email address is possibly incorrect", "550 User is not known to system",
                "550 Benutzer unbekannt",
                "554 Invalid mailbox: bob@x.example", "550 Name not recognised", "550 email account does not exist",
            ]
        ),
        (
            .mailboxFull,
            [
                "552 5.2.2 Mailbox has exceeded the limit", "452 4.2.2 The email account is over quota",
                "552 Mailbox over quota",
                "552 Account full", "550 The recipient's mailbox is full",
                "552 Requested mail action aborted: exceeded storage allocation",
                "552 bob's maildir is over quota", "522 mailbox is over its storage limit",
                "552 Mail rejected: inbox full",
                "452 user has exceeded storage quota", "550 User mailbox exceeds allowed size",
                "552 disk quota exceeded",
                "554 mailbox exceeds quota", "552 no room in mailbox", "552 insufficient mailbox space",
            ]
        ),
        (
            .inactiveMailbox,
            [
                "550 5.2.1 The email account that you tried to reach is disabled", "550 Account inactive",
                "550 User account is locked",
                "550 account has been suspended", "550 Mailbox blocked", "554 The account is closed",
                "550 This account is not active",
                "550 5.2.1 mailbox disabled, not accepting messages", "550 User has been deactivated",
                "550 account expired",
                "550 account temporarily suspended", "550 the mailbox has been disabled by its owner",
            ]
        ),
        (
            .blockedAddress,
            [
                "554 5.7.1 Your IP address has been blacklisted", "550 IP 192.0.2.1 is blacklisted",
                "554 Denied by dnsbl.example.org",
                "550 Your IP is on our blacklist", "554 Connection from 192.0.2.1 denied",
                "550 Your host is listed in our blacklist",
                "554 5.7.1 Rejected because 192.0.2.1 is in a black list at bl.spamcop.net", "550 Blocked by spamhaus",
                "550 mail from 192.0.2.1 refused, see RBL server x", "554 Your mail server is on a block list",
                "554 Access denied: 192.0.2.1 is in our local blocklist", "550 Access denied...ip blocked",
                "554 You are blacklisted",
                "550 5.7.1 Connection refused: your IP has a history of spam",
                "554 Sending address 192.0.2.1 blocked, contact postmaster",
                "554 5.7.1 The IP address you are connecting from has been blocked",
                "550 Host 192.0.2.1 banned for spamming",
                "550 Email from your mail server is not accepted", "554 This host is blocked",
                "550 Dynamic IP addresses are refused here",
            ]
        ),
        (
            .poorReputation,
            [
                "554 Your access to this mail system has been rejected due to the sending MTA's poor reputation",
                "421 4.7.0 deferred due to low reputation of your IP", "550 rejected for bad reputation of 192.0.2.1",
            ]
        ),
        (
            .missingReverseName,
            [
                "550 Reverse DNS lookup failed for 192.0.2.1",
                "554 5.7.1 Client host rejected: cannot find your reverse hostname",
                "550 your host has no PTR record", "450 Fix reverse DNS for 192.0.2.1", "554 No rDNS for your IP",
                "550 IP has no reverse",
                "550 Unable to resolve your host name", "550 rejected: no matching hostname for your ip",
            ]
        ),
        (
            .greylisted,
            [
                "450 4.2.0 Greylisted for 300 seconds", "451 Greylisting in effect, try later",
                "451 4.7.1 Graylisted, please come back",
                "450 You are greylisted", "451 greylist: try again in 60 seconds",
            ]
        ),
        (
            .rateLimited,
            [
                "451 4.7.1 Rate limit exceeded, try later", "450 4.7.1 You are sending too fast",
                "421 too many messages from your server",
                "452 Message rate exceeded", "450 4.7.1 Sender exceeded the hourly limit", "421 Throttled",
                "451 mail flow control in effect: sending rate too high",
            ]
        ),
        (
            .tooManyConnections,
            [
                "421 Too many concurrent SMTP connections", "421 4.7.0 Too many sessions opened",
                "421 Maximum connections exceeded",
                "421 too many connections from 192.0.2.1", "450 Connection limit exceeded for 192.0.2.1",
            ]
        ),
        (
            .tooManyRecipients,
            ["452 4.5.3 Too many recipients", "550 Too many recipients specified", "452 recipient limit exceeded"]
        ),
        (
            .spamContent,
            [
                "550 Message rejected: looks like spam", "554 5.7.1 Message identified as SPAM",
                "550 High probability of spam",
                "554 rejected due to spam content", "550 Spam message refused", "554 Your message looks spammy",
                "550 5.7.1 This message is spam",
                "550 Content filtered as spam", "554 Message refused by spam filter",
                "571 blocked as spam by our filter", "550 Bulk mail refused",
                "554 Rejected: message scored 12.3 as spam", "550 Mail classified as junk",
                "554 Spamassassin: high score", "550 suspicious content",
            ]
        ),
        (
            .virusContent,
            [
                "554 5.7.1 Virus found: Eicar-Test", "550 Message contains malware",
                "554 This message contains a virus",
                "550 infected with a virus", "550 Rejected, phishing detected", "552 Virus infected message",
            ]
        ),
        (
            .prohibitedAttachment,
            [
                "552 5.7.0 Attachment type not allowed", "554 Prohibited file attachment",
                "550 blocked attachment: x.exe",
            ]
        ),
        (
            .policyViolation,
            [
                "550 5.7.1 Message violates site policy", "554 5.7.1 Rejected for policy reasons",
                "550 rejected by local policy", "550 Administrative policy",
                "550 Mail refused due to policy", "554 5.7.1 blocked by mail policy",
            ]
        ),
        (
            .authenticationFailure,
            [
                "550 SPF check failed", "550 5.7.23 SPF validation failed", "554 5.7.5 DMARC verification failure",
                "550 DKIM signature invalid",
                "550 Rejected by DMARC policy of x.example", "550 5.7.1 Sender ID (PRA) Not Permitted, spf",
                "550 SPF: 192.0.2.1 is not allowed to send for x.example",
                "550 message failed DKIM verification", "550 Email rejected per SPF policy",
                "550 Authentication checks (SPF/DKIM) did not pass",
            ]
        ),
        (
            .relayDenied,
            [
                "554 5.7.1 Relay access denied", "550 relay not allowed", "550 5.7.1 Unable to relay for bob@x.example",
                "550 we do not relay",
                "553 relaying denied from your location", "550 not permitted to relay through this server",
                "554 relay rejected", "550 No relaying allowed",
                "550 This server does not relay mail to x.example", "550 Relaying is forbidden",
            ]
        ),
        (
            .refusedSender,
            [
                "550 5.1.7 Invalid sender address", "553 Sender address rejected", "550 5.7.1 Sender is blocked",
                "550 sender not allowed",
                "553 5.1.8 sender rejected", "554 Sender address is blacklisted",
                "550 Mail from this sender is not accepted", "550 Sender denied",
            ]
        ),
        (
            .unknownSenderDomain,
            [
                "450 4.1.8 Sender address rejected: Domain not found", "553 Domain of sender address does not exist",
                "550 Sender domain does not resolve",
                "550 Sender verify failed", "550 could not verify sender address", "550 Your sender domain has no MX",
            ]
        ),
        (
            .refusedByRecipient,
            [
                "550 Blocked by recipient", "550 recipient refuses mail from you", "554 The recipient has blocked you",
                "550 sender is blocked by the user",
            ]
        ),
        (
            .movedRecipient,
            [
                "551 User has moved to bob@y.example", "550 5.1.6 Mailbox has moved",
                "550 address changed, new address is b@y.example",
            ]
        ),
        (
            .unknownDomain,
            [
                "550 Domain does not exist", "550 5.1.2 Host unknown", "550 Unrouteable address", "550 no such domain",
                "550 unknown domain x.example", "550 5.4.4 host not found",
            ]
        ),
        (
            .domainWithoutMail,
            [
                "556 5.1.10 Recipient address has null MX", "550 this domain does not accept mail",
                "521 Host does not accept mail", "550 this server accepts no mail",
            ]
        ),
        (
            .networkFailure,
            [
                "Connection refused", "No route to host", "lost connection with mx.x.example", "DNS lookup failure",
                "Host or network is unreachable", "Connection reset by peer",
            ]
        ),
        (
            .routingLoop,
            ["554 5.4.6 Too many hops", "554 mail loop detected", "550 Routing loop", "554 Maximum hop count exceeded"]
        ),
        (
            .expired,
            [
                "Delivery time expired", "Connection timed out", "message expired in queue", "retry timeout exceeded",
                "Operation timed out",
            ]
        ),
        (
            .messageTooLarge,
            [
                "552 5.3.4 Message size exceeds fixed limit", "552 message too large",
                "552 Message exceeds maximum size", "552 size limit exceeded",
                "552 5.3.4 message too big for system", "523 the message is larger than we accept",
            ]
        ),
        (
            .malformedMessage,
            [
                "550 Message is not RFC 5322 compliant", "554 Missing From: header",
                "550 Message has no Message-ID header", "554 multiple From headers", "550 bare LF refused",
            ]
        ),
        (
            .encryptionRequired,
            [
                "530 5.7.0 Must issue a STARTTLS command first", "550 5.7.10 Encryption required",
                "554 TLS is required here",
            ]
        ),
        (
            .loginRequired,
            [
                "530 5.7.0 Authentication required", "535 5.7.8 Username and password not accepted",
                "550 SMTP AUTH required", "535 authentication failed", "550 you must log in first",
            ]
        ),
        (
            .tlsFailure,
            ["454 4.7.0 TLS not available due to local problem", "TLS negotiation failed", "certificate verify failed"]
        ),
        (
            .protocolError,
            [
                "500 5.5.1 unrecognized command", "501 Syntax error in parameters", "503 Bad sequence of commands",
                "502 Command not implemented",
            ]
        ),
        (
            .systemFailure,
            [
                "451 4.3.0 Temporary system failure", "451 Local error in processing", "451 Internal server error",
                "550 5.3.5 Server configuration error", "451 4.3.0 Error: queue file write error",
                "451 Temporary lookup failure",
            ]
        ),
        (
            .systemFull,
            ["452 4.3.1 Insufficient system storage", "452 4.3.1 Mail system full", "452 Out of disk space"]
        ),
        (.localDeliveryFailed, ["procmail: error", "Command died with status 1: \"/usr/bin/x\"", "mailer error"]),
        (.automaticReply, ["I am out of the office until Monday"]),
        (.busyMailbox, ["450 4.2.1 The user you are trying to contact is receiving mail too quickly"]),
        (.restrictedRecipient, ["550 5.7.1 You are not authorized to send to this group"]),
    ]
}
