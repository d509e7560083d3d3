/// Writes a SubjectPublicKeyInfo around a key (RFC 5280, section 4.1.2.7): OpenSSL 3 takes longer for that than for three
/// verifications.
enum PublicKeyInfo {
    /// Around the octets of an RSAPublicKey (RFC 3279, section 2.3.1).
    static func rsa(_ key: [UInt8]) -> [UInt8] {
        element(0x30, rsaAlgorithm + element(0x03, [0] + key))
    }

    /// Around the 32 octets of an Ed25519 key (RFC 8410, section 4).
    static func ed25519(_ key: [UInt8]) -> [UInt8] {
        element(0x30, ed25519Algorithm + element(0x03, [0] + key))
    }

    /// An element of DER: its tag, its length and its content.
    private static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        guard content.count > 127 else { return [tag, UInt8(content.count)] + content }
        var length: [UInt8] = []
        var rest = content.count
        while rest > 0 {
            length.insert(UInt8(truncatingIfNeeded: rest), at: 0)
            rest >>= 8
        }
        return [tag, 0x80 | UInt8(length.count)] + length + content
    }

    /// rsaEncryption with its parameters, NULL.
    private static let rsaAlgorithm: [UInt8] = [
        0x30, 0x0D, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00,
    ]
    /// id-Ed25519 without parameters.
    private static let ed25519Algorithm: [UInt8] = [0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70]
}
