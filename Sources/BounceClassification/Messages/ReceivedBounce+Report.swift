import DeliveryReports
import MailAddressing
import SMTPProtocol

extension ReceivedBounce {
    /// Judges a report; nil where it names nobody.
    init?(
        _ report: ReceivedDeliveryReport, letter: BounceLetter, _ text: BounceText, _ classifier: BounceClassifier
    ) {
        var judge = ReasonJudge(classifier: classifier)
        var seen: Set<String> = []
        var recipients: [BouncedRecipient] = []
        var actions: Set<DeliveryAction> = []
        let named = report.recipients.filter { Self.address(of: $0) != nil }
        let findings = Self.proseFindings(named.compactMap(Self.address), text)
        let lines = named.count <= Self.maximumProseCount ? text.lines : []
        for status in named {
            guard let address = Self.address(of: status), seen.insert(address.lowercased()).inserted else { continue }
            let action = status.action ?? Self.action(of: status.status)
            actions.insert(action)
            let prose = findings[address.lowercased()] ?? []
            recipients.append(Self.recipient(address, status, action, prose: prose, lines, &judge))
        }
        guard !recipients.isEmpty else { return nil }
        kind = actions.contains(.failed) ? .failure : actions.contains(.delayed) ? .delay : .success
        self.recipients = recipients
        format = "report"
        let identifier = report.returned?.messageIdentifier ?? text.returnedValue(named: "Message-ID")
        originalMessageID = identifier.flatMap(Self.identifier)
    }

    private static func recipient(
        _ address: String, _ status: ReceivedRecipientStatus, _ action: DeliveryAction, prose: [ReasonJudge.Source],
        _ lines: [TextLine], _ judge: inout ReasonJudge
    ) -> BouncedRecipient {
        let diagnostic = status.diagnosticCode.map(\.description)
        let host = (status.remoteMTA?.host).map(\.description)
        guard action == .failed || action == .delayed else {
            var facts = BounceFacts()
            facts.status = status.status
            if let diagnostic { facts.replyCode = ReplyCodes(readFrom: diagnostic).code }
            // One that was relayed or expanded is on its way: no mailbox has taken it yet.
            var verdict = BounceVerdict(sure: action == .delivered ? .delivered : .undetermined, facts: facts)
            if action != .delivered { verdict.confidence = onItsWay }
            return BouncedRecipient(address, verdict, diagnostic: diagnostic)
        }
        var sources: [ReasonJudge.Source] = []
        if let diagnostic {
            let text = status.diagnosticCode?.text ?? diagnostic
            // What another server said may stand within what this one says.
            if let reply = QuotedReply(in: Array(text.utf8)), !text.hasPrefix(reply.text.prefix(3)) {
                sources.append(ReasonJudge.Source(text: reply.text, stage: reply.stage))
            }
            sources.append(ReasonJudge.Source(text: diagnostic, stage: stage(of: text, lines)))
        }
        if let comment = status.statedStatus, comment.contains("(") {
            sources.append(ReasonJudge.Source(text: comment))
        }
        var found = judge.verdict(
            sources + prose, status: status.status, host: host, recipient: address)
        found.verdict = judge.closer(than: found.verdict, in: prose) ?? found.verdict
        // The status says that the time is over, the words that the last attempt found nobody: that is how time passes.
        let isExpired = status.status?.subject == 4 && status.status?.detail == 7
        if isExpired, diagnostic == nil, found.verdict.phrase?.contains("connect") == true {
            found.verdict = judge.verdict([], status: status.status, host: host).verdict
        }
        let verdict = action == .failed ? found.verdict.givenUp() : found.verdict.stillTried()
        return BouncedRecipient(address, verdict, diagnostic: found.diagnostic)
    }

    /// What a reply answered, by the transcript in the text for people.
    ///
    /// Where commands are pipelined a transcript shows the refusal of the only recipient behind DATA; the reply to DATA
    /// itself, that no recipient is left, then follows.
    private static func stage(of reply: String, _ lines: [TextLine]) -> BounceStage? {
        let sought = TextLine(Array("<<< ".utf8) + Array(reply.utf8).prefix(60)).lowered
        guard let index = lines.firstIndex(where: { $0.lowered.starts(with: sought) }),
            let command = lines[..<index].last(where: { $0.trimmed.starts(with: ">>>".utf8) })
        else { return nil }
        let next = lines[(index + 1)...].prefix(3).contains { line in
            line.trimmed.starts(with: "<<<".utf8)
                && line.lowered.containsAny(of: ["need rcpt", "valid recip", "valid rcpt", "no recip", "rcpt command"])
        }
        if next { return .recipient }
        let word = command.lowered.dropFirst(4)
        if word.starts(with: "rcpt".utf8) { return .recipient }
        if word.starts(with: "mail".utf8) { return .mail }
        return word.starts(with: "data".utf8) ? .data : nil
    }

    /// What the text for people says of some addresses, by these in lower case.
    private static func proseFindings(_ addresses: [String], _ text: BounceText) -> [String: [ReasonJudge.Source]] {
        // Whoever writes to so many does not tell each one's reason in words.
        guard addresses.count <= maximumProseCount else { return [:] }
        let reader = ProseReader(text, maximumCount: addresses.count)
        return reader.findings(known: addresses).reduce(into: [:]) { $0[$1.address.lowercased()] = $1.sources }
    }

    private static func address(of status: ReceivedRecipientStatus) -> String? {
        if let mailbox = status.mailbox { return cut(mailbox.description) }
        let texts = [status.finalRecipient?.text, status.originalRecipient?.text].compactMap { $0 }
        return texts.compactMap { AddressMention.all(in: Array($0.utf8)).first?.address }.first
            ?? texts.first { !$0.isEmpty }.map(cut)
    }

    private static func cut(_ address: String) -> String {
        guard address.utf8.count > AddressMention.maximumLength else { return address }
        return String(decoding: address.utf8.prefix(AddressMention.maximumLength), as: UTF8.self)
    }

    private static func action(of status: EnhancedStatusCode?) -> DeliveryAction {
        switch status?.classDigit {
        case 2: .delivered
        default: .failed
        }
    }

    /// Where a message is on its way, that much is known and no more.
    private static let onItsWay = 0.5
    private static let maximumProseCount = 50
}
