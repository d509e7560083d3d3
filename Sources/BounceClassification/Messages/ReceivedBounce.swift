/// What a received message tells of the delivery of another one: a bounce, a complaint or an automatic reply.
///
/// Standard reports (RFC 3464, RFC 5965) are read as such, and so are the letters that mail servers write instead; a
/// letter that a person wrote is none, even where it quotes or encloses a bounce. All texts are a stranger's and
/// anybody can write such a message: whoever acts on it first makes sure that it answers a message of theirs, as a
/// signed return path shows.
public struct ReceivedBounce: Hashable, Sendable {
    /// What a message tells.
    ///
    /// Complete: whatever else comes is no answer to a message that was sent.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// The message was given up for a recipient at least.
        case failure
        /// The message is late and still being tried.
        case delay
        /// The message was delivered, passed on or expanded.
        case success
        /// Somebody complained about the message.
        case feedback
        /// A program answered the message in the recipient's absence.
        case automaticReply
    }

    /// What the message tells.
    public let kind: Kind
    /// Whom it tells it of, in its order, each once; empty where nobody is named.
    public let recipients: [BouncedRecipient]
    /// How the message was read: `report`, `feedback`, `reply`, `notification: ` or `prose: ` with the name of a form.
    ///
    /// For people and logs; new forms come with new versions.
    public let format: String
    /// The Message-ID of the message that was sent, without angle brackets; nil where it did not come back.
    public let originalMessageID: String?
    /// The type that a report on feedback states, in lower case; nil where there is none.
    ///
    /// For example `abuse` or `not-spam` (RFC 5965, section 7.3); a stranger's text. A complaint that is not written as
    /// such a report has none.
    public internal(set) var feedbackType: String?
}
