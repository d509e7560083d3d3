import BounceClassification

/// Replies as servers give them at some stage, and what kind of trouble they are.
enum StagedReplies {
    typealias Sample = (stage: BounceStage, reply: String, trouble: Trouble)

    /// Kinds of trouble as whoever delivers tells them apart; complete for the replies here.
    enum Trouble: Hashable, Sendable {
        /// The host wants to be asked again.
        case greylisted
        /// The host wants less from us.
        case throttled
        /// The host wants nothing from our address.
        case blocked
        /// One mailbox cannot take it now.
        case mailbox
        /// The host wants TLS.
        case security
        /// The host wants a login, or a better one.
        case local
        /// The host ends the session for no reason that concerns us.
        case unreachable
        /// It concerns the message or the recipient.
        case other

        /// The kind that a verdict comes down to.
        init(_ verdict: BounceVerdict) {
            switch verdict.cause {
            case .greylisted: self = .greylisted
            case .mailboxFull, .busyMailbox: self = .mailbox
            case .encryptionRequired, .tlsFailure: self = .security
            case .loginRequired: self = .local
            default:
                switch verdict.action {
                case .slowSite: self = .throttled
                case .suspendPath: self = .blocked
                case .alertOperator where verdict.scope == .sourceAddress: self = .blocked
                case .tryAnotherHost where verdict.facts.stage?.isBeforeMail == true: self = .unreachable
                default: self = .other
                }
            }
        }
    }

    static let greylisting: [Sample] = [
        (.recipient, "450 4.2.0 <bob@x.test>: Recipient address rejected: Greylisted, see http://p.test", .greylisted),
        (.recipient, "451 4.7.1 Greylisting in action, please come back in 00:04:39", .greylisted),
        (.recipient, "451 4.7.1 Client host rejected: Grey-listed, retry", .greylisted),
        (.recipient, "450 4.7.1 Please try again later", .greylisted),
        (.recipient, "451 Temporarily rejected, try later", .greylisted),
        (.recipient, "450 4.3.2 Service currently unavailable", .greylisted),
        (.recipient, "451 Internal resources are temporarily unavailable - https://c.test/docs/DOC-1369", .greylisted),
        (.endOfData, "451 4.7.1 graylisted for 300 seconds", .greylisted),
        (.recipient, "421 4.2.0 Greylisted, please try again later", .greylisted),
        (.mail, "421 4.7.1 [GL01] Message from (192.0.2.1) temporarily deferred", .greylisted),
    ]

    static let throttling: [Sample] = [
        (.greeting, "421 4.3.2 The maximum number of concurrent connections has exceeded a limit", .throttled),
        (.greeting, "421 mx.x.test Service not available, closing transmission channel", .throttled),
        (.greeting, "450 too busy", .throttled),
        (.hello, "421 4.7.0 mx.x.test Error: too many connections from 192.0.2.1", .throttled),
        (.mail, "450 4.7.1 Error: too much mail from 192.0.2.1", .throttled),
        (.mail, "452 4.3.1 Insufficient system resources", .throttled),
        (.mail, "451 Resources are not available", .throttled),
        (.mail, "421 4.7.28 Gmail has detected an unusual rate of unsolicited mail from your IP address", .throttled),
        (.recipient, "450 4.7.28 slower", .throttled),
        (.recipient, "451 4.7.500 Server busy. Please try again later from [192.0.2.1]. (AS77712)", .throttled),
        (.recipient, "451 4.7.650 The mail server [192.0.2.1] has been temporarily rate limited", .throttled),
        (.recipient, "452 4.5.3 Too many recipients received this hour", .throttled),
        (.recipient, "451 4.4.5 Server busy", .throttled),
        (.recipient, "450 4.7.1 You have exceeded the limit of messages", .throttled),
        (.mail, "421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to user complaints", .throttled),
        (.mail, "451 4.7.1 [TS01] Messages deferred", .throttled),
        (.endOfData, "421 4.7.0 suspicious due to the very low reputation of the sending IP address", .throttled),
        (.endOfData, "451 4.3.0 queue file write error", .throttled),
        (.mail, "452 4.5.3 Service unavailable, batch limit reached", .throttled),
        (.mail, "450 4.2.1 Peak SMTP relay limit exceeded for customer", .throttled),
        (.mail, "421 4.7.0 IP not in whitelist for RCPT domain, closing connection", .throttled),
        (.recipient, "421 RP-001 Unfortunately, some messages from 192.0.2.1 weren't sent", .throttled),
        (.recipient, "451 4.7.1 THROTTLED", .throttled),
        (.recipient, "550 5.4.5 Daily SMTP relay limit exceeded for customer", .throttled),
        (.endOfData, "550 5.4.5 Daily user sending quota exceeded", .throttled),
        (.mail, "554 5.4.5 Mail system congestion", .throttled),
    ]

