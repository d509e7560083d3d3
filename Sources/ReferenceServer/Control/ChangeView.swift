import DeliveryQueue

/// What `queue hold`, `release`, `cancel` and `retry` show.
struct ChangeView: Codable, Sendable {
    /// What was done with a message.
    struct Message: Codable, Hashable, Sendable {
        var id: String
        /// How many recipients were changed; none where no recipient was in such a state.
        var recipients: Int
    }

    /// The messages that exist, in the order in which they were named.
    var messages: [Message] = []
    /// The names that no message has.
    var unknown: [String] = []

    /// Adds messages.
    ///
    /// - Parameters:
    ///   - ids: the messages.
    ///   - counts: how many recipients of each were changed.
    mutating func note(_ ids: [MessageID], _ counts: [MessageID: Int]) {
        messages += ids.map { Message(id: $0.description, recipients: counts[$0] ?? 0) }
    }

    /// Whether all that was named exists, and something was changed.
    var isSuccess: Bool { unknown.isEmpty && messages.contains { $0.recipients > 0 } }
}
