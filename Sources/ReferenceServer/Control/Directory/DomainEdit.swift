/// A domain that is to be added.
struct DomainDraft: Codable, Hashable, Sendable {
    /// The domain.
    var name: String
    /// The account that it shall belong to; absent for the administrators.
    var owner: String?
    /// What people want to remember of it.
    var note = ""
    /// The host that takes its mail; absent for the usual one.
    var mailHost: String?
    /// With what the selectors of its keys begin.
    var selectorPrefix = ""
}

/// What becomes other in a domain; what is absent stays.
struct DomainEdit: Codable, Hashable, Sendable {
    /// Whether its mail is taken, as far as its DNS records were found.
    var isEnabled: Bool?
    /// Who gets what is addressed to no alias.
    var catchAll: Replacement<[String]>?
    /// Whether a name below it stands for an alias.
    var takesSubdomains: Bool?
    /// Whether accounts that do not own it may have aliases in it.
    var isShared: Bool?
    /// The account that it belongs to.
    var owner: Replacement<String>?
    /// What people want to remember of it.
    var note: String?
}
