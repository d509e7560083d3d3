import SMTPProtocol

extension BounceClassifier {
    /// What the phrases of a text say to the rules.
    private struct Findings {
        var matches: [PhraseMatcher.Match]
        /// The rules of which a phrase was found, in the order in which they are asked.
        var candidates: [Int] = []
        var also: [Int] = []
        var unless: [Int] = []
        var signs: [(sign: Int, end: Int)] = []
        /// So many come from no reply of a few lines.
        private static let manyCandidates = 64

        init(_ text: NormalizedText, _ compiled: CompiledRules) {
            matches = compiled.matcher.matches(in: text)
            candidates.reserveCapacity(matches.count * 2)
            for match in matches {
                for place in compiled.useStarts[match.phrase]..<compiled.useStarts[match.phrase + 1] {
                    switch compiled.uses[place] {
                    case .says(let rule): candidates.append(rule)
                    case .also(let rule): also.append(rule)
                    case .unless(let rule): unless.append(rule)
                    case .sign(let sign): signs.append((sign, match.end))
                    }
                }
            }
            // A long text says the same many times; each rule is asked once.
            if candidates.count > Self.manyCandidates { candidates = Array(Set(candidates)) }
            candidates.sort()
        }
    }

    /// What is known of a reply beside its words.
    private struct Context {
        var codes: ReplyCodes
        var stage: BounceStage?
        var host: [UInt8]
        var provider: String?
    }

    func verdict(
        _ text: NormalizedText, _ codes: ReplyCodes, _ stage: BounceStage?, _ host: String?, _ lines: [String]
    ) -> BounceVerdict {
        let findings = Findings(text, compiled)
        var context = Context(codes: codes, stage: stage, host: Self.normalized(host))
        let isKnownHost = identifyProvider(&context, findings)
        var facts = BounceFacts()
        facts.replyCode = codes.code
        facts.status = codes.status
        facts.provider = context.provider
        var mayAskToWait = false
        for found in findings.signs {
            switch compiled.signs[found.sign].meaning {
            case .stage(let named): context.stage = context.stage ?? named
            case .blockList(let name): facts.blockList = facts.blockList ?? name
            case .wait: mayAskToWait = true
            case .provider: break
            }
        }
        facts.stage = context.stage
        if mayAskToWait { facts.retryAfter = RetryHint.seconds(askedForBy: text) }
        facts.url = WebAddress.first(in: lines)
        if let code = codes.code, code < 400 { return Self.unrefused(code, facts) }
        guard let (place, kind) = firstRule(context, findings, isKnownHost: isKnownHost) else {
            return verdict(of: nil, confidence: 0, phrase: nil, facts)
        }
        let rule = compiled.rules[place]
        let phrase = findings.matches.first { match in
            compiled.uses(of: match.phrase).contains { if case .says(place) = $0 { true } else { false } }
        }
        if rule.cause.isBlock, facts.blockList == nil { facts.blockList = text.blockListName }
        if !rule.cause.isBlock, rule.cause != .blockedDomain, rule.cause != .spamContent { facts.blockList = nil }
        let confidence = rule.confidence ?? Self.confidence(kind, isKnownHost: isKnownHost)
        return verdict(of: rule, confidence: confidence, phrase: phrase.map { compiled.phrases[$0.phrase] }, facts)
    }

    private static func unrefused(_ code: UInt16, _ facts: BounceFacts) -> BounceVerdict {
        BounceVerdict(
            cause: code < 300 ? .delivered : .undetermined, permanence: .unknown, scope: .message, action: .nothing,
            confidence: code < 300 ? 1 : 0, facts: facts)
    }

    private static func confidence(_ kind: CompiledRules.Kind, isKnownHost: Bool) -> Double {
        switch kind {
        case .own: 1
        case .provider: isKnownHost ? 0.95 : 0.8
        case .words: 0.9
        case .status: 0.7
        case .code: 0.4
        }
    }

    /// Finds the provider by its host, or by what its replies show; false where neither tells.
    private func identifyProvider(_ context: inout Context, _ findings: Findings) -> Bool {
        if !context.host.isEmpty, let place = compiled.providers.firstIndex(where: { $0.host.fits(context.host) }) {
            context.provider = compiled.providers[place].name
            return true
        }
        for found in findings.signs {
            if case .provider(let name) = compiled.signs[found.sign].meaning {
                context.provider = name
                return true
            }
        }
        return false
    }

