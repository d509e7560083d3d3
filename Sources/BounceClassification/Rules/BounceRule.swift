/// A rule: what a reply has to be, and what it means then.
///
/// Rules are written in the language that `BounceRuleSet` describes, and read from there.
public struct BounceRule: Hashable, Sendable {
    /// The rule's name, unique within a set.
    public let name: String
    /// What a reply means for which it holds.
    public let cause: BounceCause
    /// The permanence, where it is another than the cause brings with it.
    public internal(set) var permanence: BouncePermanence?
    /// The scope, where it is another than the cause brings with it.
    public internal(set) var scope: BounceScope?
    /// The action, where it is another than the cause brings with it.
    public internal(set) var action: BounceAction?
    /// The confidence, where it is another than that of the kind of rule: 0 to 1.
    public internal(set) var confidence: Double?
    /// Which of several rules of one kind comes first: 1 to 9, the smaller the sooner, 5 where nothing is said.
    public internal(set) var rank = 5
    /// The phrases of which a reply has to have one; any text where there are none.
    public internal(set) var phrases: [String] = []
    /// More phrases of which a reply has to have one.
    public internal(set) var furtherPhrases: [String] = []
    /// The phrases of which a reply may have none.
    public internal(set) var excludedPhrases: [String] = []
    /// The provider whose hosts it is about.
    public internal(set) var provider: String?
    /// Whether its phrases are those of this provider alone, so that they tell it where the host is not known.
    public internal(set) var isDistinctive = false
    /// Where the meaning comes from.
    public internal(set) var source = ""
    /// The line of the rules' text at which it begins, from 1 on.
    public let line: Int

    var codes: [ReplyCodePattern] = []
    var statuses: [StatusPattern] = []
    var hosts: [HostPattern] = []
    var stages = StageSet.all

    init(_ name: String, _ cause: BounceCause, line: Int) {
        self.name = name
        self.cause = cause
        self.line = line
    }
}

/// What a text is looked through for beside the rules: who speaks, what was answered, which list is meant.
struct BounceSign: Hashable, Sendable {
    /// What is known where the sign is found; complete.
    enum Meaning: Hashable, Sendable {
        case provider(String)
        case stage(BounceStage)
        case blockList(String)
        /// Somebody may be asked to wait.
        case wait
    }

    var meaning: Meaning
    var phrases: [String]
    var hosts: [HostPattern] = []
}
