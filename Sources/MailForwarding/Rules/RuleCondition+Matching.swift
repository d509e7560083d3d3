import MailAddressing

extension RuleCondition {
    /// Whether a message is as the condition wants it.
    ///
    /// - Parameter facts: what is known of the message.
    public func holds(for facts: MessageFacts) -> Bool {
        switch self {
        case .always: return true
        case .senderContains(let text):
            let text = FoldedText(text)
            return facts.senders.contains { $0.contains(text) }
        case .senderEquals(let mailbox):
            let address = FoldedText(mailbox.description)
            return facts.senders.contains { $0.address == address }
        case .senderDomain(let domain):
            return facts.senders.contains { $0.domain?.isEqualToOrBelow(domain) ?? false }
        case .subjectContains(let text): return facts.foldedSubject.contains(FoldedText(text))
        case .subjectEquals(let text): return facts.foldedSubject == FoldedText(text)
        case .sizeOver(let size): return facts.size > size
        case .sizeUnder(let size): return facts.size < size
        case .hasAttachments: return facts.hasAttachments ?? false
        case .listIdentifier(let text):
            guard let identifier = facts.listIdentifier.map({ FoldedText($0) }) else { return false }
            return identifier == FoldedText(text) || identifier.hasSuffix(FoldedText("." + text))
        }
    }
}
