import BounceClassification
import DeliveryQueue
import SMTPProtocol
import Testing

@testable import DeliveryAgent

/// Replies as servers give them, and what they mean.
@Suite("What a refusal means")
struct ReplyMeaningTests {
    typealias Sample = (stage: SMTPStage, reply: String, errorClass: DeliveryErrorClass)

    static let greylisting: [Sample] = [
        (.recipient, "450 4.2.0 <bob@x.test>: Recipient address rejected: Greylisted, see http://p.test", .greylisted),
        (.recipient, "451 4.7.1 Greylisting in action, please come back in 00:04:39", .greylisted),
        (.recipient, "451 4.7.1 Client host rejected: Grey-listed, retry", .greylisted),
        (.recipient, "450 4.7.1 Please try again later", .greylisted),
        (.recipient, "451 Temporarily rejected, try later", .greylisted),
        (.recipient, "450 4.3.2 Service currently unavailable", .greylisted),
        (.recipient, "451 Internal resources are temporarily unavailable - https://c.test/docs/DOC-1369", .greylisted),
        (.finalDot, "451 4.7.1 graylisted for 300 seconds", .greylisted),
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
        (.finalDot, "421 4.7.0 suspicious due to the very low reputation of the sending IP address", .throttled),
        (.finalDot, "451 4.3.0 queue file write error", .throttled),
        (.mail, "452 4.5.3 Service unavailable, batch limit reached", .throttled),
        (.mail, "450 4.2.1 Peak SMTP relay limit exceeded for customer", .throttled),
        (.mail, "421 4.7.0 IP not in whitelist for RCPT domain, closing connection", .throttled),
        (.recipient, "421 RP-001 Unfortunately, some messages from 192.0.2.1 weren't sent", .throttled),
        (.recipient, "451 4.7.1 THROTTLED", .throttled),
        (.recipient, "550 5.4.5 Daily SMTP relay limit exceeded for customer", .throttled),
        (.finalDot, "550 5.4.5 Daily user sending quota exceeded", .throttled),
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
        (.finalDot, "550 5.7.25 The sending address has no record", .blocked),
        (.finalDot, "550 5.7.1 rejected, as your IP is known for spam", .blocked),
        (.mail, "550 Connections from 192.0.2.1 are being rejected due to a poor email reputation score", .blocked),
        (.recipient, "450 4.7.1 Access denied. IP name lookup failed [192.0.2.1]", .blocked),
        (.greeting, "554 we do not accept mail from dynamic IPs", .blocked),
        (.recipient, "554 rejected by RBL", .blocked),
        (.recipient, "451 4.7.1 192.0.2.1 is on the dnsbl", .blocked),
        (.mail, "571 Email from 192.0.2.1 is currently blocked by our anti-spam system", .blocked),
        (.recipient, "550 5.7.1 [192.0.2.1] has been blocked", .blocked),
        (.finalDot, "550 Mail from 192.0.2.1 is blocked.", .blocked),
    ]

