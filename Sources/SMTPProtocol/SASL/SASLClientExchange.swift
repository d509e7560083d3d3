/// One run of a mechanism, on the side of the client (RFC 4422).
///
/// A value without IO: it gives the responses to the server's challenges, both decoded from base 64. An error is the
/// end: every call after it throws ``SASLClientError/outOfOrder``. No secret appears in a description.
public struct SASLClientExchange: Sendable {
    /// What proves the user; complete.
    ///
    /// It never appears in a description.
    public enum Secret: Hashable, Sendable {
        /// A password, in the clear.
        case password(String)
        /// A bearer token of OAuth 2.0.
        case token(String)
    }

    /// The mechanism.
    public let mechanism: SASLMechanism
    /// The user's name.
    public let user: String
    /// How many iterations a server of SCRAM may want.
    ///
    /// Default 4096...200 000: RFC 7677, section 4, wants 4096 at least, for fewer would give the password away to
    /// whoever plays the server; 200 000 take a core about a tenth of a second, and more would let a server keep us busy.
    public var acceptedIterations = 4_096...200_000
    /// A nonce in place of a random one, for known vectors.
    package var nonce: [UInt8]?

    let secret: Secret
    let channelBinding: [UInt8]?
    let serverOffersChannelBinding: Bool
    let cryptography: any SASLCryptography
    var state = State.beginning

    /// Makes the exchange for a mechanism that the server has offered.
    ///
    /// - Parameters:
    ///   - mechanism: the mechanism.
    ///   - user: the user's name; may be empty for OAUTHBEARER alone.
    ///   - secret: a token for the mechanisms that use one, a password for the others.
    ///   - channelBinding: the data of `tls-server-end-point` (RFC 5929, section 4), under TLS.
    ///   - serverOffersChannelBinding: whether the server has offered a mechanism that binds.
    ///   - cryptography: what computes and gives random octets.
    public init(
        mechanism: SASLMechanism, user: String, secret: Secret, channelBinding: [UInt8]?,
        serverOffersChannelBinding: Bool, cryptography: any SASLCryptography
    ) {
        self.mechanism = mechanism
        self.user = user
        self.secret = secret
        self.channelBinding = channelBinding
        self.serverOffersChannelBinding = serverOffersChannelBinding
        self.cryptography = cryptography
    }

    /// Whether the server may say now that we are in.
    ///
    /// With SCRAM only after the server has proved that it knows the user: a 235 before that comes from somebody else
    /// and must be treated as a failure. With the other mechanisms once everything was sent.
    public var isServerProved: Bool {
        switch state {
        case .sent, .proved: true
        case .beginning, .userName, .password, .greeted, .proof, .ended: false
        }
    }

    /// Begins.
    ///
    /// - Returns: the initial response, for the command or for the answer to an empty challenge; nil where the mechanism
    ///   has none.
    /// - Throws: ``SASLClientError/unusable``, ``SASLClientError/noChannelBinding``, or
    ///   ``SASLClientError/outOfOrder`` when it has begun before.
    public mutating func initialResponse() throws(SASLClientError) -> [UInt8]? {
        guard case .beginning = state else { throw end(.outOfOrder) }
        guard isUserUsable else { throw end(.unusable) }
        switch (mechanism, secret) {
        case (.scramSHA256, .password(let password)), (.scramSHA256Plus, .password(let password)):
            return try greet(password)
        case (.plain, .password(let password)) where Self.isSendable(password):
            state = .sent
            return Array("\0\(user)\0\(password)".utf8)
        case (.login, .password(let password)) where Self.isSendable(password):
            state = .userName
            return nil
        case (.oauthBearer, .token(let token)) where BearerMessage.isToken(token.utf8):
            state = .sent
            let name = user.isEmpty ? [] : Array("a=".utf8) + SASLName.encode(user)
            let header = Array("n,".utf8) + name + [UInt8(ascii: ","), BearerMessage.separator]
            return BearerMessage.message(opening: header, token: token)
        case (.xoauth2, .token(let token)) where BearerMessage.isToken(token.utf8):
            state = .sent
            return BearerMessage.message(opening: Array("user=\(user)\u{1}".utf8), token: token)
        default: throw end(.unusable)
        }
    }

    /// Takes a challenge of the server.
    ///
    /// - Parameter challenge: its octets.
    /// - Returns: the response; it may be empty.
    /// - Throws: ``SASLClientError`` where the exchange must not go on; cancel it with `*` (RFC 4954, section 4).
    public mutating func respond(to challenge: [UInt8]) throws(SASLClientError) -> [UInt8] {
        switch (state, secret) {
        case (.userName, _):
            state = .password
            return Array(user.utf8)
        case (.password, .password(let password)):
            state = .sent
            return Array(password.utf8)
        case (.greeted(let greeting), _): return try prove(greeting, to: challenge)
        case (.proof(let signature), _): return try judge(challenge, by: signature)
        case (.sent, .token):
            // The challenge tells why the token is refused; the server awaits an answer that says nothing.
            state = .ended
            return mechanism == .oauthBearer ? [BearerMessage.separator] : []
        default: throw end(.outOfOrder)
        }
    }
}

extension SASLClientExchange {
    /// Where the exchange stands; complete.
    enum State: Sendable {
        /// Nothing was sent. Goes to any other.
        case beginning
        /// LOGIN: the first challenge is awaited. Goes to `password`.
        case userName
        /// LOGIN: the second challenge is awaited. Goes to `sent`.
        case password
        /// SCRAM: the server's first message is awaited. Goes to `proof` or `ended`.
        case greeted(Greeting)
        /// SCRAM: the server's proof is awaited, which has this signature. Goes to `proved` or `ended`.
        case proof(signature: [UInt8])
        /// SCRAM: the server has proved that it knows the user. Goes to `ended`.
        case proved
        /// Everything was sent. Goes to `ended`.
        case sent
        /// The exchange has failed.
        case ended
    }

    mutating func end(_ error: SASLClientError) -> SASLClientError {
        state = .ended
        return error
    }

    /// No control character may cut the messages of any mechanism.
    private var isUserUsable: Bool {
        user.utf8.allSatisfy { $0 >= 32 && $0 != 127 } && (!user.isEmpty || mechanism == .oauthBearer)
    }

    /// PLAIN and LOGIN send a password as it is: a server that does not prepare it compares what was typed.
    private static func isSendable(_ password: String) -> Bool { !password.isEmpty && !password.utf8.contains(0) }
}

extension SASLClientExchange: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The mechanism and the user; the secret is left out.
    public var description: String { "client's exchange of \(mechanism.rawValue) as \(user) (redacted)" }
    /// The mechanism and the user; the secret is left out.
    public var debugDescription: String { description }
    /// A mirror without the secret.
    public var customMirror: Mirror { Mirror(self, children: ["mechanism": mechanism, "user": user]) }
}

extension SASLClientExchange.Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The kind of secret; the secret is left out.
    public var description: String {
        switch self {
        case .password: "password (redacted)"
        case .token: "token (redacted)"
        }
    }
    /// The kind of secret; the secret is left out.
    public var debugDescription: String { description }
    /// A mirror of the kind alone.
    public var customMirror: Mirror { Mirror(self, children: ["kind": description]) }
}
