public import MailAddressing

extension MailDirectory {
    /// The alias that an address means, in use or not, with or without what stands behind a `+`.
    ///
    /// - Parameter address: the address, in any case.
    public func alias(for address: Mailbox) -> Alias? { read { $0.alias(for: address)?.alias } }

    /// Everybody that an alias leads to, by whatever other aliases, in use or not.
    ///
    /// - Parameter alias: the alias; nobody where there is no such one.
    public func targets(of alias: Mailbox) -> [Mailbox] {
        read { contents in
            guard let alias = contents.aliases[alias.folded],
                case .targets(let targets) = TargetExpansion(of: alias, in: contents).outcome
            else { return [] }
            return targets
        }
    }

    /// Whether an address is a mailbox of ours: that of an alias which is among its own targets.
    ///
    /// Mail stays there, so that it need not be made ready for others to check.
    ///
    /// - Parameter address: the address.
    public func isMailbox(_ address: Mailbox) -> Bool {
        read { contents in
            let folded = address.folded
            guard let alias = contents.aliases[folded], contents.isVerified(folded.host) else { return false }
            return alias.targets.contains { $0.folded == folded }
        }
    }

    /// Whether mail goes on, and out, on behalf of somebody.
    ///
    /// - Parameter owner: the account; nil for the administrators.
    public func isEnabled(owner: Mailbox?) -> Bool {
        guard let owner else { return true }
        return read { $0.accounts[owner.folded]?.isEnabled ?? true }
    }

    /// Who gets mail for the postmaster of a name that is no domain of the directory, such as the server's own.
    ///
    /// - Parameters:
    ///   - address: the address.
    ///   - postmasters: who gets it; empty for those accounts that are administrators.
    /// - Returns: nil where nobody is named, or the address is in no domain.
    public func postmaster(at address: Mailbox, postmasters: [Mailbox]) -> RecipientMatch? {
        guard let domain = address.host.domain else { return nil }
        let targets = read { $0.postmasters(or: postmasters) }
        guard !targets.isEmpty else { return nil }
        return RecipientMatch(
            kind: .postmaster, address: address.folded, domain: domain, targets: targets, owner: nil)
    }
}
