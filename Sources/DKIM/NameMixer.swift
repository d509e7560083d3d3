/// Mixes the octets of a name into a number, in which the case of letters makes no difference and all else does.
///
/// The numbers that do it are made anew in each process.
enum NameMixer {
    static func mix(_ name: Span<UInt8>) -> UInt64 {
        unsafe name.withUnsafeBytes { octets in
            var state = seed.start ^ UInt64(truncatingIfNeeded: octets.count)
            var index = 0
            while index &+ 8 <= octets.count {
                let eight = unsafe octets.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                state = (state ^ lowercased(eight)) &* seed.factor
                state ^= state >> 32
                index &+= 8
            }
            var rest: UInt64 = 0
            while index < octets.count {
                rest = unsafe rest << 8 | UInt64(octets[index].lowercasedLetter)
                index &+= 1
            }
            // Twice, as the highest octets of the rest would reach only the highest bits of one product.
            state = (state ^ rest) &* seed.factor
            state = (state ^ (state >> 32)) &* seed.factor
            return state ^ (state >> 32)
        }
    }

    /// Eight octets with the upper case letters of ASCII among them made lower case, and nothing else changed.
    static func lowercased(_ eight: UInt64) -> UInt64 {
        let low = eight & (ones &* 0x7F)
        // The top bit of each octet says whether it is beyond `Z`, or at least `A`; no sum carries into the next octet.
        let isBeyondZ = low &+ ones &* UInt64(0x7F - UInt8(ascii: "Z"))
        let isFromA = low &+ ones &* UInt64(0x80 - UInt8(ascii: "A"))
        let isUpper = (isBeyondZ ^ isFromA) & ~eight & (ones &* 0x80)
        return eight | isUpper >> 2
    }

    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let seed: (start: UInt64, factor: UInt64) = (.random(in: 0 ... .max), .random(in: 0 ... .max) | 1)
}
