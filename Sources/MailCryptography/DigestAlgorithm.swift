import COpenSSL
import COpenSSLShim

/// The digests that signatures are made over.
///
/// SHA-1 is here only to recognise and, on request, to check historic signatures; it is not public.
package enum DigestAlgorithm: Hashable, Sendable {
    /// SHA-1: broken, for history only.
    case sha1
    /// SHA-256.
    case sha256

    /// The digest's length in octets.
    package var length: Int { self == .sha1 ? 20 : 32 }

    /// The number that the C shim knows the digest by.
    var shimValue: Int32 { self == .sha1 ? WAXWING_SHA1 : WAXWING_SHA256 }

    /// OpenSSL's implementation, looked up once, as looking it up costs as much as the digest of a short message.
    var implementation: OpaquePointer? {
        unsafe self == .sha1 ? Self.sha1Implementation : Self.sha256Implementation
    }

    // Never changed and never freed; OpenSSL shares them between threads.
    private nonisolated(unsafe) static let sha1Implementation = unsafe EVP_MD_fetch(nil, "SHA1", nil)
    private nonisolated(unsafe) static let sha256Implementation = unsafe EVP_MD_fetch(nil, "SHA256", nil)
}
