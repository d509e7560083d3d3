/// The sender of an envelope: a mailbox, or nobody (`<>`), as in a bounce (RFC 5321, section 4.5.5).
///
/// Complete, as the grammar knows these two.
public enum ReversePath: Hashable, Sendable {
    /// The null reverse path: nobody is to be told of a failure.
    case null
    /// A mailbox.
    case mailbox(Mailbox)

    /// Parses the text between the angle brackets; the empty text is the null reverse path.
    ///
    /// - Parameter text: a mailbox or nothing.
    /// - Throws: `AddressError` with the rule that is broken and its place.
    public init(_ text: some StringProtocol) throws(AddressError) {
        self = text.isEmpty ? .null : .mailbox(try Mailbox(text))
    }

    /// The mailbox, or nil for the null reverse path.
    public var mailbox: Mailbox? {
        if case .mailbox(let mailbox) = self { mailbox } else { nil }
    }
}

extension ReversePath: CustomStringConvertible {
    /// The text between the angle brackets; empty for the null reverse path.
    public var description: String { mailbox?.description ?? "" }
}
