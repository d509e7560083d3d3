/// A text as it is compared: in lower case, letter by letter, and canonically equivalent texts are the same.
///
/// Texts of ASCII are compared by their octets, others by their characters, which takes a time that grows with the
/// product of both lengths; whoever makes one bounds them.
struct FoldedText: Sendable {
    /// The text in lower case.
    let text: String
    /// Its octets, if all of them are ASCII.
    private let octets: [UInt8]?
    /// Its characters, unless all are ASCII.
    private let characters: [Character]

    init(_ text: String) {
        let lowercased = text.lowercased()
        let isASCII = lowercased.utf8.allSatisfy { $0 < 128 }
        self.text = lowercased
        octets = isASCII ? Array(lowercased.utf8) : nil
        characters = isASCII ? [] : Array(lowercased)
    }

    /// Whether the other text stands somewhere in this one; an empty one does everywhere.
    func contains(_ other: FoldedText) -> Bool {
        if let octets, let wanted = other.octets { return Self.find(wanted, in: octets) }
        return Self.find(other.allCharacters, in: allCharacters)
    }

    /// Whether this text ends with the other one.
    func hasSuffix(_ other: FoldedText) -> Bool {
        if let octets, let wanted = other.octets { return octets.suffix(wanted.count).elementsEqual(wanted) }
        let wanted = other.allCharacters
        return allCharacters.suffix(wanted.count).elementsEqual(wanted)
    }

    private var allCharacters: [Character] { octets == nil ? characters : Array(text) }

    private static func find<Element: Equatable>(_ wanted: [Element], in elements: [Element]) -> Bool {
        guard let first = wanted.first else { return true }
        guard wanted.count <= elements.count else { return false }
        for start in 0...(elements.count - wanted.count) where elements[start] == first {
            if elements[start..<(start + wanted.count)].elementsEqual(wanted) { return true }
        }
        return false
    }
}

extension FoldedText: Hashable {
    /// Equal texts are the same however their characters are composed.
    static func == (left: FoldedText, right: FoldedText) -> Bool { left.text == right.text }

    func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
