public import MailAddressing

extension MailDirectory {
    /// Adds a domain, which is not verified.
    ///
    /// - Parameters:
    ///   - name: the domain.
    ///   - keys: the keys that its mail is signed with, made by the caller, as making them takes time and randomness.
    ///   - actor: who asks; a user's domain is the user's own.
    ///   - owner: whom it shall belong to, where an administrator asks; nil for the administrators.
    ///   - note: what people note on it, on one line.
    ///   - now: the time, in seconds since 1970.
    /// - Returns: the domain.
    /// - Throws: `DirectoryError` of the kind `duplicate`, `invalid`, `notAllowed`, `unknown` for an owner without an
    ///   account, or `store`.
    @discardableResult
    public func addDomain(
        _ name: DomainName, keys: [DomainKey], as actor: DirectoryActor, owner: Mailbox? = nil, note: String = "",
        at now: Int64
    ) async throws(DirectoryError) -> ForwardingDomain {
        guard name.isHostName, name.parent != nil else {
            throw DirectoryError(.invalid, "\(name) is no domain that mail can be addressed to")
        }
        return try await change { [limits] contents throws(DirectoryError) in
            if let there = contents.domains[name] {
                // That somebody else has it is no secret: its MX record says so.
                let whose = actor.owns(there.owner) ? "" : " for another account"
                throw DirectoryError(.duplicate, "The domain \(name) is here already\(whose)")
            }
            guard contents.domains.count < limits.domains else {
                throw DirectoryError(.notAllowed, "There are \(limits.domains) domains, which is the most")
            }
            let keeper = try Self.keeper(owner, for: actor, in: contents)
            let own = keeper.map { keeper in contents.domains.values.count { $0.owner == keeper } } ?? 0
            guard own < limits.domainsPerUser else {
                throw DirectoryError(.notAllowed, "An account may have at most \(limits.domainsPerUser) domains")
            }
            var domain = ForwardingDomain(name, owner: keeper, keys: keys, creation: now)
            domain.note = note
            try Self.check(domain)
            return ([.putDomain(domain)], domain)
        }
    }

    /// Changes a domain: whose it is, who shares it, whether its mail is taken, its catch-all, its keys, its note.
    ///
    /// - Parameters:
    ///   - name: the domain.
    ///   - actor: who asks. Users cannot give a domain away, share it, or call it verified.
    ///   - edit: makes the changes; the name and the time of creation stay.
    /// - Returns: the domain as it is now.
    /// - Throws: `DirectoryError` of the kind `unknown`, `invalid`, `notAllowed` or `store`.
    @discardableResult
    public func changeDomain(
        _ name: DomainName, as actor: DirectoryActor, _ edit: (inout ForwardingDomain) -> Void
    ) async throws(DirectoryError) -> ForwardingDomain {
        try await change { contents throws(DirectoryError) in
            let before = try Self.domain(name, for: actor, in: contents)
            var after = before
            edit(&after)
            guard after.name == before.name else { throw DirectoryError(.invalid, "A domain cannot be renamed") }
            if actor != .administrator {
                let isGiven = after.owner != before.owner || after.isShared != before.isShared
                let isCalledVerified =
                    after.state == .verified && before.verification == nil || after.verification != before.verification
                guard !isGiven, !isCalledVerified else {
                    throw DirectoryError(.notAllowed, "Only an administrator may change this of a domain")
                }
            }
            after.owner = try Self.keeper(after.owner, for: .administrator, in: contents)
            try Self.check(after)
            return (after == before ? [] : [.putDomain(after)], after)
        }
    }

    /// Notes what came of looking for a domain's DNS records; a domain that is disabled stays so.
    ///
    /// - Parameters:
    ///   - name: the domain.
    ///   - isVerified: whether all that it needs was found. Where not, a domain that was verified stays so: mail is
    ///     still sent to it, and whoever looks is told.
    ///   - actor: who asks.
    ///   - now: the time, in seconds since 1970.
    /// - Returns: the domain as it is now.
    /// - Throws: `DirectoryError` of the kind `unknown` or `store`.
    @discardableResult
    public func noteVerification(
        of name: DomainName, isVerified: Bool, as actor: DirectoryActor, at now: Int64
    ) async throws(DirectoryError) -> ForwardingDomain {
        try await change { contents throws(DirectoryError) in
            let before = try Self.domain(name, for: actor, in: contents)
            guard isVerified else { return ([], before) }
            var after = before
            after.verification = now
            if after.state == .pending { after.state = .verified }
            return ([.putDomain(after)], after)
        }
    }

    /// Removes a domain with its aliases, rules, reverse aliases and keys.
    ///
    /// - Parameters:
    ///   - name: the domain.
    ///   - actor: who asks.
    /// - Returns: how many aliases went with it.
    /// - Throws: `DirectoryError` of the kind `unknown` or `store`.
    @discardableResult
    public func removeDomain(_ name: DomainName, as actor: DirectoryActor) async throws(DirectoryError) -> Int {
        try await change { contents throws(DirectoryError) in
            _ = try Self.domain(name, for: actor, in: contents)
            return ([.removeDomain(name)], contents.aliasCount(in: name))
        }
    }

    /// The domains that are there for somebody, by name.
    ///
    /// - Parameter actor: who asks.
    public func domains(as actor: DirectoryActor) -> [ForwardingDomain] {
        read { $0.domains.values.filter { actor.owns($0.owner) }.sorted { $0.name < $1.name } }
    }

    /// A domain that is there for somebody.
    ///
    /// - Parameters:
    ///   - name: the domain.
    ///   - actor: who asks.
    /// - Throws: `DirectoryError` of the kind `unknown`.
    public func domain(_ name: DomainName, as actor: DirectoryActor) throws(DirectoryError) -> ForwardingDomain {
        let found = read { $0.domains[name] }
        guard let found, actor.owns(found.owner) else { throw Self.unknown(name) }
        return found
    }

    static func domain(
        _ name: DomainName, for actor: DirectoryActor, in contents: DirectoryContents
    ) throws(DirectoryError) -> ForwardingDomain {
        guard let domain = contents.domains[name], actor.owns(domain.owner) else { throw unknown(name) }
        return domain
    }

    /// Whom something shall belong to.
    static func keeper(
        _ owner: Mailbox?, for actor: DirectoryActor, in contents: DirectoryContents
    ) throws(DirectoryError) -> Mailbox? {
        guard let owner = owner?.folded else { return actor.owner }
        guard actor == .administrator || actor.owner == owner else {
            throw DirectoryError(.notAllowed, "Only an administrator may make something that is another's")
        }
        guard contents.accounts[owner] != nil else {
            throw DirectoryError(.unknown, "There is no account \(owner)")
        }
        return owner
    }

    private static func unknown(_ name: DomainName) -> DirectoryError {
        DirectoryError(.unknown, "There is no domain \(name) here")
    }
}
