public import MailAddressing

/// Rules in the order of their turns, found by their recipients.
///
/// A rule with the lower priority has its turn first, and of equal ones that with the lower identifier, whether they
/// are for the alias or for its domain. Rules that forward add their mailboxes and the next rule has its turn; the
/// first one that redirects, blocks or discards ends the judging. What was added before a redirection stays: the
/// message goes to the mailboxes of both. What was added before a refusal or a discarding gets nothing.
public struct RuleBook: Hashable, Sendable {
    /// The rules, enabled or not, in the order of their turns.
    public let rules: [ForwardingRule]

    /// The places of the rules of each scope.
    private let places: [RuleScope: [Int]]

    /// Makes a book of rules.
    ///
    /// - Parameter rules: the rules in any order, each with an identifier of its own.
    public init(_ rules: [ForwardingRule]) {
        let sorted = rules.sorted { ($0.priority, $0.identifier) < ($1.priority, $1.identifier) }
        var places: [RuleScope: [Int]] = [:]
        for (place, rule) in sorted.enumerated() { places[rule.scope, default: []].append(place) }
        self.rules = sorted
        self.places = places
    }
}

extension RuleBook {
    /// The rules for a recipient, enabled or not, in the order of their turns.
    ///
    /// - Parameters:
    ///   - recipient: the alias, without a tag; the case of its local part does not matter.
    ///   - domain: the domain whose rules are meant too, usually that of the alias.
    public func rules(for recipient: Mailbox, domain: DomainName) -> [ForwardingRule] {
        let ofDomain = places[.domain(domain)] ?? []
        let ofAlias = places[.alias(recipient.folded)] ?? []
        guard !ofAlias.isEmpty else { return ofDomain.map { rules[$0] } }
        return (ofDomain + ofAlias).sorted().map { rules[$0] }
    }

    /// Whether an enabled rule for a recipient blocks some messages.
    ///
    /// A server takes such a recipient alone in a transaction, as it can refuse only the whole message at its end.
    ///
    /// - Parameters:
    ///   - recipient: the alias, without a tag.
    ///   - domain: the domain whose rules are meant too.
    public func mayRefuse(recipient: Mailbox, domain: DomainName) -> Bool {
        rules(for: recipient, domain: domain).contains { rule in
            guard rule.isEnabled, case .block = rule.action else { return false }
            return true
        }
    }

    /// Whether an enabled rule for a recipient asks for attachments, so that the body must be looked at.
    ///
    /// - Parameters:
    ///   - recipient: the alias, without a tag.
    ///   - domain: the domain whose rules are meant too.
    public func looksAtAttachments(recipient: Mailbox, domain: DomainName) -> Bool {
        rules(for: recipient, domain: domain).contains { $0.isEnabled && $0.condition == .hasAttachments }
    }

    /// Judges a message to a recipient.
    ///
    /// - Parameters:
    ///   - facts: what is known of the message.
    ///   - recipient: the alias, without a tag; the case of its local part does not matter.
    ///   - domain: the domain whose rules count too, usually that of the alias.
    public func judge(_ facts: MessageFacts, recipient: Mailbox, domain: DomainName) -> RuleVerdict {
        var explanation = RuleExplanation()
        var matched: [RuleIdentifier] = []
        var additional: [Mailbox] = []
        for rule in rules(for: recipient, domain: domain) {
            guard rule.isEnabled else {
                explanation.add(rule, "switched off")
                continue
            }
            guard rule.condition.holds(for: facts) else {
                let isUnknown = rule.condition == .hasAttachments && facts.hasAttachments == nil
                explanation.add(rule, isUnknown ? "not known, so no match" : "no match")
                continue
            }
            matched.append(rule.identifier)
            let outcome: RuleVerdict.Outcome
            switch rule.action {
            case .forward(let mailboxes):
                additional += mailboxes
                explanation.add(rule, RuleExplanation.match(rule))
                continue
            case .redirect(let mailboxes): outcome = .redirect(Self.unique(mailboxes + additional))
            case .block(let text): outcome = .block(text: text)
            case .discard: outcome = .discard
            }
            return RuleVerdict(outcome: outcome, matched: matched, explanation: explanation.finished(endedBy: rule))
        }
        return RuleVerdict(
            outcome: .forward(additional: Self.unique(additional)), matched: matched,
            explanation: explanation.finished())
    }

    /// The mailboxes without those that were there before.
    private static func unique(_ mailboxes: [Mailbox]) -> [Mailbox] {
        var seen: Set<Mailbox> = []
        return mailboxes.filter { seen.insert($0).inserted }
    }
}
