/// Random numbers whose whole run follows from their seed, so that a failing run can be had again (SplitMix64).
///
/// Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Makes a generator.
    package init(seed: UInt64) { state = seed }

    /// The next number.
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension SeededGenerator {
    /// Octets of an alphabet, up to a number of them.
    package mutating func octets(of alphabet: [UInt8], upTo count: Int) -> [UInt8] {
        (0..<Int.random(in: 0...count, using: &self)).map { _ in alphabet.randomElement(using: &self) ?? 0 }
    }

    /// So many pieces, or fewer, each drawn from the alphabet: noise that gets deeper into a parser than plain noise.
    package mutating func octets(from alphabet: [String], upTo count: Int) -> [UInt8] {
        var octets: [UInt8] = []
        for _ in 0..<Int.random(in: 0...count, using: &self) {
            if let piece = alphabet.randomElement(using: &self) { octets += Array(piece.utf8) }
            // One octet in sixteen is anything at all, so that what is no UTF-8 comes up too.
            if UInt8.random(in: 0..<16, using: &self) == 0 { octets.append(UInt8.random(in: 0...255, using: &self)) }
        }
        return octets
    }

    /// The octets cut into pieces of at most a length.
    package mutating func pieces(of octets: [UInt8], upTo length: Int) -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        var rest = octets[...]
        while !rest.isEmpty {
            let piece = Array(rest.prefix(Int.random(in: 1...length, using: &self)))
            pieces.append(piece)
            rest = rest.dropFirst(piece.count)
        }
        return pieces
    }
}
