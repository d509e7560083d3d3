import BounceClassification

extension UsualReplies {
    /// More of what servers usually say.
    static let more: [(cause: BounceCause, replies: [String])] = [
        (
            .unknownRecipient,
            [
                "550 That e-mail address is not registered here",
                "550 5.1.1 ... User not known",
                "554 no valid recipients, bye",
                "550 Unknown recipient account",
                "550 5.1.0 Address rejected",
                "550 <bob@x.example> is not a valid mailbox",
                "550 addressee not found",
                "554 Recipient bob@x.example is unknown",
                "550 account doesn't exist anymore",
                "550 Sorry, I don't know that user",
                "553 5.3.0 <bob@x.example>... No such user here",
                "550 recipient bob@x.example could not be verified",
                "550 There is no user by that name here",
                "550 The email address you entered couldn't be found",
                "550 RCPT TO: bob does not exist",
                "550 no user found",
                "550 mail address is not valid",
                "550 5.7.1 Recipient unknown or not allowed",
                "550 bob is not a member here: user unknown",
                "550 Invalid destination mailbox",
                "550 destination address unknown",
                "554 5.1.1 Delivery failed: mailbox not present",
                "550 #5.1.0 Address rejected bob@x.example",
                "550 5.1.1 Utente sconosciuto",
                "550 Destinataire inconnu",
                "550 unable to verify address: no such account",
            ]
        ),
        (
            .mailboxFull,
            [
                "552 Mailbox size limit exceeded",
                "554 Account is over its quota",
                "552 5.2.2 Delivery to this mailbox is not possible: quota",
                "452 mailbox temporarily full",
                "550 5.2.2 user is currently over storage",
                "552 Not enough storage for bob",
                "550 Le compte a dépassé son quota",
                "552 message would exceed quota",
                "550 Mailbox has reached its limit",
                "450 user mailbox storage is full",
            ]
        ),
        (
            .inactiveMailbox,
            [
                "550 5.2.1 This mailbox has been blocked due to inactivity",
                "550 account is deleted or disabled",
                "550 Recipient mailbox is not active",
                "550 User account terminated",
                "554 5.2.1 mailbox is inactive due to non-use: account disabled",
                "550 user is suspended",
                "550 Your message could not be delivered: the account has been frozen",
            ]
        ),
        (
            .blockedAddress,
            [
                "554 Service refused: 192.0.2.1 is in our abuse list",
                "550 Message refused, your server [192.0.2.1] is blacklisted by Spamhaus",
                "554 Transaction failed, IP on RBL",
                "550 5.7.1 Sorry, your IP is listed on bl.example.net",
                "554 IP 192.0.2.1 blocked by administrator",
                "550 Mail from your network is not welcome here",
                "553 Your IP address is in a dynamic range",
                "550 No mail from 192.0.2.1 accepted",
                "550 Sender host is blacklisted",
                "554 rejected - IP found on a black list",
                "521 5.7.1 Service unavailable; client blocked using bl.example.com",
                "550 Host is listed in DNSBL",
                "554 Too much spam from your IP; blocked",
                "550 5.7.1 Rejected by blocklist",
                "550 IP address temporarily banned",
            ]
        ),
        (
            .rateLimited,
            [
                "450 4.7.1 Policy: too many mails per hour from this sender",
                "421 4.7.0 Rate limited",
                "451 You have sent too many emails recently",
                "550 5.7.1 hourly sending limit exceeded",
                "452 4.3.2 Sending rate too fast, slow down",
                "421 Service busy: message throughput exceeded",
            ]
        ),
        (
            .greylisted,
            [
                "450 4.7.1 Greylisting enabled, please try again in 5 min",
                "451 4.7.1 Please try again later (Greylist)",
                "451 DT:SPM greylisting, first attempt",
            ]
        ),
        (
            .spamContent,
            [
                "550 5.7.1 Rejected as probable spam",
                "554 Message contains spammy content",
                "550 Your e-mail has been classified as unwanted bulk mail",
                "554 5.7.1 Blocked by SpamAssassin",
                "550 message scored too high on spam scale",
                "554 denied: spam pattern found",
                "550 This looks like junk",
                "554 unacceptable mail content",
                "550 Unsolicited mail refused",
                "554 Message blocked, contains a blacklisted URL",
            ]
        ),
        (
            .virusContent,
            [
                "550 Your message was rejected because a virus was detected",
                "554 Worm detected",
                "550 attachment is infected with Trojan.X",
            ]
        ),
        (
            .authenticationFailure,
            [
                "550 5.7.26 This message does not pass authentication checks (SPF and DKIM both do not pass)",
                "554 5.7.1 SPF fail - not authorized",
                "550 Sender authentication failed",
                "550 DMARC: message rejected",
                "550 domain x.example publishes p=reject",
                "550 5.7.0 unauthenticated mail is prohibited",
            ]
        ),
        (
            .relayDenied,
            [
                "554 <bob@x.example>: Relay access denied",
                "550 5.7.1 we don't relay here",
                "550 You are not allowed to relay",
                "550 cannot relay to x.example",
                "551 this is not a relay host",
            ]
        ),
        (
            .refusedSender,
            [
                "550 5.7.1 Sender email is on our reject list",
                "550 Your address is not allowed to send mail here: sender refused",
                "553 5.1.7 mail from address is malformed",
                "550 The sender address was rejected",
                "554 5.7.1 <a@x.example>: Sender address rejected: Access denied",
            ]
        ),
        (
            .unknownSenderDomain,
            [
                "550 5.1.8 Domain of sender address a@x.example does not resolve",
                "451 4.1.8 Domain of sender address does not resolve",
                "550 Sender address has no valid MX or A",
                "553 sorry, your envelope sender domain must exist (#5.7.1)",
            ]
        ),
        (
            .missingReverseName,
            [
                "550 5.7.25 the sending host has no reverse DNS",
                "554 PTR lookup failed",
                "550 Client's DNS name does not match",
                "450 cannot find your hostname in DNS",
            ]
        ),
        (
            .domainWithoutMail,
            [
                "550 5.7.27 Domain has a null MX record",
                "556 domain does not accept e-mail",
            ]
        ),
        (
            .unknownDomain,
            [
                "550 5.1.2 unknown host or domain",
                "550 x.example: domain not found",
                "550 Recipient domain does not exist",
                "550 Domain isn't known here",
            ]
        ),
        (
            .networkFailure,
            [
                "connect to mx.x.example[192.0.2.1]:25: Connection refused",
                "connect to mx: No route to host",
                "Temporary DNS failure",
                "DNS server failure",
            ]
        ),
        (
            .expired,
            [
                "4.4.7 message delivery expired",
                "Retry time exceeded; delivery timed out",
                "connect to x[192.0.2.1]:25: Connection timed out",
                "Message could not be delivered for 5 days: giving up",
            ]
        ),
        (
            .routingLoop,
            [
                "554 Too many hops 27 (25 max)",
                "550 5.4.6 loop detected",
                "554 message is looping",
            ]
        ),
        (
            .messageTooLarge,
            [
                "552 5.3.4 Message too long",
                "523 Message length exceeds limit",
                "552 Maximum message size exceeded",
            ]
        ),
        (
            .policyViolation,
            [
                "550 5.7.1 Rejected due to company policy",
                "554 Policy rejection on this message",
                "550 message not accepted for policy reasons",
            ]
        ),
        (
            .loginRequired,
            [
                "530 5.5.1 Authentication Required",
                "535 Incorrect authentication data",
                "554 authentication is needed to send",
                "530 Access denied: authenticate first",
            ]
        ),
        (
            .encryptionRequired,
            [
                "530 STARTTLS is required to send mail",
                "550 5.7.30 REQUIRETLS needed: encryption required",
                "451 TLS must be used",
            ]
        ),
        (
            .tlsFailure,
            [
                "403 4.7.0 TLS handshake failed",
                "454 4.3.3 TLS not available",
            ]
        ),
        (
            .protocolError,
            [
                "500 command unrecognized",
                "501 5.5.4 Invalid argument",
                "555 5.5.4 Unsupported option: x",
                "503 5.5.1 Error: nested MAIL command",
            ]
        ),
        (
            .systemFailure,
            [
                "451 4.3.5 Server configuration problem",
                "451 Temporary server error. Please try again later",
                "432 an internal error occurred",
                "450 4.3.0 error: mail system problem",
                "554 5.3.0 unexpected internal failure",
            ]
        ),
        (
            .systemFull,
            [
                "452 Insufficient disk space; try again later",
                "431 The server is out of storage",
            ]
        ),
        (
            .serviceUnavailable,
            [
                "421 Service not available",
                "421 server is shutting down",
                "421 4.3.2 System going down for maintenance",
            ]
        ),
        (
            .tooManyConnections,
            [
                "421 4.3.2 too many simultaneous connections",
                "421 Too many connections, try later",
            ]
        ),
        (
            .refusedByRecipient,
            [
                "550 The recipient does not accept mail from you",
                "550 bob has blocked your address",
                "550 5.7.1 message refused by the recipient's rules",
            ]
        ),
        (
            .movedRecipient,
            [
                "551 User not local; please try <bob@y.example>",
                "550 bob no longer works here, use carol@x.example",
                "550 5.1.6 recipient address has changed",
            ]
        ),
    ]
}
