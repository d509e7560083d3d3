public import MailAddressing

extension SenderRewriter {
    /// Checks the address to which a report came, and finds the one that it stands for.
    ///
    /// An `SRS0` address stands for the sender; an `SRS1` address for the `SRS0` address of the first forwarder. That
    /// can be an address of our own domain, when a message has come back to us on its way: check it again then. What
    /// comes out has always a shorter local part, so that this ends.
    ///
    /// Whether an address has expired is told only of genuine ones. Whoever knows one can write by way of it until
    /// then; to let through reports only, which have no sender, is up to the caller.
    ///
    /// - Parameters:
    ///   - recipient: the address, as the envelope of the report has it.
    ///   - now: the time, in seconds since 1970.
    public func reversed(_ recipient: Mailbox, at now: Int64) -> SenderReversalVerdict {
        guard recipient.host == .domain(domain) else { return .notRewritten }
        switch RewrittenLocalPart(recipient.localPart) {
        case .direct(let content)?: return original(of: content, at: now)
        case .guarded(let content)?: return directAddress(of: content)
        case nil: return .notRewritten
        }
    }

    /// The sender that an `SRS0` address stands for.
    private func original(of content: String, at now: Int64) -> SenderReversalVerdict {
        guard let fields = RewrittenLocalPart.DirectFields(content), fields.hash.utf8.count == hashLength,
            let stamp = SenderRewritingStamp(fields.stamp), let host = try? MailHost(fields.host),
            let original = Mailbox(unquotedLocalPart: fields.localPart, host: host)
        else { return .malformed }
        guard isGenuine(fields.hash, of: fields.stamp + fields.host + fields.localPart) else { return .forged }
        return stamp.age(at: now) <= maximumAge ? .original(original) : .expired(original)
    }

    /// The `SRS0` address that an `SRS1` address stands for.
    private func directAddress(of content: String) -> SenderReversalVerdict {
        guard let fields = RewrittenLocalPart.GuardedFields(content), fields.hash.utf8.count == hashLength,
            let host = try? MailHost(fields.host),
            let direct = Mailbox(unquotedLocalPart: RewrittenLocalPart.directTag + fields.rest, host: host)
        else { return .malformed }
        guard isGenuine(fields.hash, of: fields.host + fields.rest) else { return .forged }
        return .original(direct)
    }
}
