/// The checksum of contents on disk: XXH64 with seed 0, after its public specification.
///
/// It finds damage, not malice. The pieces in which the octets are fed do not matter.
struct ContentChecksum: Sendable {
    private var lanes: SIMD4<UInt64>
    /// The octets of a stripe that is not complete.
    private var pending: SIMD32<UInt8> = .zero
    private var total = 0

    private static let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
    private static let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
    private static let prime3: UInt64 = 0x1656_67B1_9E37_79F9
    private static let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
    private static let prime5: UInt64 = 0x27D4_EB2F_1656_67C5
    /// How many octets go into the four lanes at a time.
    private static let stripe = 32

    /// Makes the checksum of nothing.
    init() { lanes = SIMD4(Self.prime1 &+ Self.prime2, Self.prime2, 0, 0 &- Self.prime1) }

    /// The checksum of octets that are all there.
    ///
    /// - Parameter octets: the octets.
    static func of(_ octets: [UInt8]) -> UInt64 {
        var checksum = ContentChecksum()
        checksum.update(octets[...])
        return checksum.value
    }

    /// Takes the octets that follow.
    ///
    /// - Parameter octets: any number of them.
    mutating func update(_ octets: ArraySlice<UInt8>) {
        octets.withUnsafeBytes { update($0) }
    }

    private mutating func update(_ octets: UnsafeRawBufferPointer) {
        var position = 0
        let held = total % Self.stripe
        total += octets.count
        if held > 0 {
            let missing = min(Self.stripe - held, octets.count)
            for index in 0..<missing { pending[held + index] = octets[index] }
            guard held + missing == Self.stripe else { return }
            withUnsafeBytes(of: pending) { takeStripe($0, at: 0) }
            position = missing
        }
        while octets.count - position >= Self.stripe {
            takeStripe(octets, at: position)
            position += Self.stripe
        }
        for index in 0..<(octets.count - position) { pending[index] = octets[position + index] }
    }

    /// Mixes one stripe into the lanes; there are 32 octets from the position on.
    @inline(__always)
    private mutating func takeStripe(_ octets: UnsafeRawBufferPointer, at position: Int) {
        lanes[0] = Self.round(lanes[0], Self.word(octets, at: position))
        lanes[1] = Self.round(lanes[1], Self.word(octets, at: position + 8))
        lanes[2] = Self.round(lanes[2], Self.word(octets, at: position + 16))
        lanes[3] = Self.round(lanes[3], Self.word(octets, at: position + 24))
    }

    /// The checksum of what was taken so far.
    var value: UInt64 {
        var hash: UInt64
        if total >= Self.stripe {
            hash =
                Self.rotated(lanes[0], by: 1) &+ Self.rotated(lanes[1], by: 7)
                &+ Self.rotated(lanes[2], by: 12) &+ Self.rotated(lanes[3], by: 18)
            for index in 0..<4 {
                hash = (hash ^ Self.round(0, lanes[index])) &* Self.prime1 &+ Self.prime4
            }
        } else {
            hash = Self.prime5
        }
        hash &+= UInt64(total)
        hash = withUnsafeBytes(of: pending) { Self.mixed(hash, with: $0, count: total % Self.stripe) }
        hash = (hash ^ hash >> 33) &* Self.prime2
        hash = (hash ^ hash >> 29) &* Self.prime3
        return hash ^ hash >> 32
    }

    /// Mixes the octets after the last stripe into the hash.
    private static func mixed(_ start: UInt64, with octets: UnsafeRawBufferPointer, count: Int) -> UInt64 {
        var hash = start
        var position = 0
        while count - position >= 8 {
            hash = rotated(hash ^ round(0, word(octets, at: position)), by: 27) &* prime1 &+ prime4
            position += 8
        }
        if count - position >= 4 {
            let half = UInt64(UInt32(littleEndian: octets.loadUnaligned(fromByteOffset: position, as: UInt32.self)))
            hash = rotated(hash ^ half &* prime1, by: 23) &* prime2 &+ prime3
            position += 4
        }
        while position < count {
            hash = rotated(hash ^ UInt64(octets[position]) &* prime5, by: 11) &* prime1
            position += 1
        }
        return hash
    }

    @inline(__always)
    private static func round(_ lane: UInt64, _ word: UInt64) -> UInt64 {
        rotated(lane &+ word &* prime2, by: 31) &* prime1
    }

    @inline(__always)
    private static func rotated(_ word: UInt64, by count: UInt64) -> UInt64 {
        word &<< count | word &>> (64 - count)
    }

    @inline(__always)
    private static func word(_ octets: UnsafeRawBufferPointer, at position: Int) -> UInt64 {
        UInt64(littleEndian: octets.loadUnaligned(fromByteOffset: position, as: UInt64.self))
    }
}
