import MailCryptography

/// How a signature is made (RFC 6376, section 3.3; RFC 8463, section 3).
///
/// Complete, as the registry has these three; the last is there to be recognised.
public enum DKIMAlgorithm: String, Hashable, Sendable {
    /// RSA over SHA-256.
    case rsaSHA256 = "rsa-sha256"
    /// Ed25519 over SHA-256.
    case ed25519SHA256 = "ed25519-sha256"
    /// RSA over SHA-1, which must be neither made nor accepted (RFC 8301, section 3.1).
    case rsaSHA1 = "rsa-sha1"

    /// The digest that body and header are hashed with.
    var digest: DigestAlgorithm { self == .rsaSHA1 ? .sha1 : .sha256 }

    /// The name of the digest in a key record's `h=`.
    var digestName: String { self == .rsaSHA1 ? "sha1" : "sha256" }

    /// The name of the key's kind in a key record's `k=`.
    var keyType: String { self == .ed25519SHA256 ? "ed25519" : "rsa" }
}
