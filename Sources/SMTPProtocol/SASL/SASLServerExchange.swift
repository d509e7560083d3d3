/// One run of a mechanism, on the side of the server (RFC 4422).
///
/// A value without IO: it takes what the client says, decoded from base 64, and the application's answers, and gives one
/// step for each. It begins with ``begin(_:)``; a challenge is followed by ``receive(_:)``, a question by
/// ``answer(_:)``. Success and failure are the end: every call after it fails with ``SASLFailure/malformed(_:)``.
///
/// A wrong user, password, nonce, channel binding or authorization identity all end in ``SASLFailure/refused``, after
/// the same steps. No secret appears in a description.
public struct SASLServerExchange: Sendable {
    /// What comes next; complete.
    public enum Step: Equatable, Sendable {
        /// Send the octets, in base 64, and wait for the client's response.
        case challenge([UInt8])
        /// Ask the application.
        case ask(SASLQuestion)
        /// The client is who it says.
        case succeeded(SASLIdentity)
        /// The client is not let in.
        case failed(SASLFailure)
    }

    /// The most octets of a response.
    ///
    /// 9216: what 12 288 octets of base 64 hold, the longest line that RFC 4954, section 4, demands.
    public static let maximumResponseLength = 9_216

    /// The mechanism.
    public let mechanism: SASLMechanism
    /// A nonce in place of a random one, for known vectors.
    package var nonce: [UInt8]?

    let channelBinding: [UInt8]?
    let offersChannelBinding: Bool
    let cryptography: any SASLCryptography
    var state = State.beginning

    /// Makes the exchange for a mechanism that the client has chosen.
    ///
    /// - Parameters:
    ///   - mechanism: the mechanism.
    ///   - channelBinding: the data of `tls-server-end-point` (RFC 5929, section 4), under TLS.
    ///   - offersChannelBinding: whether a mechanism that binds was offered to the client.
    ///   - cryptography: what computes and gives random octets.
    public init(
        mechanism: SASLMechanism, channelBinding: [UInt8]?, offersChannelBinding: Bool,
        cryptography: any SASLCryptography
    ) {
        self.mechanism = mechanism
        self.channelBinding = channelBinding
        self.offersChannelBinding = offersChannelBinding
        self.cryptography = cryptography
    }

    /// Begins.
    ///
    /// - Parameter initialResponse: the octets that came with the command, empty for `=`; nil when there were none.
    /// - Returns: what comes next.
    public mutating func begin(_ initialResponse: [UInt8]?) -> Step {
        guard case .beginning = state else { return outOfOrder() }
        state = mechanism == .login ? .userName : .first
        guard let initialResponse, !(mechanism.usesToken && initialResponse.isEmpty) else {
            return .challenge(mechanism == .login ? Self.userPrompt : [])
        }
        return receive(initialResponse)
    }

    /// Takes a response of the client.
    ///
    /// - Parameter response: its octets.
    /// - Returns: what comes next.
    public mutating func receive(_ response: [UInt8]) -> Step {
        guard response.count <= Self.maximumResponseLength else { return malformed("The response is too long") }
        switch state {
        case .first: return receiveFirst(response)
        case .userName: return receiveUserName(response)
        case .password(let user): return receivePassword(response, of: user)
        case .proof(let challenge): return receiveProof(response, to: challenge)
        case .proved(let user):
            return response.isEmpty ? succeed(as: user) : malformed("The last response is empty in SCRAM")
        case .tokenRefused: return fail(.refused)
        case .beginning, .asked, .ended: return outOfOrder()
        }
    }

    /// Takes the application's answer.
    ///
    /// - Parameter answer: the answer to the question that was asked.
    /// - Returns: what comes next.
    public mutating func answer(_ answer: SASLAnswer) -> Step {
        guard case .asked(let pending) = state else { return outOfOrder() }
        switch (pending, answer) {
        case (_, .tryLater): return fail(.temporary)
        case (.password(let user, let mayAct), .accept): return mayAct ? succeed(as: user) : fail(.refused)
        case (.keys(let greeting), .keys(let keys)): return challenge(greeting, keys: keys)
        case (.proof(let user, let signature?), .accept): return prove(signature, to: user)
        case (.proof(_, nil), .accept): return fail(.refused)
        case (.token(let user?), .accept): return succeed(as: user)
        case (.token, .acceptAs(let user)) where !user.isEmpty: return succeed(as: user)
        case (.token, .refuse): return refuseToken()
        case (_, .refuse): return fail(.refused)
        default: return fail(.serverError)
        }
    }

    private mutating func receiveFirst(_ response: [UInt8]) -> Step {
        switch mechanism {
        case .scramSHA256, .scramSHA256Plus: receiveGreeting(response)
        case .oauthBearer, .xoauth2: receiveToken(response)
        case .plain: receivePlain(response)
        case .login: fail(.serverError)
        }
    }
}

extension SASLServerExchange {
    /// Where the exchange stands; complete.
    enum State: Sendable {
        /// Nothing has come. Goes to any other.
        case beginning
        /// The client's first message is awaited. Goes to `asked` or `ended`.
        case first
        /// LOGIN: the user name is awaited. Goes to `password` or `ended`.
        case userName
        /// LOGIN: the password is awaited. Goes to `asked` or `ended`.
        case password(user: String)
        /// SCRAM: the client's last message is awaited. Goes to `asked` or `ended`.
        case proof(Challenge)
        /// SCRAM: our own proof was sent, and an empty response is awaited. Goes to `ended`.
        case proved(user: String)
        /// A token was refused, and any response is awaited. Goes to `ended`.
        case tokenRefused
        /// The application was asked. Goes to `proof`, `proved`, `tokenRefused` or `ended`.
        case asked(Pending)
        /// It is over, one way or the other.
        case ended
    }

    /// What the application was asked; complete.
    enum Pending: Sendable {
        /// A password; without `mayAct` the answer changes nothing.
        case password(user: String, mayAct: Bool)
        /// The keys of SCRAM.
        case keys(Greeting)
        /// A proof of SCRAM: our signature, or nil where it is wrong.
        case proof(user: String, signature: [UInt8]?)
        /// A token.
        case token(user: String?)
    }

    mutating func ask(_ question: SASLQuestion, _ pending: Pending) -> Step {
        state = .asked(pending)
        return .ask(question)
    }

    mutating func fail(_ failure: SASLFailure) -> Step {
        state = .ended
        return .failed(failure)
    }

    mutating func malformed(_ text: String) -> Step { fail(.malformed(text)) }

    mutating func succeed(as user: String) -> Step {
        state = .ended
        return .succeeded(SASLIdentity(user: user, mechanism: mechanism))
    }

    private mutating func outOfOrder() -> Step {
        if case .ended = state { return malformed("The exchange is over") }
        return fail(.serverError)
    }
}

extension SASLServerExchange: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The mechanism; what the exchange knows is left out.
    public var description: String { "server's exchange of \(mechanism.rawValue)" }
    /// The mechanism; what the exchange knows is left out.
    public var debugDescription: String { description }
    /// A mirror without what the exchange knows.
    public var customMirror: Mirror { Mirror(self, children: ["mechanism": mechanism]) }
}
