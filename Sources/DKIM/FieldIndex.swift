import InternetMessage

/// The fields of a header by their names, for taking them from the bottom up as signatures do (RFC 6376, section 5.4.2).
///
/// A table with open addressing: a name is found in about the same time however many fields there are. The numbers that mix
/// a name are made anew in each process, so that nobody can choose many names that meet in one place.
///
/// A class, though it never changes once it is made: handing it on costs one count of references.
final class FieldIndex: Sendable {
    /// The fields in the order in which they stand.
    let layout: HeaderLayout
    /// The position of the lowest field of a name, or `none`; a power of two of them.
    private let slots: [Int32]
    /// For each field the position of the next one of its name above it, or `none`.
    private let above: [Int32]
    /// The mixed name of each field.
    private let mixed: [UInt64]

    init(_ layout: HeaderLayout) {
        let count = layout.places.count
        var capacity = 16
        while capacity < count * 2 { capacity *= 2 }
        var slots = [Int32](repeating: Self.none, count: capacity)
        var above = [Int32](repeating: Self.none, count: count)
        var mixed: [UInt64] = []
        mixed.reserveCapacity(count)
        let octets = layout.octets.span
        for position in 0..<count {
            let place = layout.places[position]
            let name = octets.extracting(place.start..<place.nameEnd)
            let mix = NameMixer.mix(name)
            mixed.append(mix)
            let slot = Self.slot(of: name, mix, in: slots, mixed, layout)
            above[position] = slots[slot]
            slots[slot] = Int32(truncatingIfNeeded: position)
        }
        self.layout = layout
        self.slots = slots
        self.above = above
        self.mixed = mixed
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

    private func slot(of name: Span<UInt8>, _ mix: UInt64) -> Int {
        Self.slot(of: name, mix, in: slots, mixed, layout)
    }

    /// The slot of a name, or the one that it would have.
    private static func slot(
        of name: Span<UInt8>, _ mix: UInt64, in slots: [Int32], _ mixed: [UInt64], _ layout: HeaderLayout
    ) -> Int {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: mix) & mask
        while slots[slot] != none {
            let position = Int(slots[slot])
            if mixed[position] == mix, isName(layout.places[position], name, layout.octets.span) { return slot }
            slot = (slot + 1) & mask
        }
        return slot
    }

    private static func isName(_ place: HeaderLayout.Place, _ name: Span<UInt8>, _ octets: Span<UInt8>) -> Bool {
        guard place.nameEnd - place.start == name.count else { return false }
        return unsafe octets.extracting(place.start..<place.nameEnd).withUnsafeBufferPointer { other in
            unsafe name.withUnsafeBufferPointer { name in
                for index in name.indices {
                    let (left, right) = unsafe (other[index], name[index])
                    guard left == right || left.lowercasedLetter == right.lowercasedLetter else { return false }
                }
                return true
            }
        }
    }

    private static let none: Int32 = -1

    static let signatureName = Array("dkim-signature".utf8)
    static let fromName = Array("from".utf8)
}
