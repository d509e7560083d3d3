/// The result of checking a signature, in the words of RFC 8601, section 2.7.1.
///
/// Complete, as the RFC has these seven.
public enum DKIMResult: String, Hashable, Sendable {
    /// The message has no signature.
    case none
    /// The signature is good.
    case pass
    /// The signature does not fit the message.
    case fail
    /// The signature is good or may be, but not acceptable here.
    case policy
    /// The signature could not be judged.
    case neutral
    /// The signature could not be checked now; later it may be.
    case temporaryError = "temperror"
    /// The signature can never be checked: it or its key is missing something or has expired.
    case permanentError = "permerror"

    /// How good the result is when one must stand for several: a pass first, then what may still become one.
    var rank: Int {
        switch self {
        case .none: 0
        case .permanentError: 1
        case .neutral: 2
        case .fail: 3
        case .policy: 4
        case .temporaryError: 5
        case .pass: 6
        }
    }
}
