/// Why a client cannot go on with a mechanism; complete.
///
/// No secret stands in it.
public enum SASLClientError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The mechanism cannot send the user name, or wants a secret of another kind or form.
    case unusable
    /// The mechanism binds the channel, and there is nothing to bind to.
    case noChannelBinding
    /// A challenge came that the mechanism does not have, or the exchange was called out of order.
    case outOfOrder
    /// The challenge is no message of the mechanism.
    case malformedChallenge
    /// The server's nonce does not begin with ours, or has nothing of its own: the message is of another run.
    case wrongNonce
    /// The server wants so many iterations: too few to protect the password, or so many that they keep us busy.
    case wrongIterations(Int)
    /// The server does not know the user's keys: it is not who it says.
    case wrongServerSignature
    /// The server says that it refuses, with a word of RFC 5802, section 7; `other-error` in place of what is no word.
    case refused(String)

    /// The error in words.
    public var description: String {
        switch self {
        case .unusable: "the user name or the secret cannot be used with this mechanism"
        case .noChannelBinding: "there is no channel to bind to"
        case .outOfOrder: "a challenge came out of order"
        case .malformedChallenge: "the challenge is malformed"
        case .wrongNonce: "the server's nonce is wrong"
        case .wrongIterations(let count): "the server wants \(count) iterations"
        case .wrongServerSignature: "the server could not prove that it knows the user"
        case .refused(let word): "the server refuses: \(word)"
        }
    }
}
