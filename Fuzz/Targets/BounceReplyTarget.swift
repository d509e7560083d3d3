import BounceClassification
import SMTPProtocol

/// Replies at `BounceClassifier`, with the standard rules.
///
/// Invariants:
/// - Any text has a verdict; asked again it is the same.
/// - A confidence is from 0 to 1, a time to wait from 1 second to a day, a code from 200 to 599.
/// - A verdict with a rule has its name, and one without is undetermined, or is about no refusal.
/// - No verdict on our address is the recipient's, and a hard bounce is permanent.
/// - How letters are written does not matter.
/// - What stands behind the longest text changes no cause.
///
/// The script is the reply. The choices: the stage, the host, and whether the text is made very long.
enum BounceReplyTarget {
    static func check(_ octets: [UInt8]) throws(BrokenInvariant) {
        var input = FuzzInput(octets)
        let script = FuzzScript(input.script, alphabet).octets
        let stage = input.choice(nil, BounceStage.recipient, .greeting, .mail, .endOfData, .startTLS)
        let host = input.choice(nil, "mx.example.test", "gmail-smtp-in.l.google.com", "MX.", "")
        let text = String(decoding: script.lengthened(input.octet()), as: UTF8.self)
        let classifier = BounceClassifier.standard
        let verdict = classifier.classify(text, at: stage, host: host)
        try demand(classifier.classify(text, at: stage, host: host) == verdict, "a text has one verdict", script.shown)
        try check(verdict, script)
        if text.utf8.count < 2_000, text.utf8.allSatisfy({ $0 < 128 }) {
            let upper = classifier.classify(text.uppercased(), at: stage, host: host)
            try demand(upper.cause == verdict.cause, "case does not matter", "\(verdict), \(upper), \(script.shown)")
        }
        guard let reply = SMTPReply(parsing: text) else { return }
        let other = classifier.classify(reply, at: stage, host: host)
        try check(other, script)
        let isCode = other.facts.replyCode == reply.code
        try demand(isCode, "the code of a reply counts", "\(other.facts), \(script.shown)")
    }

    private static func check(_ verdict: BounceVerdict, _ script: [UInt8]) throws(BrokenInvariant) {
        let facts = verdict.facts
        try demand((0...1).contains(verdict.confidence), "a confidence is one", "\(verdict.confidence)")
        try demand((1...86_400).contains(facts.retryAfter ?? 1), "a wait is one", "\(facts), \(script.shown)")
        try demand((200...599).contains(facts.replyCode ?? 200), "a code is one", "\(facts), \(script.shown)")
        try demand(facts.url.map { (8...512).contains($0.utf8.count) } ?? true, "an address is short", script.shown)
        let isExplained = verdict.rule != nil || verdict.cause == .undetermined || verdict.cause == .delivered
        try demand(isExplained && !verdict.explanation.isEmpty, "a verdict has its rule", "\(verdict)")
        try demand(verdict.phrase == nil || verdict.rule != nil, "a phrase is a rule's", "\(verdict)")
        let isOurs = verdict.cause == .blockedAddress || verdict.cause == .poorReputation
        try demand(!isOurs || verdict.scope != .recipient, "our address is not the recipient's", "\(verdict)")
        try demand(!isOurs || !verdict.isHardBounce, "nor a hard bounce", "\(verdict)")
        try demand(!verdict.isHardBounce || verdict.permanence == .permanent, "hard is permanent", "\(verdict)")
    }

    private static let alphabet = FuzzScript.Alphabet(
        .high,
        [
            "550 5.1.1 ", "550-5.7.1 ", "451 4.7.1 ", "421 ", "250 ", "552 5.2.2 ", "550 ", "5.7.606", "4.x.y",
            "#5.1.1",
            "no such user", "user unknown", "mailbox full", "over quota", "blocked using ", "zen.example",
            "greylisted", "try again in 5 minutes", "come back in 00:04:39", "too many connections",
            "service unavailable", "client host ", "[192.0.2.1]", "2001:db8::1", "<a@example.test>",
            "blocked@example.test", "https://example.test/a?b=c", "spam", "virus", "SPF", "DKIM", "DMARC", " ", ". ",
            "; ", "\r\n", "-", "'", "isn't", "e-mail", "\u{E9}", "\u{410}\u{430}", "\u{2019}", "(in reply to RCPT TO)",
            "999999999999 hours", "wait ", "1:2:3", "reputation", "\0", "@", ":", "a.b.c",
        ])
}
