extension ProseReader {
    /// Addresses behind one of these, and a colon or a blank, are recipients.
    static let usualLabels = [
        "recipient:", "recipients:", "recipient(s):", "recipient address:", "failed recipient:", "final-recipient:",
        "original-recipient:", "delivered to:", "deliver to:", "deliver message to", "deliver message to:",
        "deliver your message to", "delivering your mail to", "delivering your message to", "deliver the message to",
        "failed address:", "failed addresses:", "intended recipient:", "undeliverable to", "undeliverable to:",
        "following recipient:", "following recipients:", "following address:", "following addresses:",
        "size:", "attempts:", "userid:", "addressed to:", "user:", "unknown user:", "user unknown:", "unknown host:",
        "host unknown:",
        "returned permanent errors:", "returned temporary errors:", "non-deliverable:", "not deliverable to",
        "delivery to", "delivery failed to", "could not be delivered to", "couldn't be delivered to",
        "wasn't delivered to", "was not delivered to", "cannot be delivered to", "not be delivered to:",
        "message to", "your message to", "mail to", "empfänger:", "adressat:", "destinataire:", "destinataires:",
        "destinatario:", "destinatários:", "destinatari:", "geadresseerde:", "получатель:", "адресат:", "宛先:", "宛先：",
        "受信者:", "収件者:", "收件人:", "收件者:", "收件人：",
    ]

    /// Lines that begin so name others: who sent the message, whom to ask.
    static let passedOver = [
        "from:", "from ", "mail from", ">>> mail", "sender:", "reply-to:", "message-id", "subject:", "cc:", "bcc:",
        "date:", "sent:", "return-path", "envelope-from", "received", "(expanded from", "(generated from", "(was ",
        "contact ", "please ", "for further", "for more", "if you ", "(via", "x-", "hello ", "dear ", "hi ",
        "original-mail-from", "to:",
    ]

    /// What a sentence says that names a recipient.
    static let refusals = [
        "not deliver", "be deliver", "unable to", "failed", "failure", "undeliver", "unknown", "not found", "not exist",
        "doesn't exist", "over quota", "exceed", "full", "reject", "refus", "error", "not listed", "no such",
        "disabled", "invalid", "delivery", "bounced", "does not", "cannot", "could not", "couldn't", "wasn't",
        "duplicated", "gateway", "denied", "not accept", "zugestellt", "zustell", "remis", "entregar", "entregad",
        "recapit", "afgeleverd", "доставлен", "できま", "無法", "无法", "失敗", "못",
    ]

    /// What is said behind an address, up to the next one.
    func reason(in lines: [TextLine], from line: Int, rest: ArraySlice<UInt8>, starts: [Int]) -> [TextLine] {
        guard line < lines.count else { return [] }
        let count = Self.count(of: starts) { $0 <= line }
        let end = count < starts.count ? starts[count] : lines.count
        return [TextLine(rest.drop { ">\"':,;. )".utf8.contains($0) })]
            + lines[(line + 1)..<end].prefix(Self.maximumReasonLineCount)
    }

    /// How many of some sorted numbers, from the first one on, are as asked.
    static func count(of sorted: [Int], _ isBefore: (Int) -> Bool) -> Int {
        var low = 0
        var high = sorted.count
        while low < high {
            let middle = (low + high) / 2
            if isBefore(sorted[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The places that say why in some lines: the first reply that is quoted, the first paragraph, and all.
    static func sources(in lines: ArraySlice<TextLine>) -> [ReasonJudge.Source] {
        let lines = lines.prefix(maximumReasonLineCount).filter { !$0.isRule && !isForPrograms($0) }[...]
        let start = lines.firstIndex { !$0.isEmpty } ?? lines.endIndex
        let end = lines[start...].firstIndex { $0.isEmpty } ?? lines.endIndex
        let paragraph = joined(lines[start..<end])
        let all = joined(lines[start...])
        var result: [ReasonJudge.Source] = []
        let stage = BounceStage(mentionedIn: paragraph[...].prefix(400))
        if let reply = QuotedReply(in: paragraph) ?? QuotedReply(in: all) {
            result.append(ReasonJudge.Source(text: reply.text, stage: reply.stage))
        }
        result.append(ReasonJudge.Source(text: spaced(paragraph), stage: stage))
        if all.count > paragraph.count {
            result.append(ReasonJudge.Source(text: spaced(all)))
        }
        return result
    }

    /// Whether a line is a field of a report, or a title that says nothing.
    private static func isForPrograms(_ line: TextLine) -> Bool {
        fields.contains { line.lowered.starts(with: $0.utf8) }
    }

    private static let fields = [
        "reporting-mta:", "final-recipient:", "original-recipient:", "action:", "status:", "x-actual-recipient:",
        "last-attempt-date:", "arrival-date:", "received-from-mta:", "remote-mta:", "technical details:",
        "will-retry-until:", "this is a mime-encapsulated message", "content-type:",
    ]

    /// Lines as one.
    private static func spaced(_ text: [UInt8]) -> String {
        String(decoding: text.map { $0 == 10 ? 32 : $0 }, as: UTF8.self)
    }

    /// Lines with line feeds between them, as much as is read of a reason.
    static func joined(_ lines: ArraySlice<TextLine>) -> [UInt8] {
        Array(lines.lazy.map(\.trimmed).joined(separator: [10]).prefix(BounceClassifier.maximumLength))
    }

    /// A reason is told in fewer lines.
    static let maximumReasonLineCount = 200
}
