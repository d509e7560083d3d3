/// Who a client logs in as: a user with a password or a token, neither of which ever appears in a description.
public struct SMTPCredentials: Hashable, Sendable {
    /// The user's name.
    public let user: String
    /// The mechanisms that may be used, the best of those that are offered first.
    ///
    /// Default: every one that the secret is good for. Fewer where a password is not to be shown to a server that asks for
    /// it in the clear, as by `[.scramSHA256Plus, .scramSHA256]`.
    public var mechanisms: [SASLMechanism]
    let secret: SASLClientExchange.Secret

    /// Makes credentials of a password.
    ///
    /// - Parameters:
    ///   - user: the user's name.
    ///   - password: the password, in the clear.
    public init(user: String, password: String) {
        self.user = user
        secret = .password(password)
        mechanisms = SASLMechanism.allCases.filter { !$0.usesToken }
    }

    /// Makes credentials of an access token, for OAUTHBEARER (RFC 7628) and XOAUTH2.
    ///
    /// - Parameters:
    ///   - user: the user's name.
    ///   - token: the access token.
    public init(user: String, token: String) {
        self.user = user
        secret = .token(token)
        mechanisms = SASLMechanism.allCases.filter(\.usesToken)
    }
}

extension SMTPCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The user's name; the secret is left out.
    public var description: String { "\(user):(redacted)" }
    /// The user's name; the secret is left out.
    public var debugDescription: String { description }
    /// A mirror without the secret.
    public var customMirror: Mirror { Mirror(self, children: ["user": user]) }
}
