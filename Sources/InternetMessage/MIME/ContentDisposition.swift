/// How an entity wants to be shown, as its Content-Disposition field says it (RFC 2183).
public struct ContentDisposition: Hashable, Sendable {
    /// The kinds; complete, as what is not known is ``other(_:)``.
    public enum Kind: Hashable, Sendable {
        /// Shown with the message.
        case inline
        /// Offered apart from it.
        case attachment
        /// Another, by its name in lower case; to be taken for an attachment (RFC 2183, section 2.8).
        case other(String)
    }

    /// The kind.
    public let kind: Kind
    /// The parameters.
    public let parameters: MIMEParameters

    /// Reads the value of a Content-Disposition field, tolerantly; see ``MIMEParameters`` for what is made of broken
    /// parameters.
    ///
    /// Answers nil when not even a kind stands there.
    ///
    /// - Parameter value: the octets behind the colon, folded or not.
    public init?(parsing value: ArraySlice<UInt8>) {
        var reader = MIMEValueReader(value)
        let name = reader.readToken()
        guard !name.isEmpty else { return nil }
        kind =
            switch name {
            case "inline": .inline
            case "attachment": .attachment
            default: .other(name)
            }
        parameters = MIMEParameters(ParameterSections(reading: &reader))
    }

    /// The name that the sender's file had, exactly as it is said.
    ///
    /// It is a stranger's word: it may hold folders, `..`, or a name that the system gives a meaning to. Never make a
    /// path of it (RFC 2183, section 2.3).
    public var fileName: String? { parameters["filename"] }
}
