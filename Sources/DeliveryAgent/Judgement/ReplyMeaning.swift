import DeliveryQueue
import SMTPProtocol

/// What a refusal means beside its code: what kind of trouble it is, what it says of the path, and how long to wait.
///
/// Servers say in words what has no code of its own, and each in its own words. `rules` is the whole knowledge: they
/// are read from top to bottom, and the first one counts whose every column fits. Whether the recipient is tried again
/// is not decided here but in `FailurePolicy`.
///
/// Known limits: English only, as servers that speak otherwise are few and give codes as well. A reply is a stranger's
/// word: a server that lies about itself slows down mail to itself.
struct ReplyMeaning: Hashable, Sendable {
    /// What kind of trouble it is.
    var errorClass: DeliveryErrorClass
    /// What it says of the path.
    var signal: PathSignal
    /// How long the server asks to wait, at most a day.
    var retryAfter: Duration?

    /// Makes a meaning that needs no words.
    init(_ errorClass: DeliveryErrorClass, _ signal: PathSignal) {
        self.errorClass = errorClass
        self.signal = signal
    }

    /// Finds out what a refusal means.
    ///
    /// - Parameters:
    ///   - refusal: the reply: 4xx or 5xx.
    ///   - stage: what was answered by it; up to AUTH it came before MAIL.
    init(of refusal: SMTPReply, at stage: SMTPStage) {
        let words = ReplyWords(refusal)
        let verdict = Self.rules.first { $0.fits(refusal, words, at: stage) }?.verdict ?? .judged
        let wait = refusal.isTransientFailure ? RetryHint.wait(askedForBy: words) : nil
        (errorClass, signal) = Self.meaning(of: verdict, refusal, retryAfter: wait)
        retryAfter = wait
    }

    /// What a rule can conclude; complete.
    enum Verdict: String, Hashable, Sendable, CaseIterable {
        /// The recipient's mailbox cannot take it now; the path is in order.
        case mailbox
        /// The host does not know us yet, and wants to be asked again; the path is in order.
        case greylisted
        /// The host wants less from us.
        case throttled
        /// The host wants nothing from our address.
        case blocked
        /// The host wants TLS that it did not get.
        case security
        /// The host does not let us in by our own fault: a login that is wrong.
        case local
        /// The host ends the session before anything was said, for no reason that concerns us.
        case unreachable
        /// What was said concerns the message or the recipient; the path is in order.
        case judged
    }

    /// From top to bottom, the first that fits counts.
    ///
    /// In the column of codes `4` stands for 400 to 499; in that of statuses `7.1` for 4.7.1 and 5.7.1, and `none` for
    /// a reply without one. Words are whole words in either case, with `*` where more letters may follow, and
    /// `<address>` for any IPv4 address; hyphens, brackets and dots in names count as spaces.
    static let rules: [ReplyRule] = [
        // A quota of our account, or a system that is congested (RFC 3463, section 3.5): it passes, whatever the code.
        .init(.throttled, code: "5", status: ["5.4.5"]),
        // One mailbox, before what looks as if it concerned us: `receiving mail at a rate that…`.
        .init(.mailbox, status: ["2.2"], when: .envelope),
        .init(.mailbox, code: "452", status: ["4.2.*"], when: .envelope),
        .init(.mailbox, code: "432", when: .envelope),
        .init(.mailbox, code: "4", status: ["2.1"], words: mailboxRate, when: .envelope),
        .init(.mailbox, words: fullMailbox, when: .envelope),
        // TLS and logins: `530 5.7.0 Must issue a STARTTLS command first`.
        .init(.security, code: "53", words: ["starttls", "tls", "encryption"]),
        .init(
            .security, words: ["tls required", "tls is required", "requires tls", "issue a starttls"], when: .envelope),
        .init(.local, code: "53"),
        .init(.local, code: "5", when: .login),
        // Those who say it plainly.
        .init(.greylisted, code: "4", words: plainGreylisting, when: .envelope),
        .init(.blocked, status: ["7.25", "5.7.511", "5.7.606-649", "5.7.708"]),
        .init(.blocked, words: ["ts03", "permanently deferred"]),
        .init(.throttled, code: "4", status: ["4.7.28", "4.7.500-699", "4.4.5"]),
        .init(.throttled, code: "4", words: throttling),
        // An address, a mailbox, a message: what else is said does not concern us.
        .init(.judged, status: ["1.*", "6.*"], when: .envelope),
        .init(.judged, code: "5", status: ["2.*"], when: .envelope),
        .init(.judged, code: "452", status: ["5.3"], when: .envelope),
        .init(.judged, words: othersThanUs, when: .envelope),
        // Our address: spoken of, it is meant at any point; lists are meant to hold it while no content was sent.
        .init(.blocked, words: ourAddress),
        .init(.blocked, words: blockLists, when: .beforeContent),
        .init(.blocked, code: "5", status: ["7.*"], when: .beforeMail),
        // Greylisting by other names: those of postscreen, of Mimecast, and of everybody else.
        .init(.greylisted, code: "450", status: ["4.3.2"], words: ["service currently unavailable"], when: .recipient),
        .init(.greylisted, code: "451", words: ["internal resource*"], when: .recipient),
        .init(.judged, code: "4", words: ownTroubleOfTheHost, when: .recipient),
        .init(.greylisted, code: "45", status: ["4.7.1", "4.2.0", "none"], words: comeBack, when: .recipient),
        // Codes alone.
        .init(.throttled, code: "421"),
        .init(.throttled, code: "4", when: .beforeMail),
        .init(.throttled, code: "4", status: ["4.3.*", "none"], when: .wholeMessage),
        .init(.unreachable, when: .beforeMail),
    ]

