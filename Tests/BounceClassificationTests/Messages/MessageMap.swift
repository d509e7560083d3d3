import BounceClassification

/// What the corpus's words mean for whole messages.
enum MessageMap {
    /// The causes that agree with a word: those of the replies, and a notice of success.
    static func causes(for reason: String) -> Set<BounceCause> {
        reason == "delivered" ? [.delivered] : CauseMap.sisimai[reason] ?? []
    }

    /// What we see otherwise than the corpus, by the file and the number of the recipient, and why.
    static let contested: [String: String] = [
        "lhost-amazonworkmail-02 1": unknown, "lhost-apachejames-01 1": unknown, "lhost-mcafee-05 1": unknown,
        "lhost-postfix-07 1": unknown, "lhost-x1-01 1": unknown, "lhost-x1-02 1": unknown, "lhost-x2-01 1": unknown,
        "lhost-zoho-02 1": unknown, "lhost-zoho-03 1": unknown, "rfc3464-35 3": unknown,
        "lhost-sendmail-27 1": pipelined, "lhost-sendmail-48 1": pipelined,
        "lhost-powermta-01 1": "the reply says that the user is unknown, not that it is suspended",
        "lhost-sendmail-14 1": "a person passes on a bounce: it is about another message",
        "rfc3464-01 1": "the message says that the user is unknown, and names one", "rfc3464-01 2": "see 1",
        "rfc3464-28 2": "a file of two messages is none",
        "arf-11 1": "a complaint that names nobody", "lhost-amavis-03 1": "the reply says SPAM",
        "lhost-amazonses-01 1": denied, "lhost-gmail-05 1": denied,
        "lhost-domino-02 1": "the words are Japanese and say that nobody was found",
        "lhost-dragonfly-18 1": "the reply says that a policy is violated",
        "lhost-einsundeins-03 1": "a code of Orange whose rule is about the address",
        "lhost-exim-37 1": "at the end of data it is the sender's domain that may not exist",
        "lhost-fml-03 1": "a message that comes for the second time goes round in circles",
        "lhost-gmail-03 1": "the reply says that a header is wrong",
        "lhost-interscanmss-03 1": "no reason is told, and others of the domain are meant too",
        "lhost-opensmtpd-13 1": "deferred for complaints of users: Yahoo's rule has it as the sender's",
        "lhost-postfix-49 1": "the reply is that of a service that is not available",
        "lhost-receivingses-03 1": "a temporary failure is one of the system",
        "lhost-v5sendmail-05 1": "mail to oneself is refused, not the address of the client",
        "rfc3464-04 1": "the program that delivers asked to try again",
        "rhost-franceptt-07 1": "Orange asks to try later",
    ]

    private static let unknown = "the reply says that the user is unknown, and not that the message was seen before"
    private static let pipelined =
        "the refusal of RCPT, shown behind DATA: the reply to DATA is that no recipient is left"
    private static let denied = "access is denied to this sender for this recipient; nothing asks for a login or TLS"

    /// Where isHardBounce is not what the corpus calls a hard bounce, and why.
    static let contestedHardness: [String: String] = [
        "lhost-postfix-05 1": "the reply is 450: whoever sent it says that the user may come",
        "lhost-postfix-52 1": inactive, "lhost-qmail-10 1": inactive, "lhost-dragonfly-27 1": inactive,
        "lhost-ezweb-02 1": inactive, "rhost-google-07 1": inactive,
    ]

    private static let inactive = "a mailbox that is switched off for good is given up here, and not there"
}
