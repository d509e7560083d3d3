/// The Bidi rule for labels with writing from right to left (RFC 5893, section 2).
enum BidiRule {
    /// Whether a label makes its whole name subject to the rule: something in it is R, AL or AN (section 1.4).
    static func isNeeded(for label: [UInt32]) -> Bool {
        label.contains {
            let found = bidiClass($0)
            return found == .right || found == .arabicNumber
        }
    }

    /// Whether the label keeps the six conditions of the rule; an empty one does.
    static func allows(_ label: [UInt32]) -> Bool {
        guard let first = label.first else { return true }
        let classes = label.map(bidiClass)
        // Conditions 3 and 6 look at the end without its nonspacing marks.
        guard let last = classes.last(where: { $0 != .nonspacing }) else { return false }
        // Condition 1: the first character decides the direction.
        switch bidiClass(first) {
        case .right:
            // Conditions 2, 3 and 4.
            return classes.allSatisfy { $0 != .left && $0 != .other }
                && (last == .right || last == .europeanNumber || last == .arabicNumber)
                && !(classes.contains(.europeanNumber) && classes.contains(.arabicNumber))
        case .left:
            // Conditions 5 and 6.
            return classes.allSatisfy { $0 != .right && $0 != .arabicNumber && $0 != .other }
                && (last == .left || last == .europeanNumber)
        default: return false
        }
    }

    private static func bidiClass(_ scalar: UInt32) -> IDNATables.BidiClass {
        switch scalar {
        case 0x61...0x7A: .left
        case 0x30...0x39: .europeanNumber
        default: IDNATables.bidiClass(scalar)
        }
    }
}
