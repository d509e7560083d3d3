extension UTS46 {
    /// What is wrong with what an A-label stands for, or nil (UTS #46, section 4, step 4, and section 4.1).
    static func problem(ofDecoded label: [UInt32]) -> AddressError.Problem? {
        // What ASCII can say needs no A-label, and a full stop would make two labels of one.
        guard label.contains(where: { $0 >= 0x80 }), !label.contains(0x2E) else { return .malformedPunycode }
        if let wrong = label.first(where: { !isAllowed($0) }) { return .disallowedCharacter(wrong) }
        guard UnicodeNormalization.composed(label) == label else { return .notNormalized }
        return problem(of: label)
    }

    /// What is wrong with a label whose characters are allowed and normalized, or nil (section 4.1).
    ///
    /// An empty label has no mistake but its length.
    static func problem(of label: [UInt32]) -> AddressError.Problem? {
        guard let first = label.first else { return nil }
        let hyphen: UInt32 = 0x2D
        if first == hyphen || label.last == hyphen { return .hyphenAtEdge }
        if label.count >= 4, label[2] == hyphen, label[3] == hyphen { return .reservedHyphens }
        if first >= 0x80, IDNATables.isMark(first) { return .leadingMark }
        return joinersHaveContext(label) ? nil : .joinerOutOfContext
    }

    /// Whether a character may stand in a label, once mapped; of ASCII lower-case letters, digits and the hyphen may.
    static func isAllowed(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x61...0x7A, 0x30...0x39, 0x2D: true
        case 0..<0x80: false
        default: IDNATables.mapping[scalar] == .valid
        }
    }

    /// Whether each joiner stands where it changes the look of a text (RFC 5892, appendix A.1 and A.2).
    private static func joinersHaveContext(_ label: [UInt32]) -> Bool {
        for (index, scalar) in label.enumerated() where scalar == nonJoiner || scalar == joiner {
            if index > 0, IDNATables.isVirama(label[index - 1]) { continue }
            guard scalar == nonJoiner, separatesJoiningLetters(label, at: index) else { return false }
        }
        return true
    }

    /// Whether the letters on both sides would be joined, those that are transparent left aside.
    private static func separatesJoiningLetters(_ label: [UInt32], at index: Int) -> Bool {
        let isSolid = { (scalar: UInt32) in IDNATables.joiningType(scalar) != .transparent }
        guard let before = label[..<index].last(where: isSolid), let after = label[(index + 1)...].first(where: isSolid)
        else { return false }
        let (left, right) = (IDNATables.joiningType(before), IDNATables.joiningType(after))
        return (left == .left || left == .dual) && (right == .right || right == .dual)
    }

    private static let nonJoiner: UInt32 = 0x200C
    private static let joiner: UInt32 = 0x200D
}
