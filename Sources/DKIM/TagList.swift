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
        /// The name as a number, of names of up to eight characters; zero for longer ones.
        let code: UInt64
        /// The value without blanks at its ends, a piece of the list; those inside are kept.
        let octets: ArraySlice<UInt8>
        /// Where the value stands in the list, between `=` and `;`, with the blanks at its ends.
        let range: Range<Int>

        /// The value without blanks at its ends; those inside are kept.
        public var value: [UInt8] { Array(octets) }
    }

    /// The tags in the order in which they stand, at least one.
    public let tags: [Tag]

    /// Parses a tag list.
    ///
    /// - Parameter octets: the whole list; one `;` at its end is accepted.
    /// - Throws: `DKIMError` with the problem `malformedTagList` or `duplicateTag`.
    public init(parsing octets: [UInt8]) throws(DKIMError) {
        var tags: [Tag] = []
        tags.reserveCapacity(16)
        var index = Self.skipBlanks(octets, from: 0)
        repeat {
            let tag = try Self.tag(in: octets, from: index)
            tags.append(tag)
            index = Self.skipBlanks(octets, from: tag.range.upperBound + 1)
        } while index < octets.count
        if let name = Self.duplicate(in: tags) { throw DKIMError(.duplicateTag(name)) }
        self.tags = tags
    }

    /// The value of a tag, or nil where it does not stand in the list.
    ///
    /// - Parameter name: the tag's name; case matters.
    public subscript(name: String) -> [UInt8]? { tag(named: name)?.value }

    func tag(named name: String) -> Tag? { tags.first { $0.name == name } }

    /// The first name that stands twice: found by comparing where there are few, as usual, else with a set.
    private static func duplicate(in tags: [Tag]) -> String? {
        guard tags.count > 16 else {
            for place in tags.indices {
                for other in 0..<place where tags[other].code == tags[place].code {
                    if tags[other].name == tags[place].name { return tags[place].name }
                }
            }
            return nil
        }
        var names: Set<String> = []
        return tags.first { !names.insert($0.name).inserted }?.name
    }

    private static func tag(in octets: [UInt8], from start: Int) throws(DKIMError) -> Tag {
        var index = start
        while index < octets.count, octets[index].isTagName(first: index == start) { index += 1 }
        guard index > start else { throw DKIMError(.malformedTagList) }
        let nameEnd = index
        let name = String(decoding: octets[start..<nameEnd], as: UTF8.self)
        index = skipBlanks(octets, from: index)
        guard index < octets.count, octets[index] == UInt8(ascii: "=") else { throw DKIMError(.malformedTagList) }
        index += 1
        let valueStart = index
        while index < octets.count, octets[index] != UInt8(ascii: ";") {
            guard octets[index].isTagValue else { throw DKIMError(.malformedTagList) }
            index += 1
        }
        var (first, end) = (valueStart, index)
        while first < end, octets[first].isBlankOrLineEnd { first += 1 }
        while end > first, octets[end - 1].isBlankOrLineEnd { end -= 1 }
        return Tag(
            name: name, code: code(of: octets[start..<nameEnd]), octets: octets[first..<end], range: valueStart..<index)
    }

    /// The octets of a tag's value, or nil.
    ///
    /// - Parameter name: a name of one to eight characters.
    func octets(_ name: StaticString) -> ArraySlice<UInt8>? { index(of: name).map { tags[$0].octets } }

    /// Whether a tag stands in the list.
    ///
    /// - Parameter name: a name of one to eight characters.
    func has(_ name: StaticString) -> Bool { index(of: name) != nil }

    /// A tag, or nil.
    ///
    /// - Parameter name: a name of one to eight characters.
    func tag(_ name: StaticString) -> Tag? { index(of: name).map { tags[$0] } }

    private func index(of name: StaticString) -> Int? {
        let code = name.withUTF8Buffer { unsafe Self.code(of: $0) }
        for index in tags.indices where tags[index].code == code { return index }
        return nil
    }

    /// The name as a number; zero for one of over eight characters.
    private static func code(of name: some Collection<UInt8>) -> UInt64 {
        name.count <= 8 ? name.reduce(0) { $0 << 8 | UInt64($1) } : 0
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

extension Sequence<UInt8> {
    /// The octets without blanks and line ends.
    var withoutBlanks: [UInt8] { filter { !$0.isBlankOrLineEnd } }

    /// The elements of a list separated by colons, without blanks and in lower case; empty elements are left out.
    var colonList: [[UInt8]] {
        withoutBlanks.map(\.lowercasedLetter).split(separator: UInt8(ascii: ":")).map { Array($0) }
    }
}

extension Collection<UInt8> {
    /// The octets as text; those that are not UTF-8 become replacement characters.
    var text: String { String(decoding: self, as: UTF8.self) }
}

extension UInt8 {
    /// The octet with an upper case letter of ASCII made lower case.
    var lowercasedLetter: UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self
    }
}
