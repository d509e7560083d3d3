/// What becomes other in an account, or is said of a new one; what is absent stays.
struct AccountEdit: Codable, Hashable, Sendable {
    /// What it may do: `admin` or `user`.
    var role: String?
    /// What is kept of its password; nothing where it has none.
    var password: Replacement<RedactedText>?
    /// Whether it is in use.
    var isEnabled: Bool?
    /// The most messages in an hour.
    var messagesPerHour: Replacement<Int>?
    /// The most messages in a day.
    var messagesPerDay: Replacement<Int>?
    /// The most recipients in an hour.
    var recipientsPerHour: Replacement<Int>?
    /// The most recipients in a day.
    var recipientsPerDay: Replacement<Int>?
}
