/// What UTS #46 puts in the place of each character (section 5).
struct MappingTable: Sendable {
    /// What happens to a character; complete.
    enum Fate: Equatable {
        /// It stays.
        case valid
        /// It stays and makes its label invalid.
        case disallowed
        /// Another takes its place.
        case mapped(UInt32)
        /// Several or none take its place.
        case replaced(ArraySlice<UInt32>)
    }

    /// For each run its status in two bits, then the distance, or where the text stands and its length in five bits.
    private let runs: RunTable
    private let texts: [UInt32]

    init(_ text: StaticString) {
        var reader = TableReader(text)
        var starts: [UInt32] = []
        var values: [UInt32] = []
        var texts: [UInt32] = []
        while let distance = reader.number(), let kind = reader.number() {
            let start = (starts.last ?? 0) &+ distance
            starts.append(start)
            switch IDNATables.Status(rawValue: min(kind, IDNATables.Status.replaced.rawValue)) {
            case .valid, nil: values.append(IDNATables.Status.valid.rawValue)
            case .disallowed: values.append(IDNATables.Status.disallowed.rawValue)
            case .shifted:
                let shift = UInt32(bitPattern: reader.signedNumber() ?? 0)
                values.append(shift << 2 | IDNATables.Status.shifted.rawValue)
            case .replaced:
                let length = kind - IDNATables.Status.replaced.rawValue
                values.append(UInt32(texts.count) << 7 | length << 2 | IDNATables.Status.replaced.rawValue)
                var scalar = start
                for _ in 0..<length {
                    scalar = scalar &+ UInt32(bitPattern: reader.signedNumber() ?? 0)
                    texts.append(scalar)
                }
            }
        }
        runs = RunTable(starts: starts, values: values)
        self.texts = texts
    }

    /// What happens to the character.
    subscript(scalar: UInt32) -> Fate {
        let value = runs[scalar]
        switch IDNATables.Status(rawValue: value & 3) {
        case .valid, nil: return .valid
        case .disallowed: return .disallowed
        // The distance has a sign, which the shift to the right keeps.
        case .shifted: return .mapped(scalar &+ UInt32(bitPattern: Int32(bitPattern: value) >> 2))
        case .replaced:
            let start = Int(value >> 7)
            return .replaced(texts[start..<(start + Int(value >> 2 & 31))])
        }
    }
}
