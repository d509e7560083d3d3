public import MXResolver
public import MailAddressing

extension Zone {
    /// What a resolver that validates finds about a part of the names (RFC 4033, section 5).
    ///
    /// Complete: the fourth state, indeterminate, is one that no answer shows.
    public enum Security: Hashable, Sendable {
        /// No signatures are expected: answers come as they are.
        case insecure
        /// The signatures are right: answers are authenticated.
        case secure
        /// The signatures are wrong: the answer is SERVFAIL, unless the query says not to validate (CD).
        case bogus
    }

    /// A zone with the same records in which a name and all names below it are marked.
    ///
    /// A name below that has a mark of its own keeps it.
    ///
    /// - Parameters:
    ///   - name: the name.
    ///   - security: what is found about it.
    /// - Returns: the zone with the mark.
    public func marking(_ name: DomainName, as security: Security) -> Zone {
        Zone(records, securityByName: securityByName.merging([DNSName(name): security]) { $1 })
    }

    /// What is said about a name: the mark of the nearest name above, or of itself.
    ///
    /// - Parameter name: the name, which need not exist.
    /// - Returns: what is found about it, or nil where nothing is said.
    public func security(of name: DNSName) -> Security? {
        guard !securityByName.isEmpty else { return nil }
        var ancestor: DNSName? = name
        while let name = ancestor {
            if let security = securityByName[name] { return security }
            ancestor = name.parent
        }
        return nil
    }

    /// What is found about an answer that rests on names: the worst of them, with `unmarked` where nothing is said.
    func security(of names: [DNSName], unmarked: Security) -> Security {
        let found = names.map { security(of: $0) ?? unmarked }
        if found.contains(.bogus) { return .bogus }
        return found.contains(.insecure) ? .insecure : .secure
    }
}
