public import MailAddressing

/// A question to the suppression list: whether a mail may go to a recipient.
public struct SuppressionQuery: Hashable, Sendable {
    /// The recipient.
    public var recipient: Mailbox
    /// The domain of the envelope sender; nil for a bounce.
    public var senderDomain: DomainName?
    /// The stream that the mail belongs to, if any.
    public var stream: StreamName?

    /// Makes a question.
    ///
    /// - Parameters:
    ///   - recipient: the recipient.
    ///   - senderDomain: the domain of the envelope sender.
    ///   - stream: the stream that the mail belongs to.
    public init(_ recipient: Mailbox, from senderDomain: DomainName? = nil, stream: StreamName? = nil) {
        self.recipient = recipient
        self.senderDomain = senderDomain
        self.stream = stream
    }

    /// The keys whose entries would hold the mail back, at most six; the first that holds is the answer.
    ///
    /// The mailbox before its domain, and of each everybody, then the sender's domain, then the stream: what says most
    /// about the mailbox comes first.
    public var keys: [SuppressionKey] {
        var scopes = [SuppressionScope.everybody]
        if let senderDomain { scopes.append(.senderDomain(senderDomain)) }
        if let stream { scopes.append(.stream(stream)) }
        var targets = [SuppressionTarget(recipient)]
        if let domain = recipient.host.domain { targets.append(SuppressionTarget(domain: domain)) }
        return targets.flatMap { target in scopes.map { SuppressionKey(target, for: $0) } }
    }
}
