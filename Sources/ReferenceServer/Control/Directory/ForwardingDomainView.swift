import DeliveryQueue
import MailAddressing
import MailForwarding

/// What is shown of a domain whose mail is forwarded; the names are part of the command line's promise.
struct ForwardingDomainView: Codable, Hashable, Sendable {
    /// What is shown of a key: nothing that is secret.
    struct Key: Codable, Hashable, Sendable {
        var selector: String
        var algorithm: String
        var created: String
    }

    var name: String
    /// `pending`, `verified` or `disabled`.
    var state: String
    /// The account that it belongs to; absent where it belongs to the administrators.
    var owner: String?
    /// Whether accounts that do not own it may have aliases in it.
    var isShared: Bool
    /// Whether a name below it stands for an alias.
    var takesSubdomains: Bool
    /// Who gets what is addressed to no alias; absent where such mail is refused.
    var catchAll: [String]?
    var keys: [Key]
    var note: String
    var created: String
    /// When its DNS records were last found to be as they should be; absent where they never were.
    var verified: String?
    /// How many aliases are in it.
    var aliases: Int
    /// How many rules it and its aliases have.
    var rules: Int

    /// Makes the view of a domain.
    ///
    /// - Parameters:
    ///   - domain: the domain.
    ///   - contents: the directory that it is in.
    init(_ domain: ForwardingDomain, in contents: DirectoryContents) {
        name = domain.name.text
        state = domain.state.rawValue
        owner = domain.owner?.description
        isShared = domain.isShared
        takesSubdomains = domain.takesSubdomains
        catchAll = domain.catchAll.flatMap { $0.isEnabled ? $0.targets.map(\.description) : nil }
        keys = domain.keys.map { key in
            Key(
                selector: key.selector, algorithm: key.algorithm.word,
                created: WallTime(seconds: key.creation).description)
        }
        note = domain.note
        created = WallTime(seconds: domain.creation).description
        verified = domain.verification.map { WallTime(seconds: $0).description }
        aliases = contents.aliasCount(in: domain.name)
        rules = contents.ruleBook(of: domain.name).rules.count
    }
}
