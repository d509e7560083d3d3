import DeliveryReports

extension ReceivedBounce {
    /// Reads a letter in words of the server's own.
    init(prose letter: BounceLetter, _ text: BounceText, _ signs: BounceSigns, _ classifier: BounceClassifier) {
        let kind = Self.kind(letter, text)
        var judge = ReasonJudge(classifier: classifier)
        let own = ["To", "From", "Return-Path", "Delivered-To"].flatMap { letter.values(named: $0) }
            .flatMap { AddressMention.all(in: Array($0.utf8)) }.map { $0.address.lowercased() }
        let count = min(letter.limits.maximumRecipientCount, Self.maximumRecipientCount)
        let reader = ProseReader(
            text, labels: signs.format?.labels ?? [], ownAddresses: Set(own),
            hasReasonFirst: signs.format?.hasReasonFirst ?? false,
            maximumCount: count)
        var findings = reader.findings(known: Array(signs.failedRecipients.prefix(count)))
        if findings.isEmpty, let address = Self.onlyRecipient(text) {
            findings = [ProseReader.Finding(address: address, sources: reader.wholeText)]
        }
        // A subject is about one of them.
        let subject = findings.count == 1 ? letter.subject : ""
        var recipients: [BouncedRecipient] = []
        for finding in findings {
            recipients.append(Self.recipient(finding, kind, subject: subject, signs.format?.cause, &judge))
        }
        self.recipients = recipients
        self.kind = kind
        format = "prose: " + (signs.format?.name ?? "other")
        originalMessageID = text.returnedValue(named: "Message-ID").flatMap(Self.identifier)
    }

    private static func recipient(
        _ finding: ProseReader.Finding, _ kind: Kind, subject: String, _ cause: BounceCause?,
        _ judge: inout ReasonJudge
    ) -> BouncedRecipient {
        if kind == .success { return BouncedRecipient(finding.address, BounceVerdict(sure: .delivered)) }
        let found = judge.verdict(finding.sources, status: nil, host: nil, recipient: finding.address)
        var verdict = found.verdict
        if verdict.confidence < weak {
            let title = judge.classifier.classify(subject)
            if title.confidence > max(verdict.confidence, weak) {
                verdict = title
                verdict.facts = found.verdict.facts
            } else if let cause, verdict.confidence == 0 {
                let facts = verdict.facts
                verdict = BounceVerdict(sure: cause, facts: facts)
                // The form tells, not the letter.
                verdict.confidence = weak
            }
        }
        return BouncedRecipient(
            finding.address, kind == .delay ? verdict.stillTried() : verdict.givenUp(), diagnostic: found.diagnostic)
    }

    /// Whom the message that was given back is for, if it is one.
    private static func onlyRecipient(_ text: BounceText) -> String? {
        guard let value = text.returnedValue(named: "To") else { return nil }
        let mentions = AddressMention.all(in: Array(value.utf8))
        return mentions.count == 1 ? mentions[0].address : nil
    }

    /// What the letter tells; a failure where it says that and something else.
    private static func kind(_ letter: BounceLetter, _ text: BounceText) -> Kind {
        let words = Array(letter.subject.utf8) + [10] + text.opening
        if words.containsAny(of: ends) { return .failure }
        if words.containsAny(of: delays) { return .delay }
        guard words.containsAny(of: successes) else { return .failure }
        // Some recipients may have got it and others not.
        let isRefused =
            text.opening.containsAny(of: BounceSigns.refusals)
            || Array(letter.subject.utf8).containsAny(of: BounceSigns.failures)
        return isRefused ? .failure : .success
    }

    private static let weak = 0.5
    /// A letter in words names few; a report may name more.
    private static let maximumRecipientCount = 200

    private static let ends = [
        "permanent error", "failed permanently", "permanent fatal error", "given up", "giving up", "permanent failure",
        "not going to try again", "(failure)", "no further delivery attempts", "could not be delivered for the last",
        "cannot send message for",
    ]
    private static let delays = [
        "has been delayed", "warning message only", "will be retried", "will continue to be attempted",
        "still being retried", "do not need to resend", "has not yet been delivered", "transient non-fatal errors",
        "delivery delayed", "delayed mail", "(delay)", "will keep trying", "will try again", "delivery is delayed",
        "warning: could not send", "not been delivered yet", "is still trying", "wird verzögert", "retardé",
        "aufgeschoben", "配信が遅延", "遅延",
    ]
    private static let successes = [
        "successfully delivered", "successful mail delivery", "status notification (success)", "was delivered to",
        "successful delivery notifications", "has been delivered", "wurde zugestellt", "a été remis",
        "ha sido entregado",
    ]
}
