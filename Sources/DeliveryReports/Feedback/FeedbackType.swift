/// What a feedback report is about (RFC 5965, section 7.3, and its registry).
///
/// Open: reports come with types that no registry has.
public struct FeedbackType: Hashable, Sendable {
    /// The type in lower case, for example `abuse`.
    public let name: String

    /// Makes a type.
    ///
    /// - Parameter name: the type as it is written; case does not matter.
    public init(_ name: some StringProtocol) { self.name = name.lowercased() }

    /// Unsolicited mail, or another kind of abuse.
    public static let abuse = FeedbackType("abuse")
    /// A fraud or phishing.
    public static let fraud = FeedbackType("fraud")
    /// A virus in the message.
    public static let virus = FeedbackType("virus")
    /// Any other feedback.
    public static let other = FeedbackType("other")
    /// The message is not what it was taken for: it is wanted (RFC 6430).
    public static let notSpam = FeedbackType("not-spam")
    /// A check of who sent the message failed (RFC 6591).
    public static let authenticationFailure = FeedbackType("auth-failure")
    /// The recipient wants no more of it; from drafts of the RFC, and still met.
    public static let optOut = FeedbackType("opt-out")
}

extension FeedbackType: CustomStringConvertible {
    /// The type in lower case.
    public var description: String { name }
}
