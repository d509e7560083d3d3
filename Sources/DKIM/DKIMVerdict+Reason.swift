extension DKIMVerdict {
    /// Why a signature got its result.
    ///
    /// Complete: each step of RFC 6376, section 6.1, that can end the checking has its reason.
    public enum Reason: Hashable, Sendable {
        /// The signature and the body's digest are right, and nothing speaks against them.
        case verified
        /// The header of the message is beyond a limit, or has no From field.
        case unusableHeader
        /// The signature is no list of tags, or a tag stands twice in it.
        case malformedSignature
        /// A tag that must be there is missing.
        case missingTag(String)
        /// A tag has a value that cannot be read or contradicts another.
        case malformedTag(String)
        /// A tag has a value that this verifier does not know: a version, an algorithm, a canonical form, a query.
        case unsupportedTag(String)
        /// The identity (`i=`) is not within the domain (`d=`).
        case identityOutsideDomain
        /// The From field is not signed.
        case fromNotSigned
        /// The signature has expired.
        case expired
        /// The signature was made in the future, by more than clocks may differ.
        case signedInFuture
        /// The algorithm is known and not accepted: SHA-1.
        case algorithmRefused
        /// The key could not be looked up for now; the text says how.
        case keyUnavailable(String)
        /// There is no key of this name.
        case keyMissing
        /// The key's record cannot be read, or the key in it.
        case malformedKeyRecord
        /// The key was taken back.
        case keyRevoked
        /// The key is not for this algorithm (`k=`, `h=`).
        case keyNotForAlgorithm
        /// The key is not for mail (`s=`).
        case keyNotForMail
        /// The key demands that the identity's domain is the signing domain itself (`t=s`), and it is not.
        case keyNotForIdentity
        /// The key is shorter than is accepted.
        case keyTooShort(bits: Int)
        /// The key is longer than is accepted.
        case keyTooLong(bits: Int)
        /// The body is not the one that was signed.
        case bodyChanged
        /// The body is shorter than what was signed.
        case bodyTooShort
        /// The header, or the signature itself, is not what was signed, or another key signed it.
        case signatureMismatch
        /// The signature is right, but covers only the beginning of the body (`l=`).
        case bodyPartlySigned
        /// The signature is right, but others may read other fields: the header has a lone CR or LF, or a line that is
        /// no field.
        case headerAmbiguous
    }
}

extension DKIMVerdict.Reason: CustomStringConvertible {
    /// A few words for a person.
    public var description: String {
        switch self {
        case .verified: "the signature is good"
        case .unusableHeader: "the header is too large or has no From field"
        case .malformedSignature: "the signature field cannot be read"
        case .missingTag(let tag): "the signature lacks \(tag)="
        case .malformedTag(let tag): "the signature's \(tag)= cannot be read"
        case .unsupportedTag(let tag): "the signature's \(tag)= is not known"
        case .identityOutsideDomain: "the identity is outside of the signing domain"
        case .fromNotSigned: "the From field is not signed"
        case .expired: "the signature has expired"
        case .signedInFuture: "the signature is said to be made in the future"
        case .algorithmRefused: "SHA-1 is not accepted"
        case .keyUnavailable(let how): "the key could not be looked up: \(how)"
        case .keyMissing: "there is no such key"
        case .malformedKeyRecord: "the key record cannot be read"
        case .keyRevoked: "the key was revoked"
        case .keyNotForAlgorithm: "the key is not for this algorithm"
        case .keyNotForMail: "the key is not for mail"
        case .keyNotForIdentity: "the key is not for subdomains"
        case .keyTooShort(let bits): "a key of \(bits) bits is too short to be accepted"
        case .keyTooLong(let bits): "a key of \(bits) bits is too long to be accepted"
        case .bodyChanged: "the body has changed"
        case .bodyTooShort: "the body is shorter than what was signed"
        case .signatureMismatch: "the header has changed, or the key is another"
        case .bodyPartlySigned: "only the beginning of the body is signed"
        case .headerAmbiguous: "others may read other fields in this header"
        }
    }
}

extension DKIMVerdict.Reason {
    /// How far the check of a key came before it ended for this reason, by which one of several keys' verdicts with the
    /// same result is chosen; reasons that no key decides have no order.
    var progress: Int {
        switch self {
        case .keyRevoked: 1
        case .keyNotForMail: 2
        case .keyNotForAlgorithm: 3
        case .keyNotForIdentity: 4
        case .malformedKeyRecord: 5
        case .keyTooShort: 6
        case .keyTooLong: 7
        case .bodyTooShort: 8
        case .bodyChanged: 9
        case .signatureMismatch: 10
        case .bodyPartlySigned: 11
        case .headerAmbiguous: 12
        case .verified: 13
        default: 0
        }
    }
}
