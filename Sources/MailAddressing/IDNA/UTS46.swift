/// Internationalized domain names by UTS #46, section 4: mapping, normalization, labels, and both ways.
///
/// Not transitional, with CheckHyphens, CheckBidi, CheckJoiners and UseSTD3ASCIIRules. Every text has a result, even a
/// wrong one; what is wrong first is beside it. Callers bound the length of the text.
package struct UTS46: Sendable {
    /// A label of the name.
    struct Label: Sendable {
        /// The label for people: what a valid A-label stands for, else what was given, mapped and normalized.
        var scalars: [UInt32]
        /// Where the label begins in the text, in octets.
        let offset: Int

        /// Whether nothing in it is beyond ASCII.
        var isASCII: Bool { scalars.allSatisfy { $0 < 0x80 } }
    }

    /// The labels from left to right; the last one is empty if the name ends with a dot, the only one if it is empty.
    private(set) var labels: [Label] = []
    /// Where the dot before the last label stands; nil when there is one label.
    private(set) var lastDot: Int?
    /// The first thing that is wrong, except for lengths.
    package private(set) var problem: AddressError?

    /// Processes a name (UTS #46, section 4).
    ///
    /// - Parameter octets: UTF-8, with any of the dots that UTS #46 knows.
    /// - Throws: `AddressError` when the octets are no UTF-8; nothing else is thrown.
    package init(_ octets: Span<UInt8>) throws(AddressError) {
        let scalars = try PlacedScalar.decoding(octets)
        split(UnicodeNormalization.composed(Self.mapped(scalars)), end: octets.count)
        for index in labels.indices { convert(at: index) }
        checkDirections()
    }

    /// The name with U-labels, even if something is wrong with it.
    package var unicode: String {
        var text = String.UnicodeScalarView()
        for (index, label) in labels.enumerated() {
            if index > 0 { text.append(".") }
            for scalar in label.scalars { text.append(UnicodeScalar(scalar) ?? "\u{FFFD}") }
        }
        return String(text)
    }

    /// The name with A-labels, even if something is wrong with it; nil when a label is beyond Punycode.
    package var ascii: String? {
        var octets: [UInt8] = []
        for (index, label) in labels.enumerated() {
            guard let text = Self.ascii(label) else { return nil }
            if index > 0 { octets.append(UInt8(ascii: ".")) }
            octets += text
        }
        return String(decoding: octets, as: UTF8.self)
    }

    /// A label as ASCII: as it is, or its A-label (section 4.2, step 3).
    static func ascii(_ label: Label) -> [UInt8]? {
        if label.isASCII { return label.scalars.map { UInt8($0) } }
        return Punycode.encode(label.scalars).map { Array("xn--".utf8) + $0 }
    }

    /// Puts in the place of each character what the table says (section 4, step 1).
    private static func mapped(_ text: [PlacedScalar]) -> [PlacedScalar] {
        var result: [PlacedScalar] = []
        result.reserveCapacity(text.count)
        for scalar in text {
            switch scalar.value {
            case 0x41...0x5A: result.append(PlacedScalar(scalar.value + 0x20, at: scalar.offset))
            case 0..<0x80: result.append(scalar)
            default:
                switch IDNATables.mapping[scalar.value] {
                case .valid, .disallowed: result.append(scalar)
                case .mapped(let other): result.append(PlacedScalar(other, at: scalar.offset))
                case .replaced(let others): result += others.map { PlacedScalar($0, at: scalar.offset) }
                }
            }
        }
        return result
    }

    /// Breaks the text into labels at its full stops (section 4, step 3) and checks their characters.
    private mutating func split(_ text: [PlacedScalar], end: Int) {
        var label = Label(scalars: [], offset: text.first?.offset ?? end)
        for (index, scalar) in text.enumerated() {
            if scalar.value == 0x2E {
                labels.append(label)
                lastDot = scalar.offset
                label = Label(scalars: [], offset: index + 1 < text.count ? text[index + 1].offset : end)
            } else {
                label.scalars.append(scalar.value)
                if !Self.isAllowed(scalar.value) { record(.disallowedCharacter(scalar.value), at: scalar.offset) }
            }
        }
        labels.append(label)
    }

    /// Puts in the place of an A-label what it stands for, and checks the label (section 4, step 4).
    private mutating func convert(at index: Int) {
        let label = labels[index]
        guard label.scalars.starts(with: Self.prefix) else {
            if let problem = Self.problem(of: label.scalars) { record(problem, at: label.offset) }
            return
        }
        guard label.isASCII, let decoded = Punycode.decode(label.scalars.dropFirst(4).map { UInt8($0) }) else {
            return record(.malformedPunycode, at: label.offset)
        }
        labels[index].scalars = decoded
        if let problem = Self.problem(ofDecoded: decoded) { record(problem, at: label.offset) }
    }

    /// Applies the Bidi rule to every label if one of them needs it (RFC 5893, section 2).
    private mutating func checkDirections() {
        guard labels.contains(where: { BidiRule.isNeeded(for: $0.scalars) }) else { return }
        for label in labels where !BidiRule.allows(label.scalars) { record(.mixedDirection, at: label.offset) }
    }

    private mutating func record(_ found: AddressError.Problem, at offset: Int) {
        if problem == nil { problem = AddressError(found, at: offset) }
    }

    /// How an A-label begins: `xn--`.
    static let prefix: [UInt32] = [0x78, 0x6E, 0x2D, 0x2D]
}
