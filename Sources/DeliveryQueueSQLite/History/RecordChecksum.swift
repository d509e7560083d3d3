/// The checksum of a record: CRC-32C (RFC 9260, appendix A).
///
/// Records are short, and of a short one every burst of up to 32 bits that is wrong is found for certain.
struct RecordChecksum {
    /// The remainders of each octet for the polynomial 0x1EDC6F41, bits reversed.
    private static let table: [UInt32] = (0..<UInt32(256)).map { octet in
        (0..<8).reduce(octet) { rest, _ in rest & 1 == 0 ? rest >> 1 : rest >> 1 ^ 0x82F6_3B78 }
    }

    private var rest = UInt32.max

    /// The checksum of what has been taken in.
    var value: UInt32 { ~rest }

    /// Takes octets in.
    ///
    /// - Parameter octets: the next octets.
    mutating func update(_ octets: ArraySlice<UInt8>) {
        let table = Self.table
        for octet in octets { rest = rest >> 8 ^ table[Int(UInt8(truncatingIfNeeded: rest) ^ octet)] }
    }

    /// Takes a number in, the lowest of its eight octets first.
    ///
    /// - Parameter number: the number.
    mutating func update(_ number: Int64) {
        let table = Self.table
        var bits = UInt64(bitPattern: number)
        for _ in 0..<8 {
            rest = rest >> 8 ^ table[Int(UInt8(truncatingIfNeeded: rest) ^ UInt8(truncatingIfNeeded: bits))]
            bits >>= 8
        }
    }
}
