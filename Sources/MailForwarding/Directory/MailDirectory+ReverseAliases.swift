public import MailAddressing

extension MailDirectory {
    /// The address that stands for a correspondent of an alias; the same each time.
    ///
    /// - Parameters:
    ///   - correspondent: whom it stands for.
    ///   - alias: the alias.
    ///   - token: 16 random octets, from which a new address is made.
    ///   - now: the time, in seconds since 1970.
    /// - Returns: the reverse alias, which was kept before this returns.
    /// - Throws: `DirectoryError` of the kind `unknown` where there is no such alias, `notAllowed` where it has as many
    ///   as it may have, `invalid` for fewer octets, or `store`.
    public func reverseAlias(
        for correspondent: Mailbox, of alias: Mailbox, token: [UInt8], at now: Int64
    ) async throws(DirectoryError) -> ReverseAlias {
        if let there = read({ $0.reverseAlias(for: correspondent, of: alias.folded) }) { return there }
        guard token.count >= Self.tokenLength else {
            throw DirectoryError(.invalid, "A reverse alias is made of \(Self.tokenLength) octets")
        }
        let text = String(decoding: token.prefix(Self.tokenLength).map { Self.letters[Int($0 & 31)] }, as: UTF8.self)
        return try await change { [limits] contents throws(DirectoryError) in
            if let there = contents.reverseAlias(for: correspondent, of: alias.folded) { return ([], there) }
            guard let alias = contents.aliases[alias.folded] else {
                throw DirectoryError(.unknown, "There is no alias \(alias) here")
            }
            guard contents.reverseAliasCount(of: alias.address) < limits.reverseAliasesPerAlias else {
                throw DirectoryError(
                    .notAllowed,
                    "\(alias.address) has \(limits.reverseAliasesPerAlias) correspondents, which is the most")
            }
            let local = ReverseAlias.prefix + text
            guard let address = Mailbox(unquotedLocalPart: local, host: alias.address.host),
                contents.reverseAliases[address] == nil
            else { throw DirectoryError(.invalid, "No address could be made for a correspondent") }
            let reverse = ReverseAlias(
                address: address, alias: alias.address, correspondent: correspondent, creation: now)
            return ([.putReverseAlias(reverse)], reverse)
        }
    }

    /// What an address stands for, where it is a reverse alias.
    ///
    /// - Parameter address: the address, in any case.
    public func reverseAlias(at address: Mailbox) -> ReverseAlias? { read { $0.reverseAliases[address.folded] } }

    /// A secret of the directory, made where there is none yet.
    ///
    /// - Parameters:
    ///   - setting: which one.
    ///   - fresh: what it becomes where there is none: 32 random octets.
    /// - Returns: the secret, which was kept before this returns.
    /// - Throws: `DirectoryError` of the kind `store`.
    public func secret(_ setting: DirectorySetting, fresh: [UInt8]) async throws(DirectoryError) -> [UInt8] {
        try await change { contents in
            if let there = contents.settings[setting] { return ([], there) }
            return ([.putSetting(setting, fresh)], fresh)
        }
    }

    /// How many octets a reverse alias is made of: 16 letters of 5 bits each, 80 bits, which nobody finds by trying.
    public static let tokenLength = 16
    private static let letters = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)
}
