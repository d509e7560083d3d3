/// Why a return path, or what makes them, cannot be made.
///
/// Complete: these are mistakes of the caller, each with its rule. What comes from outside is never one of these.
public enum ReturnPathError: Error, Hashable, Sendable {
    /// The text before the separator is empty, too long, or has other characters than letters, digits, `-`, `_` and
    /// single dots inside.
    case malformedPrefix
    /// The domain is none that mail is addressed to, or so long that with a local part of 64 octets the address has
    /// more than 254 (RFC 5321, section 4.5.3.1).
    case unusableDomain
    /// There is no key.
    case noKey
    /// Two keys have the same number.
    case repeatedKey(identifier: UInt8)
    /// A secret has fewer octets than ``ReturnPathKey/minimumSecretLength``.
    case secretTooShort
    /// The value that is to be carried has more octets than fit into a local part of 64 (RFC 5321, section 4.5.3.1.1).
    case valueTooLong(limit: Int)
    /// The recipient does not fit into a local part of 64 octets (RFC 5321, section 4.5.3.1.1).
    case recipientTooLong
    /// The recipient cannot be written into a local part.
    case unwritableRecipient
    /// The day of expiry cannot be written: it lies before 1970 or behind the year 2149.
    case expiryOutOfRange
}

extension ReturnPathError: CustomStringConvertible {
    /// One sentence for a person.
    public var description: String {
        switch self {
        case .malformedPrefix: "the prefix of the return path has characters that it may not have, or is too long"
        case .unusableDomain: "the domain of the return path is none for mail, or too long"
        case .noKey: "there is no key to sign return paths with"
        case .repeatedKey(let identifier): "two keys have the number \(identifier)"
        case .secretTooShort: "the secret has fewer than \(ReturnPathKey.minimumSecretLength) octets"
        case .valueTooLong(let limit): "the value has more than \(limit) octets"
        case .recipientTooLong: "the recipient does not fit into a local part of 64 octets"
        case .unwritableRecipient: "the recipient cannot stand in a local part"
        case .expiryOutOfRange: "the day of expiry cannot be written"
        }
    }
}
