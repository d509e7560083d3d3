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
}
