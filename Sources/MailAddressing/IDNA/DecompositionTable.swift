/// The canonical decompositions of Unicode in one step, and the compositions that undo them; Hangul is not in it.
struct DecompositionTable: Sendable {
    /// One step of a decomposition: a first part and perhaps a second.
    struct Parts: Equatable, Sendable {
        let first: UInt32
        let second: UInt32?
    }

    private let scalars: [UInt32]
    private let parts: [Parts]
    /// The pairs that compose, sorted, the first part in the upper half; `composites` has their results in this order.
    private let pairs: [UInt64]
    private let composites: [UInt32]

    init(_ text: StaticString) {
        var reader = TableReader(text)
        var scalars: [UInt32] = []
        var parts: [Parts] = []
        var compositions: [(pair: UInt64, composite: UInt32)] = []
        while let distance = reader.number(), let kind = reader.number(), let toFirst = reader.signedNumber() {
            let scalar = (scalars.last ?? 0) &+ distance
            let first = scalar &+ UInt32(bitPattern: toFirst)
            let second = kind == 0 ? nil : reader.number()
            scalars.append(scalar)
            parts.append(Parts(first: first, second: second))
            if kind == 2, let second { compositions.append((UInt64(first) << 32 | UInt64(second), scalar)) }
        }
        compositions.sort { $0.pair < $1.pair }
        self.scalars = scalars
        self.parts = parts
        pairs = compositions.map(\.pair)
        composites = compositions.map(\.composite)
    }

    /// The parts of a scalar, or nil if it does not decompose.
    func parts(of scalar: UInt32) -> Parts? {
        let index = scalars.partitioningIndex { $0 >= scalar }
        return index < scalars.count && scalars[index] == scalar ? parts[index] : nil
    }

    /// What two scalars compose to, or nil.
    func composite(of first: UInt32, _ second: UInt32) -> UInt32? {
        let pair = UInt64(first) << 32 | UInt64(second)
        let index = pairs.partitioningIndex { $0 >= pair }
        return index < pairs.count && pairs[index] == pair ? composites[index] : nil
    }
}
