/// A rule that is to be added.
struct RuleDraft: Codable, Hashable, Sendable {
    /// The domain or the alias that it is for.
    var scope: String
    /// What a message must be, as people write it.
    var condition: String
    /// What becomes of it, as people write it.
    var action: String
    /// Its place among the others; lower goes first.
    var priority: Int32 = 0
    /// What people want to remember of it.
    var note = ""
}

/// What becomes other in a rule; what is absent stays.
struct RuleEdit: Codable, Hashable, Sendable {
    /// The domain or the alias that it is for.
    var scope: String?
    /// What a message must be, as people write it.
    var condition: String?
    /// What becomes of it, as people write it.
    var action: String?
    /// Its place among the others; lower goes first.
    var priority: Int32?
    /// Whether it counts.
    var isEnabled: Bool?
    /// What people want to remember of it.
    var note: String?
}
