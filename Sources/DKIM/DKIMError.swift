public import InternetMessage
public import MailAddressing
public import MailCryptography

/// Why a message cannot be signed, or a tag list or key record cannot be read.
///
/// A signature that fails is no error but a ``DKIMVerdict``.
public struct DKIMError: Error, Hashable, Sendable {
    /// The kinds of mistake; complete, because each one names a rule that this module enforces.
    public enum Problem: Hashable, Sendable {
        /// The domain to sign for is no domain name.
        case invalidDomain(AddressError)
        /// The selector makes no name before `_domainkey` and the domain (RFC 6376, section 3.1).
        case invalidSelector
        /// The identity is no address, or not within the domain (RFC 6376, section 3.5, `i=`).
        case invalidIdentity(String)
        /// An RSA key with more bits than every verifier can use (RFC 8301, section 3.2).
        case keyTooLong(bits: Int)
        /// A name in the list of fields to sign that no field can have.
        case invalidFieldName(String)
        /// A list of fields to sign without From (RFC 6376, section 5.4).
        case fromNotSigned
        /// The message has no From field, which must be signed (RFC 6376, section 5.4).
        case missingFrom
        /// The header has a line that is neither a field nor the folded part of one; others would read it in other ways.
        case malformedHeader
        /// The header has a CR or LF that is not part of a CRLF; others would read it as the end of a line.
        case bareLineEnd
        /// The header is beyond a limit, or would be with its signatures.
        case header(MessageError)
        /// The signature's field would be longer than verifiers read, as so many fields are to be signed.
        case signatureTooLarge(limit: Int)
        /// The key cannot sign.
        case cryptography(CryptographyError)
        /// There are keys, and none of the kind that is to sign.
        case noUsableKey
        /// Text that is no tag list (RFC 6376, section 3.2).
        case malformedTagList
        /// A tag that stands twice in a tag list (RFC 6376, section 3.2).
        case duplicateTag(String)
        /// A tag that must stand in a tag list and does not.
        case missingTag(String)
        /// A tag whose value cannot be read.
        case malformedTag(String)
        /// A record of another version than `DKIM1`, or one that does not begin with its version (RFC 6376, 3.6.1).
        case notAKeyRecord
        /// A record with an empty key, which says that the key was taken back (RFC 6376, section 3.6.1).
        case keyRevoked
    }

    /// What is wrong.
    public let problem: Problem

    /// Makes an error.
    ///
    /// - Parameter problem: what is wrong.
    public init(_ problem: Problem) {
        self.problem = problem
    }
}

extension DKIMError: CustomStringConvertible {
    /// One sentence for a person.
    public var description: String {
        switch problem {
        case .invalidDomain(let error): "the domain to sign for: \(error)"
        case .invalidSelector: "the selector is no part of a domain name"
        case .invalidIdentity: "the identity is no address within the domain"
        case .keyTooLong(let bits): "a key of \(bits) bits is too long to sign with"
        case .invalidFieldName: "a name in the list of fields to sign is no field name"
        case .fromNotSigned: "the list of fields to sign lacks From"
        case .missingFrom: "the message has no From field"
        case .malformedHeader: "the header has a line that is no field"
        case .bareLineEnd: "the header has a CR or LF that is not part of a CRLF"
        case .header(let error): "the header: \(error)"
        case .signatureTooLarge(let limit): "the signature would have more than \(limit) octets"
        case .cryptography(let error): "\(error)"
        case .noUsableKey: "there is no key of the kind that is to sign"
        case .malformedTagList: "the text is no list of tags"
        case .duplicateTag(let tag): "the tag \(tag) stands twice"
        case .missingTag(let tag): "the tag \(tag) is missing"
        case .malformedTag(let tag): "the value of the tag \(tag) cannot be read"
        case .notAKeyRecord: "the record is no DKIM key record"
        case .keyRevoked: "the key was revoked"
        }
    }
}

extension DKIMError {
    /// Whether it is the message that cannot be signed, by these signers as they are set up, however long one waits.
    public var isOfMessage: Bool {
        switch problem {
        case .missingFrom, .malformedHeader, .bareLineEnd, .header, .signatureTooLarge: true
        default: false
        }
    }
}
