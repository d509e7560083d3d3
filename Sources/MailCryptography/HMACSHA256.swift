import COpenSSL

/// The message authentication code HMAC over SHA-256 (RFC 2104, FIPS 198-1).
public enum HMACSHA256 {
    /// The code's length in octets.
    public static let length = 32

    /// The code of a message under a key.
    ///
    /// - Parameters:
    ///   - message: any number of octets.
    ///   - key: any number of octets; more than 64 count as their SHA-256 digest, as RFC 2104, section 2, says.
    /// - Returns: 32 octets.
    public static func code(for message: Span<UInt8>, key: Span<UInt8>) -> [UInt8] {
        // A key that OpenSSL would hash itself is hashed here, so that its length always fits the C type.
        if key.count > blockLength { return code(for: message, key: SHA256.hash(of: key).span) }
        var code = [UInt8](repeating: 0, count: length)
        let isDone = unsafe message.withUnsafeBufferPointer { message in
            unsafe key.withUnsafeBufferPointer { key in
                unsafe HMAC(
                    EVP_sha256(), key.baseAddress, Int32(key.count), message.baseAddress, message.count, &code, nil)
                    != nil
            }
        }
        precondition(isDone, "OpenSSL makes the code of any octets, unless there is no memory")
        return code
    }

    /// The code of a message under a key.
    ///
    /// - Parameters:
    ///   - message: any number of octets.
    ///   - key: any number of octets; more than 64 count as their SHA-256 digest, as RFC 2104, section 2, says.
    /// - Returns: 32 octets.
    public static func code(for message: [UInt8], key: [UInt8]) -> [UInt8] {
        code(for: message.span, key: key.span)
    }

    /// The octets that SHA-256 takes at once.
    private static let blockLength = 64
}
