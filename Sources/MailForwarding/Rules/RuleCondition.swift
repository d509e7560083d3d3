public import MailAddressing

/// What a message must be for a rule to match.
///
/// The sender is both the reverse path of the envelope and every mailbox of the From fields: a condition on the sender
/// holds when it holds for one of them. A bounce, whose reverse path is empty, has those of From alone; names beside
/// the addresses and the field Sender are not looked at.
///
/// Texts are compared without regard to the case of letters, each letter by itself, and ones that Unicode calls
/// canonically equivalent are the same; a letter with an accent is not the letter without.
///
/// Complete: these are the questions that ``MessageFacts`` can answer.
public enum RuleCondition: Hashable, Sendable {
    /// Nothing: every message matches.
    case always
    /// A sender's address has the text somewhere in it; its domain counts in A-labels and as people read it.
    case senderContains(String)
    /// A sender is this mailbox, whatever the case of the local part.
    case senderEquals(Mailbox)
    /// A sender's domain is this one or lies below it.
    case senderDomain(DomainName)
    /// The subject has the text somewhere in it.
    case subjectContains(String)
    /// The subject is the text.
    case subjectEquals(String)
    /// The message has more octets than this.
    case sizeOver(Int)
    /// The message has fewer octets than this.
    case sizeUnder(Int)
    /// The message has an attachment, as ``AttachmentDetector`` finds; where that is not known, this does not hold.
    case hasAttachments
    /// The identifier in List-Id is this, or ends with a dot and this (RFC 2919).
    case listIdentifier(String)

    /// The longest text in octets of UTF-8; the shortest has one.
    public static let maximumTextLength = RuleText.maximumLength

    /// Sees that a rule can have it.
    func check() throws(ForwardingRuleError) {
        switch self {
        case .always, .senderEquals, .senderDomain, .hasAttachments: break
        case .senderContains(let text), .subjectContains(let text), .subjectEquals(let text):
            try RuleText.check(text)
        case .sizeOver(let size), .sizeUnder(let size):
            guard size >= 0 else { throw .negativeSize }
        case .listIdentifier(let text): try RuleText.checkListIdentifier(text)
        }
    }
}
