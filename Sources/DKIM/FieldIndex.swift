import InternetMessage

/// The fields of a header by their names, for taking them from the bottom up as signatures do (RFC 6376, section 5.4.2).
///
/// A table with open addressing: a name is found in the same time however many fields there are. The numbers that mix a
/// name are made anew in each process, so that nobody can choose names that meet in one place.
struct FieldIndex: Sendable {
    /// The fields in the order in which they stand.
    let layout: HeaderLayout
    /// The position of the lowest field of a name, or `none`; a power of two of them.
    private var slots: [Int32]
    /// For each field the position of the next one of its name above it, or `none`.
    private var above: [Int32]
    /// The mixed name of each field.
    private var mixed: [UInt64]

    init(_ layout: HeaderLayout) {
        self.layout = layout
        let count = layout.places.count
        var capacity = 16
        while capacity < count * 2 { capacity *= 2 }
        slots = Array(repeating: Self.none, count: capacity)
        above = Array(repeating: Self.none, count: count)
        mixed = []
        mixed.reserveCapacity(count)
        for position in 0..<count {
            let place = layout.places[position]
            let name = layout.octets.span.extracting(place.start..<place.nameEnd)
            let mix = NameMixer.mix(name)
            mixed.append(mix)
            let slot = slot(of: name, mix)
            above[position] = slots[slot]
            slots[slot] = Int32(truncatingIfNeeded: position)
        }
    }

    /// Where the fields of a name stand, from the top; the case of the name does not matter.
    func positions(of name: [UInt8]) -> [Int] {
        var positions: [Int] = []
        var position = lowest(name)
        while position != Self.none {
            positions.append(Int(position))
            position = above[Int(position)]
        }
        return positions.reversed()
    }

    /// How many fields have a name, whose case does not matter.
    func count(of name: [UInt8]) -> Int {
        var count = 0
        var position = lowest(name)
        while position != Self.none {
            count += 1
            position = above[Int(position)]
        }
        return count
    }

    /// Where the fields stand that a list of names takes.
    ///
    /// - Parameters:
    ///   - names: the names in the order in which they are signed.
    ///   - own: the position of the signature's own field, which is never taken.
    func positions(for names: SignedNames, besides own: Int? = nil) -> [Int] {
        var next = slots
        var taken: [Int] = []
        taken.reserveCapacity(names.count)
        let octets = names.octets.span
        for index in 0..<names.count {
            let name = octets.extracting(names.range(of: index))
            let slot = slot(of: name, NameMixer.mix(name))
            if let own, Int(next[slot]) == own { next[slot] = above[own] }
            let position = next[slot]
            guard position != Self.none else { continue }
            taken.append(Int(position))
            next[slot] = above[Int(position)]
        }
        return taken
    }

    private func lowest(_ name: [UInt8]) -> Int32 { slots[slot(of: name.span, NameMixer.mix(name.span))] }

    /// The slot of a name, or the one that it would have.
    private func slot(of name: Span<UInt8>, _ mix: UInt64) -> Int {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: mix) & mask
        while slots[slot] != Self.none {
            let position = Int(slots[slot])
            if mixed[position] == mix, isName(of: position, name) { return slot }
            slot = (slot + 1) & mask
        }
        return slot
    }

    private func isName(of position: Int, _ name: Span<UInt8>) -> Bool {
        let place = layout.places[position]
        guard place.nameEnd - place.start == name.count else { return false }
        let other = layout.octets.span.extracting(place.start..<place.nameEnd)
        for index in 0..<name.count where other[index].lowercasedLetter != name[index].lowercasedLetter { return false }
        return true
    }

    private static let none: Int32 = -1

    static let signatureName = Array("dkim-signature".utf8)
    static let fromName = Array("from".utf8)
}

/// Mixes the octets of a name into a number, in which the case of letters makes no difference.
private enum NameMixer {
    static func mix(_ name: Span<UInt8>) -> UInt64 {
        unsafe name.withUnsafeBytes { octets in
            var state = seed.start ^ UInt64(truncatingIfNeeded: octets.count)
            var index = 0
            while index &+ 8 <= octets.count {
                let eight = unsafe octets.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                state = (state ^ (eight | 0x2020_2020_2020_2020)) &* seed.factor
                state ^= state >> 32
                index &+= 8
            }
            var rest: UInt64 = 0
            while index < octets.count {
                rest = unsafe rest << 8 | UInt64(octets[index] | 0x20)
                index &+= 1
            }
            state = (state ^ rest) &* seed.factor
            return state ^ (state >> 32)
        }
    }

    private static let seed: (start: UInt64, factor: UInt64) = (.random(in: 0 ... .max), .random(in: 0 ... .max) | 1)
}
