public import SMTPProtocol

/// What a reply means, for whom, and what to do.
public struct BounceVerdict: Hashable, Sendable {
    /// Why.
    public var cause: BounceCause
    /// Whether the same message can reach the same recipient later or by another way.
    public var permanence: BouncePermanence
    /// Whom or what it is about.
    public var scope: BounceScope
    /// What to do.
    public var action: BounceAction
    /// How sure it is: 0 to 1.
    ///
    /// It is the kind of evidence, not a measured frequency: 1 for a deployment's own rule, 0.95 for a rule on the
    /// provider whose host or mark is known, 0.9 for words, 0.8 for a provider's words without any sign of the
    /// provider, 0.7 for an enhanced status code, 0.4 for a plain code and its stage, 0 for nothing. A rule may say
    /// otherwise.
    public var confidence: Double
    /// The name of the rule that held; nil where none did.
    public var rule: String?
    /// The phrase of the rule that was found; nil where it looks for none.
    public var phrase: String?
    /// What else the reply tells.
    public var facts: BounceFacts

    /// Whether the recipient's address is to be given up, as lists call a hard bounce.
    public var isHardBounce: Bool { permanence == .permanent && action == .suppressRecipient }

    /// Why it was decided so, in a sentence.
    public var explanation: String {
        guard let rule else { return "no rule matched" }
        if let phrase { return "rule \(rule) matched \"\(phrase)\"" }
        let code = [facts.replyCode.map { "\($0)" }, facts.status?.description].compactMap { $0 }
        return code.isEmpty ? "rule \(rule) matched" : "rule \(rule) matched \(code.joined(separator: " "))"
    }
}

/// What a reply tells beside its meaning.
public struct BounceFacts: Hashable, Sendable {
    /// The reply code: 200 to 599.
    public var replyCode: UInt16?
    /// The enhanced status code, even where it stands behind other text or its class is not that of the code.
    public var status: EnhancedStatusCode?
    /// What was answered: as it was given, or as the text says.
    public var stage: BounceStage?
    /// How long the host asks to wait, in seconds: 1 to 86,400.
    public var retryAfter: Int?
    /// The block list on which we are, by its name where it is known, else as the text calls it.
    public var blockList: String?
    /// The provider whose host it is, by the name that the rules give it.
    public var provider: String?
    /// The first web address in the text: for a block, where to ask for removal.
    public var url: String?

    /// Makes facts of which nothing is known.
    public init() {}
}
