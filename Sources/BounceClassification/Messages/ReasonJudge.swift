import SMTPProtocol

/// Classifies what several places of a message say of one recipient.
struct ReasonJudge {
    /// A place that may say why.
    struct Source {
        var text: String
        /// What the text answers, if known.
        var stage: BounceStage?
    }

    /// What a verdict depends on.
    private struct Question: Hashable {
        var text: String
        var stage: BounceStage?
        var status: EnhancedStatusCode?
        var host: String?
    }

    let classifier: BounceClassifier
    /// What was found: of many recipients the same is said.
    private var answers: [Question: BounceVerdict] = [:]
    /// More places say nothing new.
    private static let maximumSourceCount = 12

    /// Makes a judge for one message.
    init(classifier: BounceClassifier) { self.classifier = classifier }

    /// Classifies, by the first place whose words tell; or else by the surest.
    ///
    /// - Parameters:
    ///   - sources: the places, the best first.
    ///   - status: the enhanced status code of a report; it counts where the reply has none.
    ///   - host: the name of the host that spoke.
    ///   - recipient: the recipient's address.
    /// - Returns: the verdict, and the text that it was read from.
    mutating func verdict(
        _ sources: [Source], status: EnhancedStatusCode?, host: String?, recipient: String = ""
    ) -> (verdict: BounceVerdict, diagnostic: String?) {
        let sources = sources.prefix(Self.maximumSourceCount).filter { $0.text.utf8.contains { $0 > 32 } }
        var best: (verdict: BounceVerdict, diagnostic: String?)?
        for source in sources {
            let question = Question(text: source.text, stage: source.stage, status: status, host: host)
            let verdict = answers[question] ?? verdict(source, status, host)
            answers[question] = verdict
            if verdict.cause == .delivered { continue }
            if verdict.confidence > best?.verdict.confidence ?? 0 { best = (verdict, source.text) }
            if verdict.confidence >= Self.sureEnough { break }
        }
        var result = best ?? (classifier.classify("", status: status, host: host), sources.first?.text)
        // The codes may stand elsewhere than the words.
        let codes = sources.map { ReplyCodes(readFrom: $0.text) }
        result.verdict.facts.replyCode = result.verdict.facts.replyCode ?? codes.compactMap(\.code).first { $0 >= 400 }
        let isPoor = result.verdict.facts.status.map { $0.subject == 0 && $0.detail == 0 } ?? true
        if isPoor {
            result.verdict.facts.status = codes.compactMap(\.status).first ?? result.verdict.facts.status ?? status
        }
        result.diagnostic = result.diagnostic.map { Self.tidied($0) }
        if Self.isLate(result.verdict, result.diagnostic ?? "", recipient) {
            result.verdict = result.verdict.refusedLate()
        }
        return result
    }

    /// Classifies one place: a deployment's own rules count first, then what letters say, then all others.
    private func verdict(_ source: Source, _ status: EnhancedStatusCode?, _ host: String?) -> BounceVerdict {
        let verdict = classifier.classify(source.text, status: status, at: source.stage, host: host)
        guard verdict.confidence < 1 else { return verdict }
        var letter = ProseRules.classifier.classify(source.text, status: status, at: source.stage, host: host)
        guard letter.rule != nil else { return verdict }
        letter.facts = verdict.facts
        return letter
    }

    /// Whether the reply came when the server had taken the recipient.
    private static func isLate(_ verdict: BounceVerdict, _ diagnostic: String, _ recipient: String) -> Bool {
        switch verdict.facts.stage {
        case .data, .endOfData: return true
        case nil: break
        default: return false
        }
        // A template with the recipient left out: at RCPT there would have been one.
        let reply = TextLine(diagnostic.utf8).lowered
        if reply.contains("550 : user unknown") { return true }
        let address = recipient.lowercased()
        return lateDomains.contains { address.hasSuffix($0) } && reply.contains("unknown user")
    }

    /// Domains whose servers take every recipient at RCPT.
    private static let lateDomains = ["@docomo.ne.jp"]

    /// Whether what a letter says in general is more than a reply that calls the recipient unknown.
    func closer(than verdict: BounceVerdict, in sources: [Source]) -> BounceVerdict? {
        guard verdict.cause == .unknownRecipient, verdict.confidence < 1 else { return nil }
        for source in sources.prefix(Self.maximumSourceCount) {
            var letter = ProseRules.classifier.classify(source.text)
            guard letter.cause == .inactiveMailbox || letter.cause == .mailboxFull else { continue }
            letter.facts = verdict.facts
            letter.permanence = verdict.permanence
            return letter
        }
        return nil
    }

    /// Words tell, codes alone do not.
    private static let sureEnough = 0.8
    private static let maximumDiagnosticLength = 2_000

    private static func tidied(_ text: String) -> String {
        var result: [UInt8] = []
        for octet in text.utf8.prefix(maximumDiagnosticLength) {
            if !TextLine.isBlank(octet) { result.append(octet) } else if result.last != 32 { result.append(32) }
        }
        while result.last == 32 { result.removeLast() }
        return String(decoding: result, as: UTF8.self)
    }
}

extension BounceVerdict {
    /// The verdict where a server took the recipient and called it unknown only when it had seen the message.
    ///
    /// Whoever took a recipient knows it. Servers that hide their filters, those of telephones above all, say so of
    /// mailboxes that exist, and to give these up would be wrong.
    func refusedLate() -> BounceVerdict {
        guard cause == .unknownRecipient else { return self }
        var result = self
        result.cause = .refusedByRecipient
        if action == .suppressRecipient { result.action = .nothing }
        result.confidence = min(confidence, 0.8)
        return result
    }

    /// The verdict where a report says that the message was given up: nothing is unknown then.
    func givenUp() -> BounceVerdict {
        var result = self
        if permanence == .unknown { result.permanence = .permanent }
        // The message is not on its way any more: whoever tries again sends a new one.
        if permanence == .permanent, action == .retry { result.action = .nothing }
        return result
    }

    /// The verdict where a report says that the message is still on its way: whoever reports goes on trying.
    func stillTried() -> BounceVerdict {
        var result = self
        result.permanence = .temporary
        switch action {
        case .suppressRecipient, .retry, .retryAtStatedTime, .tryAnotherHost: result.action = .nothing
        case .slowSite, .suspendPath, .switchRoute, .alertOperator, .nothing: break
        }
        return result
    }

    /// A verdict that no words were needed for.
    init(sure cause: BounceCause, facts: BounceFacts = BounceFacts()) {
        let consequences = cause.consequences
        let permanence = consequences.fixedPermanence ?? consequences.permanenceWithoutCode
        self.init(
            cause: cause, permanence: cause == .feedback ? .unknown : permanence, scope: consequences.scope,
            action: permanence == .permanent ? consequences.actionWhenPermanent : .nothing, confidence: 1, rule: nil,
            phrase: nil, facts: facts)
    }
}
