public import MailAddressing

extension MailDirectory {
    /// Adds an alias.
    ///
    /// - Parameters:
    ///   - alias: the alias. Its owner counts where an administrator asks; a user's alias is the user's own.
    ///   - actor: who asks: somebody whose domain it is in, or that it is shared with.
    /// - Returns: the alias as it was added.
    /// - Throws: `DirectoryError` of the kind `duplicate`, `invalid`, `unknown` for its domain or owner, `notAllowed`, or
    ///   `store`.
    @discardableResult
    public func addAlias(_ alias: Alias, as actor: DirectoryActor) async throws(DirectoryError) -> Alias {
        try Self.check(alias)
        return try await change { [limits] contents throws(DirectoryError) in
            var alias = alias
            let domain = try Self.usableDomain(of: alias.address, for: actor, in: contents)
            guard contents.aliases[alias.address] == nil else {
                throw DirectoryError(.duplicate, "There is an alias \(alias.address) already")
            }
            try Self.checkLocalPart(of: alias.address)
            guard actor.owns(domain.owner) || !Self.roleNames.contains(alias.address.localPart) else {
                throw DirectoryError(
                    .notAllowed, "Only whose the domain is may have the alias \(alias.address): others trust its name")
            }
            guard contents.aliases.count < limits.aliases else {
                throw DirectoryError(.notAllowed, "There are \(limits.aliases) aliases, which is the most")
            }
            alias.owner = try Self.keeper(alias.owner ?? actor.owner ?? domain.owner, for: actor, in: contents)
            let own = alias.owner.map { owner in contents.aliases.values.count { $0.owner == owner } } ?? 0
            guard own < limits.aliasesPerUser else {
                throw DirectoryError(.notAllowed, "An account may have at most \(limits.aliasesPerUser) aliases")
            }
            try Self.checkExpansion(of: alias, in: contents)
            return ([.putAlias(alias)], alias)
        }
    }

    /// Changes an alias: targets, whether it is enabled, expiry, note and so on.
    ///
    /// - Parameters:
    ///   - address: the alias.
    ///   - actor: who asks.
    ///   - edit: makes the changes; the address and the time of creation stay.
    /// - Returns: the alias as it is now.
    /// - Throws: `DirectoryError` of the kind `unknown`, `invalid`, `notAllowed` or `store`.
    @discardableResult
    public func changeAlias(
        _ address: Mailbox, as actor: DirectoryActor, _ edit: (inout Alias) -> Void
    ) async throws(DirectoryError) -> Alias {
        try await change { contents throws(DirectoryError) in
            let before = try Self.alias(address, for: actor, in: contents)
            var after = before
            edit(&after)
            guard after.address == before.address else { throw DirectoryError(.invalid, "An alias cannot be renamed") }
            if after.owner != before.owner {
                guard actor == .administrator else {
                    throw DirectoryError(.notAllowed, "Only an administrator may give an alias away")
                }
                after.owner = try Self.keeper(after.owner, for: actor, in: contents)
            }
            try Self.check(after)
            try Self.checkExpansion(of: after, in: contents)
            return (after == before ? [] : [.putAlias(after)], after)
        }
    }

    /// Removes an alias with its rules and reverse aliases; mail to it is refused from now on.
    ///
    /// - Parameters:
    ///   - address: the alias.
    ///   - actor: who asks.
    /// - Throws: `DirectoryError` of the kind `unknown` or `store`.
    public func removeAlias(_ address: Mailbox, as actor: DirectoryActor) async throws(DirectoryError) {
        try await change { contents throws(DirectoryError) in
            let alias = try Self.alias(address, for: actor, in: contents)
            return ([.removeAlias(alias.address)], ())
        }
    }

    /// The aliases that are there for somebody, by domain and local part.
    ///
    /// - Parameters:
    ///   - domain: only those of a domain; nil for all.
    ///   - actor: who asks.
    public func aliases(in domain: DomainName? = nil, as actor: DirectoryActor) -> [Alias] {
        read { contents in
            let all = domain.map { contents.aliases(in: $0) } ?? Array(contents.aliases.values)
            let found = all.filter { Self.mayUse($0, actor, in: contents) }
            return domain == nil ? found.sorted { $0.address.isBefore($1.address) } : found
        }
    }

    /// An alias that is there for somebody.
    ///
    /// - Parameters:
    ///   - address: the alias, its local part in any case.
    ///   - actor: who asks.
    /// - Throws: `DirectoryError` of the kind `unknown`.
    public func alias(_ address: Mailbox, as actor: DirectoryActor) throws(DirectoryError) -> Alias {
        let found = read { contents in
            contents.aliases[address.folded].flatMap { Self.mayUse($0, actor, in: contents) ? $0 : nil }
        }
        guard let found else { throw Self.unknown(address) }
        return found
    }

    static func alias(
        _ address: Mailbox, for actor: DirectoryActor, in contents: DirectoryContents
    ) throws(DirectoryError) -> Alias {
        guard let alias = contents.aliases[address.folded], mayUse(alias, actor, in: contents) else {
            throw unknown(address)
        }
        return alias
    }

    /// Whether an alias is there for somebody: it is their own, or in a domain of their own.
    private static func mayUse(_ alias: Alias, _ actor: DirectoryActor, in contents: DirectoryContents) -> Bool {
        if actor.owns(alias.owner) { return true }
        return alias.address.host.domain.flatMap { contents.domains[$0] }.map { actor.owns($0.owner) } ?? false
    }

    /// The domain of an address, where somebody may have an alias in it.
    private static func usableDomain(
        of address: Mailbox, for actor: DirectoryActor, in contents: DirectoryContents
    ) throws(DirectoryError) -> ForwardingDomain {
        guard let name = address.host.domain else {
            throw DirectoryError(.invalid, "\(address) is no alias: it has to be in a domain")
        }
        guard let domain = contents.domains[name], actor.owns(domain.owner) || domain.isShared else {
            throw DirectoryError(.unknown, "There is no domain \(name) here; add it first")
        }
        return domain
    }

    /// Sees that a local part is one that mail finds, and that means nothing else here.
    private static func checkLocalPart(of address: Mailbox) throws(DirectoryError) {
        let local = address.localPart
        guard !address.description.utf8.contains(UInt8(ascii: "\"")) else {
            throw DirectoryError(.invalid, "An alias has no blanks and no quotes in its local part")
        }
        let isReply = local.hasPrefix(ReverseAlias.prefix) || "\(local)+" == ReverseAlias.prefix
        guard !isReply, !SenderRewriter.isRewritten(localPart: local) else {
            throw DirectoryError(.invalid, "Addresses that begin as \(address) does are made by the server itself")
        }
    }

    private static func checkExpansion(of alias: Alias, in contents: DirectoryContents) throws(DirectoryError) {
        var changed = contents
        changed.apply(.putAlias(alias))
        switch TargetExpansion(of: alias, in: changed).outcome {
        case .targets: return
        case .circle(let address):
            throw DirectoryError(.invalid, "\(alias.address) leads through \(address) to itself")
        case .tooMany:
            throw DirectoryError(
                .invalid, "\(alias.address) leads to more than \(TargetExpansion.maximumCount) addresses")
        }
    }

    /// Names that others take for those in charge of a domain (RFC 2142), and certificate authorities for its owner.
    private static let roleNames: Set<String> = [
        "postmaster", "abuse", "admin", "administrator", "hostmaster", "webmaster", "security", "noc", "root",
        "mailer-daemon", "ssladmin", "info",
    ]

    private static func unknown(_ address: Mailbox) -> DirectoryError {
        DirectoryError(.unknown, "There is no alias \(address) here")
    }
}
