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
    }

    /// Where a tag stands in the list.
    struct Place: Hashable, Sendable {
        /// The name as a number, of names of up to eight characters; zero for longer ones.
        var code: UInt64
        var name: Range<Int>
        /// The value between `=` and `;`, with the blanks at its ends.
        var value: Range<Int>
        /// The value without the blanks at its ends.
        var trimmedValue: Range<Int>
    }

    /// The whole list.
    private let octets: [UInt8]
    /// Where the tags stand, at least one.
    private let places: [Place]

    /// Parses a tag list.
    ///
    /// - Parameter octets: the whole list; one `;` at its end is accepted.
    /// - Throws: `DKIMError` with the problem `malformedTagList` or `duplicateTag`.
    public init(parsing octets: [UInt8]) throws(DKIMError) {
        guard let places = TagReader.places(in: octets) else { throw DKIMError(.malformedTagList) }
        self.octets = octets
        self.places = places
        if let place = duplicate { throw DKIMError(.duplicateTag(octets[place.name].text)) }
    }

    /// The first place whose name stands twice: found by comparing where there are few, as usual, else with a set.
    private var duplicate: Place? {
        guard places.count > 16 else {
            for (index, place) in places.enumerated() {
                for other in places[..<index] where other.code == place.code && octets[other.name] == octets[place.name]
                {
                    return place
                }
            }
            return nil
        }
        var names: Set<ArraySlice<UInt8>> = []
        return places.first { !names.insert(octets[$0.name]).inserted }
    }
}

extension TagList {
    /// The tags in the order in which they stand, at least one.
    public var tags: [Tag] {
        places.map { Tag(name: octets[$0.name].text, value: Array(octets[$0.trimmedValue])) }
    }

    /// The name of the first tag, which of a key record must be the version.
    var firstName: String { places.first.map { octets[$0.name].text } ?? "" }

    /// The value of a tag, or nil where it does not stand in the list.
    ///
    /// - Parameter name: the tag's name; case matters.
    public subscript(name: String) -> [UInt8]? {
        places.first { octets[$0.name].elementsEqual(name.utf8) }.map { Array(octets[$0.trimmedValue]) }
    }

    /// The octets of a tag's value, or nil.
    ///
    /// - Parameter name: a name of one to eight characters.
    func octets(_ name: StaticString) -> ArraySlice<UInt8>? { place(name).map { octets[$0.trimmedValue] } }

    /// Where a tag stands, or nil.
    ///
    /// - Parameter name: a name of one to eight characters.
    func place(_ name: StaticString) -> Place? {
        let code = name.withUTF8Buffer { unsafe TagReader.code(of: $0.span) }
        for place in places where place.code == code { return place }
        return nil
    }
}