    private func firstRule(
        _ context: Context, _ findings: Findings, isKnownHost: Bool
    ) -> (place: Int, kind: CompiledRules.Kind)? {
        for kind in CompiledRules.Kind.allCases {
            if let place = first(in: kind, context, findings, takesStrangers: false) { return (place, kind) }
            // Words that a provider alone uses tell it, where nothing else does.
            if kind == .provider, context.provider == nil,
                let place = first(in: .provider, context, findings, takesStrangers: true)
            {
                return (place, .provider)
            }
        }
        return nil
    }

    /// The first rule of a kind that fits: of those whose phrases were found and those that look for none.
    private func first(
        in kind: CompiledRules.Kind, _ context: Context, _ findings: Findings, takesStrangers: Bool
    ) -> Int? {
        let range = compiled.ranges[kind.rawValue]
        let found = findings.candidates.first { place in
            range.contains(place) && fits(place, context, findings, takesStrangers)
        }
        guard !takesStrangers else { return found }
        let wordless = compiled.wordless[kind.rawValue]
        for place in wordless {
            if let found, found < place { break }
            if fits(place, context, findings, false) { return place }
        }
        return found
    }

    private func fits(_ place: Int, _ context: Context, _ findings: Findings, _ takesStrangers: Bool) -> Bool {
        let gate = compiled.gates[place]
        if takesStrangers, !gate.isDistinctive { return false }
        if !gate.statuses.isEmpty {
            guard gate.statuses.contains(where: { compiled.statuses[$0].fits(context.codes.status) }) else {
                return false
            }
        }
        if gate.stages != .all, !(context.stage.map { gate.stages.contains($0) } ?? false) { return false }
        if gate.hasCodes, !compiled.rules[place].codes.contains(where: { $0.fits(context.codes.code) }) { return false }
        if gate.hasHosts, !takesStrangers, !fitsHost(compiled.rules[place], context) { return false }
        if gate.hasFurtherPhrases, !findings.also.contains(place) { return false }
        return !gate.hasExcludedPhrases || !findings.unless.contains(place)
    }

    private func fitsHost(_ rule: BounceRule, _ context: Context) -> Bool {
        if let provider = rule.provider, provider != context.provider { return false }
        return rule.hosts.isEmpty || rule.hosts.contains { $0.fits(context.host) }
    }

    private func verdict(
        of rule: BounceRule?, confidence: Double, phrase: String?, _ facts: BounceFacts
    ) -> BounceVerdict {
        let cause = rule?.cause ?? .undetermined
        let consequences = cause.consequences
        let permanence = rule?.permanence ?? consequences.permanence(facts)
        let scope = rule?.scope ?? consequences.scope
        var action =
            rule?.action
            ?? (permanence == .permanent ? consequences.actionWhenPermanent : consequences.actionWhenTemporary)
        if cause == .systemFailure, permanence == .temporary, rule?.action == nil, facts.stage?.isForAll == true {
            // Whoever cannot take a message for anybody has too much to do.
            action = .slowSite
        }
        if permanence == .temporary, action == .retry, facts.retryAfter != nil { action = .retryAtStatedTime }
        if permanence == .unknown, rule?.action == nil, facts.replyCode == nil { action = .nothing }
        return BounceVerdict(
            cause: cause, permanence: permanence, scope: scope, action: action, confidence: confidence,
            rule: rule?.name, phrase: phrase, facts: facts)
    }

    /// A host's name in small letters, without a dot at its end.
    private static func normalized(_ host: String?) -> [UInt8] {
        guard let host else { return [] }
        var octets = host.utf8.map { (65...90).contains($0) ? $0 | 0x20 : $0 }
        if octets.last == UInt8(ascii: ".") { octets.removeLast() }
        return octets
    }
}

extension BounceCause.Consequences {
    /// The permanence by the codes of a reply: the reply code's class first, then the enhanced one's.
    func permanence(_ facts: BounceFacts) -> BouncePermanence {
        if let fixedPermanence { return fixedPermanence }
        if let code = facts.replyCode { return code >= 500 ? .permanent : .temporary }
        if let status = facts.status { return status.classDigit == 5 ? .permanent : .temporary }
        return permanenceWithoutCode
    }
}

extension BounceCause {
    /// Whether it is our address that is not wanted.
    var isBlock: Bool { self == .blockedAddress || self == .poorReputation }
}
