/// One header field as it stands in a message, octet for octet (RFC 5322, section 2.2).
///
/// The octets are those of the message, folding, odd blanks and all; nothing is repaired, so that what is signed or sent
/// on is what came. Two fields are equal when their octets are.
public struct HeaderField: Hashable, Sendable {
    /// The whole field with its folding and, unless the message ended before it, its final CRLF.
    public let octets: ArraySlice<UInt8>
    /// The length of the name in octets.
    let nameLength: Int
    /// The distance from the first octet to the colon: more than the name's length when blanks stand before it.
    let colonOffset: Int

    /// Reads exactly one field.
    ///
    /// - Parameter octets: the field with or without its final CRLF.
    /// - Throws: `MessageError` with the problem `notOneField`, or that of a limit (``HeaderLimits/standard``).
    public init(parsing octets: [UInt8]) throws(MessageError) {
        let header = try MessageHeader(parsing: octets)
        guard let field = header.fields.first, header.fields.count == 1, header.ending == .endOfInput else {
            throw MessageError(.notOneField, at: header.fields.first?.octets.count ?? 0)
        }
        self = field
    }

    /// Takes octets for a field without looking at them.
    ///
    /// - Parameters:
    ///   - octets: a name, a colon directly behind it, and a value.
    ///   - nameLength: the length of the name, less than the number of octets.
    package init(unchecked octets: [UInt8], nameLength: Int) {
        self.init(octets: octets[...], nameLength: nameLength, colonOffset: nameLength)
    }

    init(octets: ArraySlice<UInt8>, nameLength: Int, colonOffset: Int) {
        self.octets = octets
        self.nameLength = nameLength
        self.colonOffset = colonOffset
    }
}

extension HeaderField {
    /// The name as it is written, without blanks before the colon.
    public var name: String { String(decoding: nameOctets, as: UTF8.self) }

    /// The name's octets as they are written.
    public var nameOctets: ArraySlice<UInt8> { octets.prefix(nameLength) }

    /// The octets behind the colon, with their folding but without the final CRLF.
    public var value: ArraySlice<UInt8> {
        let start = octets.startIndex + colonOffset + 1
        return octets[start..<(octets.endIndex - (endsWithLineEnd ? 2 : 0))]
    }

    /// The value as text: the line ends of its folding taken out, blanks at both ends cut off.
    ///
    /// Octets that are not UTF-8 become replacement characters. Encoded words (RFC 2047) stay as they are.
    public var unfoldedValue: String {
        let value = self.value
        var text: [UInt8] = []
        text.reserveCapacity(value.count)
        var index = value.startIndex
        while index < value.endIndex {
            if value[index] == UInt8(ascii: "\r"), index + 1 < value.endIndex, value[index + 1] == UInt8(ascii: "\n") {
                index += 2
            } else {
                text.append(value[index])
                index += 1
            }
        }
        let start = text.firstIndex { !$0.isBlank } ?? text.endIndex
        let end = text.lastIndex { !$0.isBlank }.map { $0 + 1 } ?? start
        return String(decoding: text[start..<end], as: UTF8.self)
    }

    /// Whether the field has this name; case does not matter (RFC 5322, section 1.2.2).
    ///
    /// - Parameter name: the name without the colon, for example `Subject`.
    public func isNamed(_ name: some StringProtocol) -> Bool {
        let other = name.utf8
        guard other.count == nameLength else { return false }
        return zip(nameOctets, other).allSatisfy { $0.lowercasedLetter == $1.lowercasedLetter }
    }

    /// Whether the field has its final CRLF.
    private var endsWithLineEnd: Bool {
        octets.count >= colonOffset + 3 && octets[octets.endIndex - 2] == UInt8(ascii: "\r")
            && octets[octets.endIndex - 1] == UInt8(ascii: "\n")
    }
}

extension HeaderField: CustomStringConvertible {
    /// The field's name and its unfolded value.
    public var description: String { "\(name): \(unfoldedValue)" }
}
