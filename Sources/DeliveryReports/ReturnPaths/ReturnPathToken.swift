import MailCryptography

/// The octets of a signed return path: version, key, last day, value, and the code over them.
struct ReturnPathToken: Hashable, Sendable {
    /// The number of the key.
    var keyIdentifier: UInt8
    /// The last day on which it is valid, counted from 1 January 1970 in UTC.
    var lastDay: UInt16
    /// The caller's value.
    var value: [UInt8]

    /// All octets, with the code.
    ///
    /// - Parameters:
    ///   - key: the key, whose number is that of the token.
    ///   - context: what else is signed.
    func signed(with key: ReturnPathKey, context: [UInt8]) -> [UInt8] {
        content + code(with: key, context: context)
    }

    /// Takes octets apart without checking the code, which comes along; nil for another version or too few octets.
    static func split(_ octets: [UInt8]) -> (token: ReturnPathToken, code: [UInt8])? {
        guard octets.count >= overhead, octets[0] == version else { return nil }
        let token = ReturnPathToken(
            keyIdentifier: octets[1], lastDay: UInt16(octets[2]) << 8 | UInt16(octets[3]),
            value: Array(octets[4..<(octets.count - codeLength)]))
        return (token, Array(octets.suffix(codeLength)))
    }

    /// The code over the token and a context.
    func code(with key: ReturnPathKey, context: [UInt8]) -> [UInt8] {
        Array(HMACSHA256.code(for: context + content, key: key.secret).prefix(Self.codeLength))
    }

    private var content: [UInt8] {
        [
            Self.version, keyIdentifier, UInt8(truncatingIfNeeded: lastDay >> 8), UInt8(truncatingIfNeeded: lastDay),
        ] + value
    }

    /// How many octets there are besides the value.
    static let overhead = 4 + codeLength
    private static let version: UInt8 = 1
    /// 96 bits: more than the 80 that RFC 2104, section 5, asks for at least, and it can be tried only by sending mail.
    private static let codeLength = 12
}
