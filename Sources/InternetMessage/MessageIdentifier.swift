public import MailAddressing

/// The identifier of a message, as in a Message-ID field (RFC 5322, section 3.6.4).
///
/// What makes it unique comes from outside, so that a test or a replay gets the same identifiers again.
public struct MessageIdentifier: Hashable, Sendable {
    /// The text between the angle brackets, for example `1f0a@example.com`.
    public let text: String

    /// The longest identifier in octets, without the angle brackets: a line of a header with a little room.
    public static let maximumLength = 900

    /// Makes an identifier from a text that nobody else uses.
    ///
    /// - Parameters:
    ///   - unique: random text, or a time and a counter: atoms joined by dots.
    ///   - domain: the domain in whose name it is unique.
    /// - Throws: `MessageError` with the problem `malformedIdentifier` when the text has other octets or is too long.
    public init(unique: String, domain: DomainName) throws(MessageError) {
        let octets = Array(unique.utf8)
        if let wrong = octets.firstIndex(where: { !$0.isAtomText && $0 != UInt8(ascii: ".") }) {
            throw MessageError(.malformedIdentifier, at: wrong)
        }
        guard !octets.isEmpty, octets.first != UInt8(ascii: "."), octets.last != UInt8(ascii: "."),
            !unique.contains(".."), octets.count + domain.text.utf8.count < Self.maximumLength
        else { throw MessageError(.malformedIdentifier, at: 0) }
        text = "\(unique)@\(domain)"
    }

    /// Reads an identifier in its angle brackets; blanks around them are ignored.
    ///
    /// What stands between the brackets is taken as it is, as many a program writes what the grammar does not have: it
    /// must be printable ASCII without spaces or angle brackets.
    ///
    /// - Parameter text: for example `<1f0a@example.com>`.
    /// - Throws: `MessageError` with the problem `malformedIdentifier` and its place.
    public init(_ text: some StringProtocol) throws(MessageError) {
        let octets = Array(text.utf8)
        let start = octets.firstIndex { !$0.isBlank } ?? octets.endIndex
        let end = octets.lastIndex { !$0.isBlank } ?? octets.startIndex
        guard start + 1 < end, octets[start] == UInt8(ascii: "<"), octets[end] == UInt8(ascii: ">"),
            end - start - 1 <= Self.maximumLength
        else { throw MessageError(.malformedIdentifier, at: 0) }
        let inside = octets[(start + 1)..<end]
        let isAllowed = { (octet: UInt8) in
            (33...126).contains(octet) && octet != UInt8(ascii: "<") && octet != UInt8(ascii: ">")
        }
        if let wrong = inside.firstIndex(where: { !isAllowed($0) }) {
            throw MessageError(.malformedIdentifier, at: wrong)
        }
        self.text = String(decoding: inside, as: UTF8.self)
    }
}

extension MessageIdentifier: CustomStringConvertible {
    /// The identifier in its angle brackets, as it stands in a field.
    public var description: String { "<\(text)>" }
}