    static let blocking: [Sample] = [
        (.mail, "550 5.7.0 Blocked - see https://ipcheck.x.test/?ip=192.0.2.1", .blocked),
        (.mail, "550 Connection frequency limited", .blocked),
        (.recipient, "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org", .blocked),
        (.recipient, "450 4.7.25 Client host rejected: cannot find your hostname, [192.0.2.1]", .blocked),
        (.recipient, "450 4.7.1 Client host rejected: cannot find your reverse hostname", .blocked),
        (.mail, "553 5.7.1 [BL21] Connections will not be accepted from 192.0.2.1: in Spamhaus's list", .blocked),
        (.mail, "421 4.7.1 [TS03] All messages from 192.0.2.1 permanently deferred", .blocked),
        (.mail, "550 5.7.1 messages weren't sent: part of their network is on our block list (S3140)", .blocked),
        (.mail, "550 5.7.606 Access denied, banned sending IP [192.0.2.1]", .blocked),
        (.mail, "550 5.7.708 Service unavailable, traffic not accepted", .blocked),
        (.greeting, "554 No reverse DNS for 192.0.2.1", .blocked),
        (.greeting, "554 192.0.2.1 is black-listed", .blocked),
        (.greeting, "554 bad DNS PTR resource record", .blocked),
        (.greeting, "554 5.7.1 we do not like you", .blocked),
        (.hello, "550 listed at b.barracudacentral.org", .blocked),
        (.recipient, "550 5.7.0 Poor reputation of 192.0.2.1", .blocked),
        (.endOfData, "550 5.7.25 The sending address has no record", .blocked),
        (.endOfData, "550 5.7.1 rejected, as your IP is known for spam", .blocked),
        (.mail, "550 Connections from 192.0.2.1 are being rejected due to a poor email reputation score", .blocked),
        (.recipient, "450 4.7.1 Access denied. IP name lookup failed [192.0.2.1]", .blocked),
        (.greeting, "554 we do not accept mail from dynamic IPs", .blocked),
        (.recipient, "554 rejected by RBL", .blocked),
        (.recipient, "451 4.7.1 192.0.2.1 is on the dnsbl", .blocked),
        (.mail, "571 Email from 192.0.2.1 is currently blocked by our anti-spam system", .blocked),
        (.recipient, "550 5.7.1 [192.0.2.1] has been blocked", .blocked),
        (.endOfData, "550 Mail from 192.0.2.1 is blocked.", .blocked),
    ]

    static let mailboxes: [Sample] = [
        (.recipient, "452 4.2.2 The recipient's inbox is out of storage space", .mailbox),
        (.recipient, "552 5.2.2 Over quota", .mailbox),
        (.recipient, "450 4.2.1 The user you are trying to contact is receiving mail at a rate that", .mailbox),
        (.recipient, "452 4.2.0 later", .mailbox),
        (.recipient, "432 4.3.2 Concurrent connections limit exceeded", .mailbox),
        (.endOfData, "552 mailbox full", .mailbox),
        (.endOfData, "450 user over quota", .mailbox),
    ]

    static let others: [Sample] = [
        (.recipient, "550 5.7.1 Service unavailable, MailFrom domain is listed in Spamhaus", .other),
        (.recipient, "550 Verification failed: the domain may be blacklisted, or missing dns entries", .other),
        (.recipient, "550 Sender verify failed", .other),
        (.recipient, "550 5.7.1 Sender is on the recipient's block list", .other),
        (.recipient, "550 Sender blacklisted by recipient", .other),
        (.mail, "554 5.7.1 The sender's domain has a poor reputation", .other),
        (.recipient, "550 5.1.1 The email account that you tried to reach does not exist", .other),
        (.recipient, "550 5.1.1 no such user, said the client host", .other),
        (.recipient, "550 5.2.1 mailbox disabled; this is not on account of your IP", .other),
        (.recipient, "450 4.1.8 <a@x.test>: Sender address rejected: Domain not found", .other),
        (.recipient, "451 4.3.0 <b@x.test>: Temporary lookup failure", .other),
        (.recipient, "451 Temporary local problem - please try later", .other),
        (.recipient, "452 4.5.3 Recipients belong to multiple regions", .other),
        (.recipient, "550 5.7.1 <bob@x.test>: Recipient address rejected: Access denied", .other),
        (.mail, "554 5.7.1 Sender address [a@x.test] blocked using dbl.spamhaus.org", .other),
        (.endOfData, "550 5.7.26 blocked: unauthenticated, SPF with ip [192.0.2.1] did not pass", .other),
        (.endOfData, "550 5.7.1 Our system has detected that this message is likely unsolicited mail", .other),
        (.endOfData, "554 5.7.1 the message has a URL that is on the block list of surbl.org", .other),
        (.endOfData, "554 5.7.1 blacklisted content", .other),
        (.endOfData, "552 5.3.4 Message size exceeds fixed limit", .other),
        (.recipient, "571 <ada@x.test> is currently blocked", .other),
        (.recipient, "571 mail from 1.2.3 is blocked, as is 192.0.2.300 blocked", .other),
        (.recipient, "550 5.4.4 Invalid domain", .other),
        (.endOfData, "550 corporate policy: sceptre, terrible, separate", .other),
        (.recipient, "550 5.4.1 Recipient address rejected: Access denied", .other),
        (.recipient, "451 4.3.0 Multiple destination domains per transaction is unsupported. Please try again", .other),
        (.recipient, "421 4.7.0 TLS required for RCPT domain, closing connection", .security),
        (.mail, "530 5.7.0 Must issue a STARTTLS command first", .security),
        (.mail, "530 5.7.0 Authentication required", .local),
        (.authentication, "535 5.7.8 Authentication credentials invalid", .local),
        (.authentication, "550 go away", .local),
        (.greeting, "554 No SMTP service here", .unreachable),
        (.hello, "501 bad argument", .unreachable),
    ]

    static let all = greylisting + throttling + blocking + mailboxes + others
}
