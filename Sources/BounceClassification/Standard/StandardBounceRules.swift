/// The rules that come with the module: what servers say everywhere, and what single providers mean by their words.
public enum StandardBounceRules {
    /// All of them.
    ///
    /// They are read from the texts at the first use. A text with a mistake, which the tests rule out, would leave out
    /// its own rules only.
    public static let all: BounceRuleSet = {
        var set = BounceRuleSet()
        for text in texts {
            if let part = try? BounceRuleSet(parsing: text) { set.append(part) }
        }
        return set
    }()

    /// The texts of the rules, in the order in which they count; each is read by itself.
    static let texts = [
        signs, greylisting, authentication, senderReputation, names, contentLists, blocks, rates, content, structure,
        recipients, unknownRecipients, senders, security, network, system, statuses, codes, google, microsoft, yahoo,
        apple, american, gateways, german, french, russian, chinese, others,
    ]
}
