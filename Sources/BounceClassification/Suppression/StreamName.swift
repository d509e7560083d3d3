/// The name of a stream of mail that people leave or complain about by itself: a list, a newsletter, receipts.
///
/// Two names are equal whatever the case of their letters, as list identifiers are (RFC 2919).
///
/// Guarantees: 1 to 255 octets of visible ASCII, in lower case.
public struct StreamName: Hashable, Sendable {
    /// The name in lower case, for example `news.example.com`.
    public let text: String

    /// The longest name in octets: that of a list identifier (RFC 2919).
    public static let maximumLength = 255

    /// Parses a name.
    ///
    /// - Parameter text: 1 to 255 octets of ASCII, none of them a blank or a control character.
    /// - Throws: `StreamNameError` with what is wrong.
    public init(_ text: some StringProtocol) throws(StreamNameError) {
        guard !text.isEmpty else { throw .empty }
        guard text.utf8.count <= Self.maximumLength else { throw .tooLong }
        for (offset, octet) in text.utf8.enumerated() where !(33...126).contains(octet) {
            throw .unexpectedOctet(octet, offset: offset)
        }
        self.text = text.lowercased()
    }
}

extension StreamName: CustomStringConvertible {
    /// The name in lower case.
    public var description: String { text }
}

/// What is wrong with the name of a stream; complete, as each case is a rule of `StreamName`.
public enum StreamNameError: Error, Hashable, Sendable {
    /// There is no name.
    case empty
    /// The name has more than 255 octets.
    case tooLong
    /// An octet that is no visible ASCII, and its place.
    case unexpectedOctet(UInt8, offset: Int)
}

extension StreamNameError: CustomStringConvertible {
    /// What is wrong, for people.
    public var description: String {
        switch self {
        case .empty: "the name of a stream is empty"
        case .tooLong: "the name of a stream has more than \(StreamName.maximumLength) octets"
        case .unexpectedOctet(let octet, let offset):
            "the name of a stream has the octet \(octet) at offset \(offset), which is no visible ASCII"
        }
    }
}
