/// A small generator of random numbers whose whole run follows from its seed, so that a failure can be repeated.
///
/// Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014.
struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// So many pieces, or fewer, each drawn from the alphabet: noise that gets deeper into a parser than plain noise.
    mutating func octets(from alphabet: [String], upTo count: Int) -> [UInt8] {
        var octets: [UInt8] = []
        for _ in 0..<Int.random(in: 0...count, using: &self) {
            if let piece = alphabet.randomElement(using: &self) { octets += Array(piece.utf8) }
            // One octet in sixteen is anything at all, so that what is no UTF-8 comes up too.
            if UInt8.random(in: 0..<16, using: &self) == 0 { octets.append(UInt8.random(in: 0...255, using: &self)) }
        }
        return octets
    }
}

extension SplitMix64 {
    /// A message that keeps to the rules: CR and LF only as CRLF, no NUL.
    ///
    /// Dots at the start of lines come up often.
    mutating func message(isEightBit: Bool = true) -> [UInt8] {
        let pieces = [
            "a", ".", "..", "\r\n", "\r\n", "\r\n.", "\r\n..\r\n", "\r\n\r\n", ".\r\n", "Subject: hello\r\n", "text ",
            String(repeating: "x", count: 300), "\t",
        ]
        var octets: [UInt8] = []
        for _ in 0..<Int.random(in: 0...40, using: &self) {
            if let piece = pieces.randomElement(using: &self) { octets += Array(piece.utf8) }
            if isEightBit, UInt8.random(in: 0..<8, using: &self) == 0 {
                octets.append(UInt8.random(in: 128...255, using: &self))
            }
        }
        return octets
    }
}
