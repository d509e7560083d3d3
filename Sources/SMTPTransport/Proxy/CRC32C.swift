/// The checksum CRC-32C, octet by octet (RFC 9260, appendix A).
///
/// Bit by bit without a table: it runs over one header of a connection.
struct CRC32C {
    private var register = UInt32.max

    /// Takes in an octet.
    mutating func update(_ octet: UInt8) {
        register ^= UInt32(octet)
        for _ in 0..<8 { register = register >> 1 ^ (register & 1 == 0 ? 0 : Self.reversedPolynomial) }
    }

    /// The checksum of what has been taken in.
    var value: UInt32 { ~register }

    private static let reversedPolynomial: UInt32 = 0x82F6_3B78
}
