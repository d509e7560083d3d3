extension IDNATables {
    /// What UTS #46 says of a character (its section 5).
    ///
    /// Complete; the generator knows the numbers.
    enum Status: UInt32 {
        /// It stays, as do the characters that deviate from IDNA 2003: nothing here is transitional.
        case valid = 0
        /// It stays and makes the label invalid.
        case disallowed = 1
        /// Another character takes its place, so many code points away.
        case shifted = 2
        /// A text takes its place, which is empty for a character to be ignored; the number of its scalars is added.
        case replaced = 3
    }

    /// What the Bidi rule tells apart (RFC 5893, section 2).
    ///
    /// Complete; the generator knows the numbers.
    enum BidiClass: UInt32 {
        /// A class that no label may have.
        case other = 0
        /// L.
        case left = 1
        /// R and AL, which the rule treats alike.
        case right = 2
        /// AN.
        case arabicNumber = 3
        /// EN.
        case europeanNumber = 4
        /// ES, CS, ET, ON and BN, which the rule treats alike.
        case neutral = 5
        /// NSM.
        case nonspacing = 6
    }

    /// What the context of a joiner is made of (RFC 5892, appendix A.1).
    ///
    /// Complete; the generator knows the numbers.
    enum JoiningType: UInt32 {
        /// Any other type.
        case other = 0
        /// L.
        case left = 1
        /// R.
        case right = 2
        /// D.
        case dual = 3
        /// T.
        case transparent = 4
    }

    /// The bidirectional class of a character that UTS #46 allows; of others anything.
    static func bidiClass(_ scalar: UInt32) -> BidiClass { BidiClass(rawValue: bidiClasses[scalar]) ?? .other }

    /// The joining type of a character that UTS #46 allows; of others anything.
    static func joiningType(_ scalar: UInt32) -> JoiningType { JoiningType(rawValue: joiningTypes[scalar]) ?? .other }

    /// Whether a character that UTS #46 allows is a combining mark (general category M); of others anything.
    static func isMark(_ scalar: UInt32) -> Bool { marks[scalar] == 1 }

    /// The canonical combining class.
    static func combiningClass(_ scalar: UInt32) -> UInt32 {
        // The first combining character is U+0300, and most text lies before it.
        scalar < 0x300 ? 0 : combiningClasses[scalar]
    }

    /// Whether a character is a virama: of canonical combining class 9.
    static func isVirama(_ scalar: UInt32) -> Bool { combiningClass(scalar) == 9 }

    private static let bidiClasses = RunTable(bidiClassText)
    private static let joiningTypes = RunTable(joiningTypeText)
    private static let marks = RunTable(markText)
    private static let combiningClasses = RunTable(combiningClassText)
    /// What UTS #46 maps.
    static let mapping = MappingTable(mappingText)
    /// The canonical decompositions and compositions.
    static let decomposition = DecompositionTable(decompositionText)
}

/// A value for each code point, where equal values stand together.
struct RunTable: Sendable {
    private let starts: [UInt32]
    private let values: [UInt32]

    init(starts: [UInt32], values: [UInt32]) {
        self.starts = starts
        self.values = values
    }

    init(_ text: StaticString) {
        var reader = TableReader(text)
        var starts: [UInt32] = []
        var values: [UInt32] = []
        while let distance = reader.number(), let value = reader.number() {
            starts.append((starts.last ?? 0) &+ distance)
            values.append(value)
        }
        self.init(starts: starts, values: values)
    }

    /// The value of the run that holds the scalar; 0 before the first run.
    subscript(scalar: UInt32) -> UInt32 {
        let index = starts.partitioningIndex { $0 > scalar }
        return index == 0 ? 0 : values[index - 1]
    }
}

extension Array {
    /// The index of the first element that is true, if all that are false stand before; the count if there is none.
    func partitioningIndex(where isAfter: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = low + (high - low) / 2
            if isAfter(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

/// Reads the numbers of a table; the generator's manual has the format.
struct TableReader {
    private let octets: [UInt8]
    private var index = 0

    init(_ text: StaticString) {
        octets = text.withUTF8Buffer { unsafe Array($0) }
    }

    /// The next number, or nil at the end.
    mutating func number() -> UInt32? {
        var value: UInt32 = 0
        var shift: UInt32 = 0
        while index < octets.count {
            let octet = octets[index]
            index += 1
            // What is below the alphabet is the end of a line.
            guard octet >= 63 else { continue }
            let digit = UInt32(octet - 63)
            value |= (digit & 31) << shift
            if digit < 32 { return value }
            shift += 5
        }
        return nil
    }

    /// The next number with a sign, or nil at the end.
    mutating func signedNumber() -> Int32? {
        guard let value = number() else { return nil }
        let half = Int32(truncatingIfNeeded: value >> 1)
        return value & 1 == 0 ? half : ~half
    }
}
