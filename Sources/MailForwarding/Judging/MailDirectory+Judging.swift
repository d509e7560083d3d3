public import MailAddressing

extension MailDirectory {
    /// Says what becomes of mail to an address, by its envelope alone.
    ///
    /// The postmaster of a domain is reached whatever the domain's state (RFC 5321, section 4.5.1).
    ///
    /// - Parameters:
    ///   - recipient: the address.
    ///   - postmasters: who gets mail for the postmaster of domains without an alias of this name; empty for those
    ///     accounts that are administrators.
    ///   - now: the time, in seconds since 1970.
    public func judge(_ recipient: Mailbox, postmasters: [Mailbox] = [], at now: Int64) -> RecipientVerdict {
        read { $0.judge(recipient, postmasters: postmasters, at: now) }
    }

    /// Says what becomes of a message for a recipient, once its header is known.
    ///
    /// - Parameters:
    ///   - facts: what rules look at.
    ///   - match: what the recipient was found as.
    ///   - now: the time, in seconds since 1970.
    public func judge(_ facts: MessageFacts, for match: RecipientMatch, at now: Int64) -> ForwardingVerdict {
        // What is for the postmaster is stopped by no rule.
        if case .postmaster = match.kind { return ForwardingVerdict(.forward(match.targets)) }
        // The rules are asked where nobody waits for it: a message may give them much to look at.
        let book = read { $0.ruleBook(of: match.domain) }
        let rules = book.judge(facts, recipient: match.address, domain: match.domain)
        let targets: [Mailbox]
        switch rules.outcome {
        case .forward(let additional): targets = match.targets + additional
        case .redirect(let others): targets = others
        case .block(let text): return ForwardingVerdict(.refuse(text: text), rules)
        case .discard: return ForwardingVerdict(.discard, rules)
        }
        let expansion = read { TargetExpansion(of: targets, in: $0, at: now) }
        guard case .targets(let found) = expansion.outcome, !found.isEmpty else {
            return ForwardingVerdict(.deadEnd, rules)
        }
        return ForwardingVerdict(.forward(found), rules)
    }

    /// Whether a rule may refuse a message for a recipient by what it contains: then it is better taken alone, as a
    /// message is accepted or refused for all of its recipients (RFC 5321, section 4.2.5).
    ///
    /// - Parameter match: what the recipient was found as.
    public func mayRefuse(_ match: RecipientMatch) -> Bool {
        read { $0.ruleBook(of: match.domain).mayRefuse(recipient: match.address, domain: match.domain) }
    }
}

extension DirectoryContents {
    fileprivate func judge(_ recipient: Mailbox, postmasters: [Mailbox], at now: Int64) -> RecipientVerdict {
        guard let place = place(of: recipient) else { return .elsewhere }
        let isPostmaster = !place.isBelow && place.localPart == "postmaster"
        if !isPostmaster {
            switch place.domain.state {
            case .pending: return .refused(.unverifiedDomain)
            case .disabled: return .refused(.disabledDomain)
            case .verified: break
            }
        }
        if let reverse = reverseAliases[recipient.folded] { return .reverse(reverse) }
        if let (alias, tag) = alias(at: place) {
            guard !isPostmaster || alias.isActive(at: now) && place.domain.state == .verified else {
                return postmaster(at: place, recipient, postmasters)
            }
            return judge(alias, tag: tag, domain: place.domain, at: now)
        }
        if isPostmaster { return postmaster(at: place, recipient, postmasters) }
        guard let catchAll = place.domain.catchAll, catchAll.isEnabled else { return .refused(.unknown) }
        return accept(
            .catchAll, TargetExpansion(of: catchAll.targets, in: self, at: now), address: recipient.folded,
            domain: place.domain.name, owner: place.domain.owner)
    }

    private func judge(
        _ alias: Alias, tag: String?, domain: ForwardingDomain, at now: Int64
    ) -> RecipientVerdict {
        guard alias.isActive(at: now), isEnabled(alias.owner) else {
            let isTemporary = alias.disabledAnswer == .defer
            if alias.disabledAnswer == .discard { return .discarded(alias) }
            return .refused(
                alias.isEnabled && alias.hasExpired(at: now)
                    ? .expiredAlias(isTemporary: isTemporary) : .disabledAlias(isTemporary: isTemporary))
        }
        return accept(
            .alias(alias, tag: tag), TargetExpansion(of: alias, in: self, at: now), address: alias.address,
            domain: domain.name, owner: alias.owner)
    }

    /// Whether mail goes on on behalf of somebody.
    func isEnabled(_ owner: Mailbox?) -> Bool {
        guard let owner else { return true }
        return accounts[owner]?.isEnabled ?? true
    }

    private func postmaster(
        at place: Place, _ recipient: Mailbox, _ postmasters: [Mailbox]
    ) -> RecipientVerdict {
        let targets = self.postmasters(or: postmasters)
        guard !targets.isEmpty else { return .refused(.noPostmaster) }
        let match = RecipientMatch(
            kind: .postmaster, address: recipient.folded, domain: place.domain.name, targets: targets, owner: nil)
        return .accepted(match)
    }

    /// Who gets mail for the postmaster: those that were named, or else the administrators.
    func postmasters(or named: [Mailbox]) -> [Mailbox] {
        guard named.isEmpty else { return named }
        let admins = accounts.values.filter { $0.role == .admin && $0.isEnabled }
        return admins.map(\.name).sorted { $0.isBefore($1) }
    }

    private func accept(
        _ kind: RecipientMatch.Kind, _ expansion: TargetExpansion, address: Mailbox, domain: DomainName,
        owner: Mailbox?
    ) -> RecipientVerdict {
        guard case .targets(let targets) = expansion.outcome, !targets.isEmpty else { return .refused(.deadEnd) }
        return .accepted(
            RecipientMatch(kind: kind, address: address, domain: domain, targets: targets, owner: owner))
    }
}
