/// A text that goes through the control socket and is shown nowhere, such as what is kept of a password.
struct RedactedText: Hashable, Sendable {
    /// The text: a secret.
    let text: String

    /// Takes a text.
    ///
    /// - Parameter text: the text.
    init(_ text: String) { self.text = text }
}

extension RedactedText: Codable {
    /// Reads the text alone.
    init(from decoder: any Decoder) throws { text = try decoder.singleValueContainer().decode(String.self) }

    /// Writes the text alone.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

extension RedactedText: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Nothing of the text.
    var description: String { "(redacted)" }
    /// Nothing of the text.
    var debugDescription: String { description }
    /// A mirror without the text.
    var customMirror: Mirror { Mirror(self, children: [:]) }
}