    static let mailboxes: [Sample] = [
        (.recipient, "452 4.2.2 The recipient's inbox is out of storage space", .mailbox),
        (.recipient, "552 5.2.2 Over quota", .mailbox),
        (.recipient, "450 4.2.1 The user you are trying to contact is receiving mail at a rate that", .mailbox),
        (.recipient, "452 4.2.0 later", .mailbox),
        (.recipient, "432 4.3.2 Concurrent connections limit exceeded", .mailbox),
        (.finalDot, "552 mailbox full", .mailbox),
        (.finalDot, "450 user over quota", .mailbox),
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
        (.finalDot, "550 5.7.26 blocked: unauthenticated, SPF with ip [192.0.2.1] did not pass", .other),
        (.finalDot, "550 5.7.1 Our system has detected that this message is likely unsolicited mail", .other),
        (.finalDot, "554 5.7.1 the message has a URL that is on the block list of surbl.org", .other),
        (.finalDot, "554 5.7.1 blacklisted content", .other),
        (.finalDot, "552 5.3.4 Message size exceeds fixed limit", .other),
        (.recipient, "571 <ada@x.test> is currently blocked", .other),
        (.recipient, "571 mail from 1.2.3 is blocked, as is 192.0.2.300 blocked", .other),
        (.recipient, "550 5.4.4 Invalid domain", .other),
        (.finalDot, "550 corporate policy: sceptre, terrible, separate", .other),
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

    private static func meaning(of reply: SMTPReply, at stage: SMTPStage) -> ReplyMeaning {
        ReplyMeaning(of: reply, at: stage, from: nil, by: .standard)
    }

    static let all = greylisting + throttling + blocking + mailboxes + others

    @Test("follows from its code, its words and where it came", arguments: all)
    func table(stage: SMTPStage, text: String, errorClass: DeliveryErrorClass) throws {
        let reply = try #require(SMTPReply(parsing: text))
        let meaning = Self.meaning(of: reply, at: stage)
        #expect(meaning.errorClass == errorClass)
        switch errorClass {
        case .throttled: #expect(meaning.signal == .throttled(retryAfter: meaning.retryAfter))
        case .blocked: #expect(meaning.signal == .blocked(reply.description))
        case .unreachable: #expect(meaning.signal == .unreachable)
        case .security, .local, .resolution: #expect(meaning.signal == .none)
        case .greylisted, .mailbox, .other: #expect(meaning.signal == .success)
        }
    }

    @Test("is of the path where a deployment's own rule says so")
    func ownRules() throws {
        let own = try BounceRuleSet(
            parsing: """
                rule partner means rateLimited
                    says    "come back tomorrow"
                    source  our contract
                """)
        let reply = SMTPReply(550, nil, "come back tomorrow")
        #expect(Self.meaning(of: reply, at: .recipient).errorClass == .other)
        let classifier = BounceClassifier(rules: StandardBounceRules.all, own: own)
        let meaning = ReplyMeaning(of: reply, at: .recipient, from: nil, by: classifier)
        #expect(meaning.errorClass == .throttled)
    }

    @Test("does not depend on the case of letters, on hyphens and on how lines are broken")
    func forms() {
        let texts = [
            ["CLIENT HOST REJECTED"], ["Client", "host"], ["client-host: no"], ["(client host)"],
            ["x", "'client host'"],
        ]
        for lines in texts {
            let reply = SMTPReply(554, nil, lines: lines)
            #expect(Self.meaning(of: reply, at: .recipient).errorClass == .blocked, "\(lines)")
        }
        #expect(Self.meaning(of: SMTPReply(554, nil, "my client hosts"), at: .recipient).errorClass == .other)
    }

    @Test("is found in any text, however strange and long")
    func hostile() {
        let pieces = ["\u{0}", "é", ".", "..:::", "9", "999999999999", "in", "try", "hours", "a\u{301}", "🐦", "=", "["]
        var state: UInt64 = 1
        for length in 0..<300 {
            var text = ""
            for _ in 0..<length {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                text += pieces[Int(state >> 33) % pieces.count] + (state >> 40 & 1 == 0 ? " " : "")
            }
            let reply = SMTPReply(451, nil, lines: [text, text])
            let wait = Self.meaning(of: reply, at: .recipient).retryAfter
            #expect(wait.map { $0 > .zero && $0 <= .seconds(86_400) } ?? true)
        }
    }

    @Test("has a wait for refusals that are temporary only")
    func waits() {
        let text = "rate limited, retry after 300 seconds"
        let throttled = Self.meaning(of: SMTPReply(451, nil, text), at: .mail)
        #expect(throttled.signal == .throttled(retryAfter: .seconds(300)))
        #expect(throttled.retryAfter == .seconds(300))
        #expect(Self.meaning(of: SMTPReply(550, nil, text), at: .mail).retryAfter == nil)
    }
}
