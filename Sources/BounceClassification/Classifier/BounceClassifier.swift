public import SMTPProtocol

/// Finds out what the replies of servers mean.
///
/// A pure value: the same reply gives the same verdict. Make one and use it from as many tasks as there are; `standard`
/// is made at its first use. A reply is classified in one pass over at most `maximumLength` octets of it; the rest is
/// passed over, and no text is too strange.
///
/// Which rule counts: a deployment's own ones come before the standard ones; of these, rules on a provider whose host or
/// mark is known or whose words are its alone, then words, then enhanced status codes, then plain codes by stage. Within
/// a kind the smaller rank comes first, then the place in the text. `BounceVerdict/explanation` names the rule and the
/// phrase.
///
/// Known limits: words are those of a dozen languages, a few phrases each, and a server may say anything. A verdict is
/// about what a server says, not about whether it is true.
public struct BounceClassifier: Sendable {
    /// The most octets of a text that are read.
    public static let maximumLength = NormalizedText.maximumLength

    /// The classifier with the standard rules.
    public static let standard = BounceClassifier(rules: StandardBounceRules.all)

    let compiled: CompiledRules

    /// Makes a classifier.
    ///
    /// - Parameters:
    ///   - rules: the rules, `StandardBounceRules.all` as a rule.
    ///   - own: a deployment's own rules, which come before all others.
    public init(rules: BounceRuleSet, own: BounceRuleSet = BounceRuleSet()) {
        compiled = CompiledRules(rules, own: own)
    }

    /// Classifies a reply.
    ///
    /// - Parameters:
    ///   - reply: the reply as it was parsed.
    ///   - stage: what it answers, if known: the same words mean something else at the greeting and at RCPT.
    ///   - host: the name of the host that spoke, if known; it tells the provider.
    /// - Returns: the verdict.
    public func classify(_ reply: SMTPReply, at stage: BounceStage? = nil, host: String? = nil) -> BounceVerdict {
        var text = NormalizedText()
        let lines = reply.lines
        for line in lines { text.append(line) }
        let codes = ReplyCodes(reply.code, reply.enhancedStatusCode, in: lines.first ?? "")
        return verdict(text, codes, stage, host, lines)
    }

    /// Classifies a reply with an enhanced status code from somewhere else, such as the Status field of a report.
    ///
    /// - Parameters:
    ///   - text: the text, with or without codes.
    ///   - status: the enhanced status code; it counts where the text has none of its own.
    ///   - stage: what it answers, if known.
    ///   - host: the name of the host that spoke, if known.
    /// - Returns: the verdict.
    public func classify(
        _ text: String, status: EnhancedStatusCode? = nil, at stage: BounceStage? = nil, host: String? = nil
    ) -> BounceVerdict {
        var codes = ReplyCodes(readFrom: text)
        codes.status = codes.status ?? status
        return verdict(NormalizedText(text).withoutRepeatedCodes(codes), codes, stage, host, [text])
    }
}
