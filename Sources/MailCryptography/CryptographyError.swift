/// Why a key, a signature, a certificate, a stored password or random octets could not be had.
///
/// A signature that is merely wrong is no error: it is the answer `false`.
public struct CryptographyError: Error, Hashable, Sendable {
    /// The kinds of failure; complete, because each one belongs to one thing that this module does.
    public enum Kind: Hashable, Sendable {
        /// The octets are no key in the form that was asked for.
        case malformedKey
        /// The key is under a passphrase, and none was given.
        case passphraseNeeded
        /// The passphrase does not open the key, or what is under it was damaged: the two cannot be told apart.
        case wrongPassphrase
        /// A passphrase that is empty where a key is to be written, or too long.
        case invalidPassphrase
        /// A key of another kind, or under another kind of encryption, than the operation or this module can use.
        case unsupportedKey
        /// A key whose modulus has so many bits that it is refused.
        case unsupportedKeySize(Int)
        /// A key could not be generated.
        case keyGeneration
        /// A key could not be written.
        case keyEncoding
        /// A signature could not be made.
        case signing
        /// A host name that may not stand in a certificate.
        case invalidHostName
        /// A time or a number of days that a certificate cannot have.
        case invalidValidity
        /// A certificate could not be made.
        case certificate
        /// The octets are no certificate, or are no certificates in PEM, or there are too many.
        case malformedCertificate
        /// An iteration count, a cost or a length that a key is not derived with.
        case invalidDerivation
        /// A key could not be derived.
        case keyDerivation
        /// The text is not that of a stored password, or a password has an octet that none may have.
        case malformedPassword
        /// The system has no random octets.
        case randomness
    }

    /// What could not be done.
    public let kind: Kind
    /// OpenSSL's words for the reason, or this module's, or nothing.
    ///
    /// They are constant texts: no key and no message is in them.
    public let reason: String

    /// Makes an error.
    ///
    /// - Parameters:
    ///   - kind: what could not be done.
    ///   - reason: the cause in a few words, or nothing.
    public init(_ kind: Kind, reason: String = "") {
        self.kind = kind
        self.reason = reason
    }
}

extension CryptographyError: CustomStringConvertible {
    /// One sentence for a person, without the key or its text.
    public var description: String {
        let what =
            switch kind {
            case .malformedKey: "the key cannot be read"
            case .passphraseNeeded: "the key is under a passphrase, and none was given"
            case .wrongPassphrase: "the passphrase does not open the key"
            case .invalidPassphrase: "no key is kept under a passphrase that is empty or so long"
            case .unsupportedKey: "the key, or its encryption, is of a kind that cannot be used here"
            case .unsupportedKeySize(let bits): "a key of \(bits) bits is refused"
            case .keyGeneration: "no key could be generated"
            case .keyEncoding: "the key cannot be written"
            case .signing: "no signature could be made"
            case .invalidHostName: "the host name may not stand in a certificate"
            case .invalidValidity: "a certificate cannot be valid for that time"
            case .certificate: "no certificate could be made"
            case .malformedCertificate: "the certificate cannot be read"
            case .invalidDerivation: "a key is not derived with that cost or of that length"
            case .keyDerivation: "no key could be derived"
            case .malformedPassword: "the password, or the text of a stored one, is malformed"
            case .randomness: "the system has no random octets"
            }
        return reason.isEmpty ? what : "\(what) (\(reason))"
    }
}
