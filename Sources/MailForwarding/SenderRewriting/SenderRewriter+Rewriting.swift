public import MailAddressing

extension SenderRewriter {
    /// The address of our own domain under which mail of a sender is forwarded.
    ///
    /// - `SRS0` of an address that nobody has rewritten;
    /// - `SRS1` of an `SRS0` address of another domain, which is kept whole;
    /// - `SRS1` of an `SRS1` address of another domain: the hash is replaced, the first forwarder and what it has
    ///   behind `SRS0` remain. Where either is missing, it counts as an address that nobody has rewritten.
    ///
    /// Mail without a sender (`<>`) is never rewritten: its reverse path stays empty (RFC 5321, section 4.5.5).
    ///
    /// - Parameters:
    ///   - sender: the sender, as the envelope of the message has it.
    ///   - now: the time, in seconds since 1970.
    public func rewritten(_ sender: Mailbox, at now: Int64) -> SenderRewritingVerdict {
        guard let host = sender.host.domain else { return .impossible(.addressLiteral) }
        guard host != domain else { return .unneeded }
        let localPart = rewrittenLocalPart(of: sender.localPart, at: host, now: now)
        // Whatever could stand in a local part can stand in ours, so that there is one reason only.
        guard let mailbox = Mailbox(unquotedLocalPart: localPart, host: .domain(domain)) else {
            return .impossible(.doesNotFit)
        }
        return .rewritten(mailbox)
    }

    private func rewrittenLocalPart(of localPart: String, at host: DomainName, now: Int64) -> String {
        switch RewrittenLocalPart(localPart) {
        case .direct(let content)?:
            return guardedLocalPart(host: host.text, rest: content)
        case .guarded(let content)?:
            if let fields = RewrittenLocalPart.GuardedFields(content), (try? MailHost(fields.host))?.domain != nil {
                return guardedLocalPart(host: fields.host, rest: fields.rest)
            }
        case nil:
            break
        }
        let stamp = SenderRewritingStamp(at: now).text
        let code = hash(of: stamp + host.text + localPart)
        return "\(RewrittenLocalPart.directTag)\(separator.rawValue)\(code)=\(stamp)=\(host.text)=\(localPart)"
    }

    private func guardedLocalPart(host: String, rest: String) -> String {
        let code = hash(of: host + rest)
        return "\(RewrittenLocalPart.guardedTag)\(separator.rawValue)\(code)=\(host)=\(rest)"
    }
}
