import COpenSSL

/// The SHA-512 digest of a message (FIPS 180-4).
package enum SHA512 {
    /// The digest's length in octets.
    package static let length = 64

    /// The digest of a whole message: 64 octets.
    package static func hash(of octets: [UInt8]) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: length) { digest, count in
            let answer = unsafe EVP_Digest(octets, octets.count, digest.baseAddress, nil, EVP_sha512(), nil)
            precondition(answer == 1, "OpenSSL makes every digest it has, unless there is no memory")
            count = length
        }
    }
}
