/// The kinds of key; complete, as mail is signed with these two (RFC 8301, RFC 8463).
public enum KeyAlgorithm: Hashable, Sendable {
    /// RSA, used with SHA-256 and the padding of PKCS#1 version 1.5.
    case rsa
    /// Ed25519 (RFC 8032).
    case ed25519
}