    /// A mailbox that gets more than it may.
    private static let mailboxRate = ["rate", "too quickly", "too many", "too much"]

    /// A mailbox that holds all that it may.
    private static let fullMailbox = [
        "over quota", "overquota", "quota exceeded", "exceeded quota", "exceeds quota", "quota full",
        "exceeded storage", "out of storage", "mailbox full", "mailbox is full", "inbox is full",
        "mailbox size limit*",
    ]

    /// What greylisting calls itself, or what nothing else says.
    private static let plainGreylisting = [
        "greylist*", "graylist*", "grey list*", "gray list*", "gl01", "come back later",
    ]

    /// The host counts, and has counted enough.
    private static let throttling = [
        "rate", "rates", "ratelimit*", "too many connection*", "too many concurrent", "too many simultaneous",
        "too many session*", "too many new", "too many message*", "too many mail*", "too many email*",
        "too many error*",
        "too many attempt*", "too many request*", "too many recipients from", "too much mail", "too fast",
        "too quickly", "throttl*", "concurrent connection*", "connection limit*", "maximum number of connection*",
        "message limit*", "sending limit*", "hourly limit*", "daily limit*", "limit exceeded", "limit reached",
        "exceeded a limit", "exceeded the limit*", "exceeded limit*", "this hour", "per hour", "per minute", "per day",
        "unusual volume", "unexpected volume", "low reputation", "server busy", "tss04", "tss05", "ts01", "ts02",
        "temporarily deferred", "insufficient system resource*", "slow down", "back off",
    ]

    /// The sender's domain, a signature, the content: not our address.
    private static let othersThanUs = [
        "sender address", "sender domain", "from domain", "sending domain", "your domain", "domain reputation",
        "url", "urls", "uri", "uris", "surbl*", "uribl*", "dbl", "rhsbl", "dmarc", "dkim", "spf",
        "mailfrom", "sender s domain", "sender s address", "sender verif*", "verification failed", "sender blacklist*",
        "sender blocked", "sender is on", "sender is in", "sender is blocked", "sender is blacklist*", "by recipient",
        "by the recipient", "by user", "by the user", "recipient s block*", "recipient s black*",
    ]

    /// The host speaks of the address that we come from.
    private static let ourAddress = [
        "client host", "your host", "your mail server", "mail server ip", "server ip", "sending ip", "connecting ip",
        "source ip", "sender ip", "client ip", "remote ip", "your ip", "this ip", "the ip", "ip address",
        "banned sending", "dynamic ip*", "ip name lookup", "ipcheck", "ip frequency", "connection frequency",
        "spam ip*",
        "poor reputation", "bad reputation", "email reputation", "reputation score", "reverse dns", "reverse lookup",
        "reverse hostname",
        "reverse mapping", "rdns", "ptr",
        "<address> blocked", "<address> is blocked", "<address> is currently blocked", "<address> has been blocked",
    ]

    /// The host, or whoever it asks, keeps a list with us on it.
    private static let blockLists = [
        "block list*", "blocklist*", "black list*", "blacklist*", "deny list*", "denylist*", "blocked using",
        "spamhaus", "zen", "dnsbl*", "rbl", "rbls", "sbl", "xbl", "pbl", "cbl", "abuseat", "spamcop", "sorbs",
        "barracudacentral", "uceprotect*", "invaluement", "senderscore",
    ]

    /// The host has trouble of its own.
    private static let ownTroubleOfTheHost = ["local problem", "local error", "lookup failure*", "internal error*"]

    /// Nothing but a wish to be asked again.
    private static let comeBack = [
        "try again", "try later", "please try", "please retry", "retry later", "temporarily rejected",
        "temporarily blocked", "please wait", "new sender", "unknown sender",
    ]

    private static func meaning(
        of verdict: Verdict, _ refusal: SMTPReply, retryAfter: Duration?
    ) -> (DeliveryErrorClass, PathSignal) {
        switch verdict {
        case .mailbox: (.mailbox, .success)
        case .greylisted: (.greylisted, .success)
        case .throttled: (.throttled, .throttled(retryAfter: retryAfter))
        case .blocked: (.blocked, .blocked(refusal.description))
        case .security: (.security, .none)
        case .local: (.local, .none)
        case .unreachable: (.unreachable, .unreachable)
        case .judged: (.other, .success)
        }
    }
}
