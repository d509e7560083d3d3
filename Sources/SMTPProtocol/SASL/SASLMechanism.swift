/// A way for a client to say who it is (RFC 4422), in order of preference; complete in this version.
public enum SASLMechanism: String, CaseIterable, Hashable, Sendable {
    /// SCRAM with SHA-256, bound to the TLS connection (RFC 5802, RFC 7677).
    case scramSHA256Plus = "SCRAM-SHA-256-PLUS"
    /// SCRAM with SHA-256: neither side learns the password from the other (RFC 5802, RFC 7677).
    case scramSHA256 = "SCRAM-SHA-256"
    /// A bearer token of OAuth 2.0 (RFC 7628).
    case oauthBearer = "OAUTHBEARER"
    /// A bearer token in the form that some large providers know; no RFC governs it.
    case xoauth2 = "XOAUTH2"
    /// A user name and a password in one response (RFC 4616).
    case plain = "PLAIN"
    /// A user name and a password in two responses; no RFC governs it.
    case login = "LOGIN"

    /// The mechanism of a name.
    ///
    /// - Parameter name: the name as it stands in AUTH or EHLO, ASCII letters in any case.
    public init?(name: some StringProtocol) { self.init(rawValue: String(asciiUppercased: name.utf8)) }

    /// Whether it sends a token rather than proves a password.
    public var usesToken: Bool { self == .oauthBearer || self == .xoauth2 }

    /// Whether the server gets to see the password.
    public var sendsPassword: Bool { self == .plain || self == .login }

    /// Whether it is bound to the TLS connection, so that nobody in the middle can pass it on (RFC 5929, section 4).
    public var bindsChannel: Bool { self == .scramSHA256Plus }
}
