public import MailAddressing

/// Which recipients a rule is for; complete, as the directory has domains and aliases.
public enum RuleScope: Hashable, Sendable {
    /// All recipients of a domain, whatever their local parts; not those of the domains below it.
    case domain(DomainName)
    /// One alias, whatever the case of its local part.
    case alias(Mailbox)

    /// Parses a scope.
    ///
    /// - Parameter text: a mailbox for an alias, or a domain, for example `shop@example.org` or `example.org`.
    /// - Throws: `AddressError` with the rule that is broken and its place.
    public init(_ text: some StringProtocol) throws(AddressError) {
        if text.utf8.contains(UInt8(ascii: "@")) {
            self = .alias(try Mailbox(text).folded)
        } else {
            self = .domain(try DomainName(internationalized: text))
        }
    }

    /// The domain, or that of the alias; nil for an alias at an address literal.
    public var domain: DomainName? {
        switch self {
        case .domain(let domain): domain
        case .alias(let mailbox): mailbox.host.domain
        }
    }

    /// The scope with the local part of its alias in lower case, so that scopes that hold for the same are equal.
    var folded: RuleScope {
        switch self {
        case .domain: self
        case .alias(let mailbox): .alias(mailbox.folded)
        }
    }
}

extension RuleScope: CustomStringConvertible {
    /// The domain or the mailbox, as it is parsed.
    public var description: String {
        switch self {
        case .domain(let domain): domain.text
        case .alias(let mailbox): mailbox.description
        }
    }
}
