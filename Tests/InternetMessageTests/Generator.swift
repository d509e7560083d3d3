/// A small generator with a seed (SplitMix64), so that a failing run can be had again.
struct Generator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Octets of an alphabet, up to a number of them.
    mutating func octets(of alphabet: [UInt8], upTo count: Int) -> [UInt8] {
        (0..<Int.random(in: 0...count, using: &self)).map { _ in alphabet.randomElement(using: &self) ?? 0 }
    }

    /// The octets cut into pieces of at most a length.
    mutating func pieces(of octets: [UInt8], upTo length: Int) -> [[UInt8]] {
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
