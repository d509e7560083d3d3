/// What becomes other in an alias, or is said of a new one; what is absent stays.
struct AliasEdit: Codable, Hashable, Sendable {
    /// Who gets its mail.
    var targets: [String]?
    /// The account that it belongs to.
    var owner: Replacement<String>?
    /// Whether its mail goes on.
    var isEnabled: Bool?
    /// What becomes of mail while it is not in use: `refuse`, `defer` or `discard`.
    var whenDisabled: String?
    /// In how many seconds from now it stops.
    var lifetime: Replacement<Int64>?
    /// Whether what stands behind a `+` in the local part is left out of account.
    var takesTags: Bool?
    /// How authors are shown: `kept`, `rewritten` or `automatic`.
    var author: String?
    /// The name that answers have in From.
    var displayName: Replacement<String>?
    /// What people want to remember of it.
    var note: String?
}
