import DKIM

/// Which of a domain's keys sign mail to a destination; complete.
///
/// Receivers that do not know Ed25519 ignore such a signature (RFC 8463), but for the few that stumble over it.
public enum SignatureChoice: String, Hashable, Sendable, CaseIterable {
    /// All of them.
    case all
    /// The RSA keys.
    case rsa
    /// The Ed25519 keys.
    case ed25519
    /// None: the mail goes out as it is.
    case none

    /// Whether a key signs.
    func includes(_ algorithm: DKIMAlgorithm) -> Bool {
        switch self {
        case .all: true
        case .rsa: algorithm == .rsaSHA256
        case .ed25519: algorithm == .ed25519SHA256
        case .none: false
        }
    }
}

/// What follows where a message has to be signed and cannot be; complete.
public enum UnsignablePolicy: String, Hashable, Sendable, CaseIterable {
    /// Mail waits where a key is at fault, and is refused where the message is: nothing goes out that receivers would
    /// take for forged.
    case hold
    /// Mail goes out without a signature.
    case send
}
