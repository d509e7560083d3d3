import BounceClassification

extension UsualReplies {
    /// Still more of what servers usually say.
    static let stillMore: [(cause: BounceCause, replies: [String])] = [
        (
            .unknownRecipient,
            [
                "550 5.1.1 Mailbox bob@x.example unknown",
                "550 <bob@x.example>, Recipient unknown",
                "554 Bad recipient",
                "550 5.1.1 This recipient is not in our user database",
                "550 The mailbox you tried to reach is not here",
                "550 5.2.1 The email address does not correspond to a valid account",
                "550 Wrong recipient address",
                "550 Requested mail action not taken: mailbox unavailable",
                "550 sorry, this user isn't on this server",
                "550 User bob not found in local directory",
                "550 5.1.0 <bob@x.example> User unknown; rejecting",
                "553 unknown mailbox name",
            ]
        ),
        (
            .mailboxFull,
            [
                "552 5.2.2 user quota exceeded",
                "550 5.7.1 mailbox quota reached",
                "452 4.2.2 Over quota",
                "550 Quota exceeded for user bob",
                "552 recipient storage full, try again later",
            ]
        ),
        (
            .inactiveMailbox,
            [
                "550 Account blocked for policy reasons",
                "550 5.2.1 account is currently unavailable because it is suspended",
                "554 this mailbox has been closed",
                "550 mailbox has been deactivated",
            ]
        ),
        (
            .blockedAddress,
            [
                "550 5.7.1 Email rejected because 192.0.2.1 is listed by sbl.spamhaus.org",
                "554 5.7.1 Connection refused. IP 192.0.2.1 is on our blacklist",
                "553 Mail from 192.0.2.1 not allowed - 5.7.1 [BL21]",
                "550 Spam source: 192.0.2.1 blocked",
                "550 Command RCPT User rejected: 192.0.2.1 listed at dnsbl.example.net",
                "554 Refused. Your IP address is listed in the RBL at x",
                "550 JunkMail rejected - mail.x.example [192.0.2.1] is in an RBL",
                "500 Your IP was rejected by our filter",
                "550 This IP has been blocked for sending spam",
                "554 we do not accept mail from your provider's addresses",
                "550-5.7.1 This system is configured to reject mail from 192.0.2.1 [192.0.2.1] 550-5.7.1 (Host blacklisted - Found on Realtime Black List server x)",
            ]
        ),
        (
            .spamContent,
            [
                "550 5.7.1 Our filters think this is spam",
                "554 5.7.0 Message rejected (spam)",
                "550 Sorry, your message is suspected to be spam",
                "550 Rejected by content scanner as spam",
                "554 Message not accepted - classified as UCE",
                "550 rule spam triggered",
            ]
        ),
        (
            .authenticationFailure,
            [
                "550 5.7.509 Access denied, sending domain x.example does not pass DMARC verification and has a DMARC policy of reject",
                "550 rejected due to the sending domain's DMARC policy",
                "554 5.7.7 Email not accepted: SPF softfail",
                "550 SPF hard fail",
                "451 4.7.24 The SPF record of the sending domain has suspicious entries",
            ]
        ),
        (
            .relayDenied,
            [
                "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain",
                "554 relaying denied: authenticate first",
                "550 this host does not accept relaying",
            ]
        ),
        (
            .refusedSender,
            [
                "550 5.7.1 Sender rejected by policy filter",
                "550 sender address not accepted",
                "550 5.1.0 Sender denied",
            ]
        ),
        (
            .policyViolation,
            [
                "550 5.7.1 Blocked by organisation's mail policy",
                "554 policy reject",
                "550 5.7.1 Mail denied by policy",
            ]
        ),
        (
            .rateLimited,
            [
                "451 4.7.1 Message throttled, retry later",
                "452 Sender has exceeded the message rate limit",
                "450 too many emails sent in the last hour",
                "421 4.7.0 You've exceeded your sending limit",
            ]
        ),
        (
            .missingReverseName,
            [
                "550 IP address has no PTR record",
                "554 Your IP has no valid reverse DNS",
                "521 invalid reverse DNS",
            ]
        ),
        (
            .unknownSenderDomain,
            [
                "550 5.1.8 Sender's domain does not exist",
                "450 4.1.8 Sender domain not found",
            ]
        ),
        (
            .systemFailure,
            [
                "451 4.3.0 Mail server temporarily rejected message",
                "451 Requested action aborted: error in processing",
                "451 database connection failed, temporary error",
                "451 Unable to complete command, temporary server problem",
            ]
        ),
        (
            .networkFailure,
            [
                "Name service error for name=x.example type=MX: Host not found, try again",
                "connection closed by remote host while sending",
                "Network is unreachable",
            ]
        ),
        (
            .expired,
            [
                "Message expired, connection refused",
                "Delivery attempts exhausted: retry time exceeded",
            ]
        ),
        (
            .virusContent,
            [
                "550 virus found in message",
                "554 5.7.1 malware detected in attachment",
            ]
        ),
        (
            .messageTooLarge,
            [
                "552 5.3.4 Error: message file too big",
                "554 message size limit exceeded",
                "550 Message size 20000000 exceeds our limit",
            ]
        ),
        (
            .malformedMessage,
            [
                "550 5.6.0 Message lacks a From header",
                "554 header From is missing",
                "550 RFC5322: multiple To headers",
            ]
        ),
        (
            .encryptionRequired,
            [
                "550 5.7.4 We require TLS",
                "530 5.7.1 must use STARTTLS",
            ]
        ),
        (
            .loginRequired,
            [
                "550 5.7.1 Client was not authenticated",
                "535 5.7.3 Authentication unsuccessful",
                "530 SMTP authentication is required",
            ]
        ),
    ]
}
