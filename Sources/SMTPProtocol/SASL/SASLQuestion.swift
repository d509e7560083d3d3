/// What a server's exchange asks the application; complete.
///
/// No password and no token appears in a description.
public enum SASLQuestion: Hashable, Sendable {
    /// Whether the password, prepared and in UTF-8, is that of the user.
    ///
    /// Answered by ``SASLAnswer/accept``, ``SASLAnswer/refuse`` or ``SASLAnswer/tryLater``.
    case password(user: String, password: [UInt8])
    /// Which keys the user has for SCRAM.
    ///
    /// Answered by ``SASLAnswer/keys(_:)`` or ``SASLAnswer/tryLater``. For a user that there is not, give keys that were
    /// made from the name and a secret of the server, the same each time: a refusal here would tell that there is none.
    case keys(user: String)
    /// Whether the user may come in, whose proof was judged by the keys.
    ///
    /// Answered by ``SASLAnswer/accept``, ``SASLAnswer/refuse`` or ``SASLAnswer/tryLater``. A proof that is not right is
    /// asked about so that it is counted; to accept it changes nothing.
    case proof(user: String, isRight: Bool)
    /// Whether the token is good, and good for the user, where one was named.
    ///
    /// Answered by ``SASLAnswer/accept``, ``SASLAnswer/acceptAs(_:)``, ``SASLAnswer/refuse`` or
    /// ``SASLAnswer/tryLater``.
    case token(user: String?, token: String)
}

extension SASLQuestion: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// What is asked about whom; passwords and tokens are left out.
    public var description: String {
        switch self {
        case .password(let user, _): "the password of \(user) (redacted)"
        case .keys(let user): "the keys of \(user)"
        case .proof(let user, let isRight): "the \(isRight ? "right" : "wrong") proof of \(user)"
        case .token(let user, _): "the token of \(user ?? "whoever it names") (redacted)"
        }
    }
    /// What is asked about whom; passwords and tokens are left out.
    public var debugDescription: String { description }
    /// A mirror of the description alone.
    public var customMirror: Mirror { Mirror(self, children: ["question": description]) }
}

/// What the application answers to a ``SASLQuestion``; complete.
///
/// An answer that does not fit the question ends the exchange with ``SASLFailure/serverError``.
public enum SASLAnswer: Hashable, Sendable {
    /// Yes. For a token without a user it does not fit: who is it then?
    case accept
    /// Yes, and this is who the token stands for.
    case acceptAs(String)
    /// The user's keys.
    case keys(SCRAMKeys)
    /// No, for good.
    case refuse
    /// It cannot be told now.
    case tryLater
}

/// Who a client has proved to be.
public struct SASLIdentity: Hashable, Sendable {
    /// The user's name, prepared.
    public let user: String
    /// How it was proved; nil where somebody vouches who is trusted, such as a proxy.
    public let mechanism: SASLMechanism?

    /// Makes an identity.
    ///
    /// - Parameters:
    ///   - user: the user's name, prepared.
    ///   - mechanism: how it was proved; nil where somebody vouches who is trusted.
    public init(user: String, mechanism: SASLMechanism?) {
        self.user = user
        self.mechanism = mechanism
    }
}

/// Why a client was not let in; complete.
public enum SASLFailure: Error, Hashable, Sendable {
    /// The client's response is no message of the mechanism (reply 501); the text is for people and has no secret.
    case malformed(String)
    /// The user, the password or the token is wrong, or must not be used here (reply 535).
    case refused
    /// It cannot be told now (reply 454).
    case temporary
    /// Our side is wrong: the exchange was called out of order, or an answer does not fit (reply 454).
    case serverError
}
