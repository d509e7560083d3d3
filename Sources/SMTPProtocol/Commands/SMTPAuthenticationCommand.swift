/// What an `AUTH` says (RFC 4954, section 4); a password in it never appears in a description.
public struct SMTPAuthenticationCommand: Hashable, Sendable {
    /// The mechanism's name in upper case, known or not.
    public let mechanism: String
    /// The initial response, decoded; empty for `=`, nil where there is none.
    public let initialResponse: [UInt8]?

    /// Makes a command.
    ///
    /// - Parameters:
    ///   - mechanism: the mechanism's name.
    ///   - initialResponse: the initial response, decoded.
    public init(mechanism: String, initialResponse: [UInt8]?) {
        self.mechanism = mechanism
        self.initialResponse = initialResponse
    }
}

extension SMTPAuthenticationCommand: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The mechanism; the response is left out.
    public var description: String { "AUTH \(mechanism)" + (initialResponse == nil ? "" : " (redacted)") }
    /// The mechanism; the response is left out.
    public var debugDescription: String { description }
    /// A mirror without the response.
    public var customMirror: Mirror { Mirror(self, children: ["mechanism": mechanism]) }
}
