/// A list of tags and values, as in a DKIM-Signature field or a key record (RFC 6376, section 3.2).
///
/// Blanks and line ends around names and values are no part of them. Stricter than some readers: a list in which a tag
/// stands twice, or has no `=`, is refused as a whole. More tolerant than the grammar: values may have octets over 127,
/// as internationalised mail has them (RFC 8616).
public struct TagList: Hashable, Sendable {
    /// One tag and its value.
    public struct Tag: Hashable, Sendable {
        /// The name; case matters.
        public let name: String
        /// The value without blanks at its ends; those inside are kept.
        public let value: [UInt8]
        /// Where the value stands in the list, between `=` and `;`, with the blanks at its ends.
        let range: Range<Int>
    }

    /// The tags in the order in which they stand, at least one.
    public let tags: [Tag]

    /// Parses a tag list.
    ///
    /// - Parameter octets: the whole list; one `;` at its end is accepted.
    /// - Throws: `DKIMError` with the problem `malformedTagList` or `duplicateTag`.
    public init(parsing octets: [UInt8]) throws(DKIMError) {
        var tags: [Tag] = []
        var names: Set<String> = []
        var index = Self.skipBlanks(octets, from: 0)
        repeat {
            let tag = try Self.tag(in: octets, from: index)
            guard names.insert(tag.name).inserted else { throw DKIMError(.duplicateTag(tag.name)) }
            tags.append(tag)
            index = Self.skipBlanks(octets, from: tag.range.upperBound + 1)
        } while index < octets.count
        self.tags = tags
    }

    /// The value of a tag, or nil where it does not stand in the list.
    ///
    /// - Parameter name: the tag's name; case matters.
    public subscript(name: String) -> [UInt8]? { tag(named: name)?.value }

    func tag(named name: String) -> Tag? { tags.first { $0.name == name } }

    private static func tag(in octets: [UInt8], from start: Int) throws(DKIMError) -> Tag {
        var index = start
        while index < octets.count, octets[index].isTagName(first: index == start) { index += 1 }
        guard index > start else { throw DKIMError(.malformedTagList) }
        let name = String(decoding: octets[start..<index], as: UTF8.self)
        index = skipBlanks(octets, from: index)
        guard index < octets.count, octets[index] == UInt8(ascii: "=") else { throw DKIMError(.malformedTagList) }
        index += 1
        let valueStart = index
        while index < octets.count, octets[index] != UInt8(ascii: ";") {
            guard octets[index].isTagValue else { throw DKIMError(.malformedTagList) }
            index += 1
        }
        let value = octets[valueStart..<index]
        let first = value.firstIndex { !$0.isBlankOrLineEnd } ?? value.endIndex
        let last = value.lastIndex { !$0.isBlankOrLineEnd }.map { $0 + 1 } ?? first
        return Tag(name: name, value: Array(value[first..<last]), range: valueStart..<index)
    }

    private static func skipBlanks(_ octets: [UInt8], from start: Int) -> Int {
        var index = start
        while index < octets.count, octets[index].isBlankOrLineEnd { index += 1 }
        return index
    }
}

extension UInt8 {
    /// Whether the octet is a space, a tab, or part of a line end.
    var isBlankOrLineEnd: Bool {
        switch self {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"): true
        default: false
        }
    }

    fileprivate func isTagName(first: Bool) -> Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): !first
        default: false
        }
    }

    fileprivate var isTagValue: Bool { isBlankOrLineEnd || (self > 32 && self != 127) }
}

extension [UInt8] {
    /// The octets without blanks and line ends.
    var withoutBlanks: [UInt8] { filter { !$0.isBlankOrLineEnd } }

    /// The elements of a list separated by colons, without blanks and in lower case; empty elements are left out.
    var colonList: [[UInt8]] {
        withoutBlanks.map(\.lowercasedLetter).split(separator: UInt8(ascii: ":")).map { Array($0) }
    }

    /// The octets as text; those that are not UTF-8 become replacement characters.
    var text: String { String(decoding: self, as: UTF8.self) }
}

extension UInt8 {
    /// The octet with an upper case letter of ASCII made lower case.
    var lowercasedLetter: UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self
    }
}
