import COpenSSL

/// The message authentication code HMAC over SHA-1 (RFC 2104, FIPS 198-1).
///
/// It exists because the Sender Rewriting Scheme prescribes it, and is not public: whoever has the choice takes
/// ``HMACSHA256``. That collisions of SHA-1 can be found does not break this code (RFC 6194).
package enum HMACSHA1 {
    /// The code's length in octets.
    package static let length = 20

    /// The code of a message under a key.
    ///
    /// - Parameters:
    ///   - message: any number of octets.
    ///   - key: any number of octets; more than 64 count as their SHA-1 digest, as RFC 2104, section 2, says.
    /// - Returns: 20 octets.
    package static func code(for message: [UInt8], key: [UInt8]) -> [UInt8] {
        // A key that OpenSSL would hash itself is hashed here, so that its length always fits the C type.
        if key.count > blockLength { return code(for: message, key: MessageDigest.hash(of: key.span, .sha1)) }
        var code = [UInt8](repeating: 0, count: length)
        let isDone = unsafe message.span.withUnsafeBufferPointer { message in
            unsafe key.span.withUnsafeBufferPointer { key in
                unsafe HMAC(
                    EVP_sha1(), key.baseAddress, Int32(key.count), message.baseAddress, message.count, &code, nil)
                    != nil
            }
        }
        precondition(isDone, "OpenSSL makes the code of any octets, unless there is no memory")
        return code
    }

    /// The octets that SHA-1 takes at once.
    private static let blockLength = 64
}
