public import MailAddressing

/// A text and the type that says how to read it, `type; text`, as reports have for servers and diagnoses (RFC 3464,
/// section 2.1.2).
public struct TypedText: Hashable, Sendable {
    /// The type in lower case, for example `dns` or `smtp`; nil where none is written.
    public let type: String?
    /// The text, blanks at both ends cut off.
    public let text: String

    /// Makes a typed text.
    ///
    /// - Parameters:
    ///   - type: the type; case does not matter.
    ///   - text: the text.
    public init(type: String?, text: String) {
        self.type = type?.lowercased()
        self.text = text
    }

    /// Reads a value; without a type, or with blanks in what would be one, all of it is the text.
    ///
    /// - Parameter value: for example `smtp; 550 no such user`.
    public init(parsing value: String) {
        let octets = Array(value.utf8)
        let semicolon = octets.firstIndex(of: UInt8(ascii: ";"))
        let type = octets[..<(semicolon ?? 0)].trimmed
        if let semicolon, (1...Self.maximumTypeLength).contains(type.count), type.allSatisfy({ $0.isAtomText }) {
            self.init(
                type: String(decoding: type, as: UTF8.self),
                text: String(decoding: octets[(semicolon + 1)...].trimmed, as: UTF8.self))
        } else {
            self.init(type: nil, text: String(decoding: octets.trimmed, as: UTF8.self))
        }
    }

    /// The host that the text names with its first word: a domain, an address literal, or an address without brackets.
    public var host: MailHost? {
        guard let word = text.split(whereSeparator: { $0 == " " || $0 == "(" }).first else { return nil }
        if let address = IPAddress(word) { return .literal(address) }
        return try? MailHost(word)
    }

    /// The longest type in octets; registered ones have up to a dozen.
    public static let maximumTypeLength = 60
}

extension TypedText: CustomStringConvertible {
    /// The type and the text, as they stand in a field.
    public var description: String { type.map { "\($0); \(text)" } ?? text }
}
