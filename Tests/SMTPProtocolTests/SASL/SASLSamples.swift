import SMTPProtocol

/// One user, and an application that knows this user alone.
enum SASLSamples {
    static let user = "ada"
    static let password = "pencil"
    static let token = "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg=="
    static let salt = Array("0123456789abcdef".utf8)
    static let binding: [UInt8] = Array(1...32)
    /// Made with the quick derivation of ``TestCryptography``.
    static let keys = SCRAMKeys(
        password: Array(password.utf8), salt: salt, iterations: 4_096, cryptography: TestCryptography())

    static func answer(_ question: SASLQuestion) -> SASLAnswer {
        switch question {
        case .password(let user, let password):
            user == self.user && password == Array(self.password.utf8) ? .accept : .refuse
        case .keys: .keys(keys)
        case .proof(let user, let isRight): user == self.user && isRight ? .accept : .refuse
        case .token(let named, let token):
            token == self.token && (named == nil || named == user) ? .acceptAs(user) : .refuse
        }
    }

    static func server(
        _ mechanism: SASLMechanism, binding: [UInt8]? = nil, offersBinding: Bool? = nil, seed: UInt64 = 2
    ) -> SASLServerExchange {
        SASLServerExchange(
            mechanism: mechanism, channelBinding: binding, offersChannelBinding: offersBinding ?? (binding != nil),
            cryptography: TestCryptography(seed: seed))
    }

    static func client(
        _ mechanism: SASLMechanism, user: String = user, secret: SASLClientExchange.Secret? = nil,
        binding: [UInt8]? = nil, offersBinding: Bool? = nil
    ) -> SASLClientExchange {
        SASLClientExchange(
            mechanism: mechanism, user: user,
            secret: secret ?? (mechanism.usesToken ? .token(token) : .password(password)), channelBinding: binding,
            serverOffersChannelBinding: offersBinding ?? (binding != nil), cryptography: TestCryptography(seed: 1))
    }
}

/// A run of the two sides of a mechanism against each other.
struct SASLRun {
    private(set) var end: SASLServerExchange.Step?
    private(set) var questions: [SASLQuestion] = []
    private(set) var challenges: [String] = []
    private(set) var responses: [[UInt8]] = []
    private(set) var error: SASLClientError?
    private(set) var isServerProved = false

    /// Runs until the server has come to an end or the client gives up.
    ///
    /// - Parameter sendsInitialResponse: whether the first message goes with the command.
    init(
        _ client: SASLClientExchange, _ server: SASLServerExchange, sendsInitialResponse: Bool = true,
        application: (SASLQuestion) -> SASLAnswer = SASLSamples.answer
    ) {
        var (client, server) = (client, server)
        do throws(SASLClientError) {
            var initial = try client.initialResponse()
            if let initial, sendsInitialResponse { responses.append(initial) }
            var step = server.begin(sendsInitialResponse ? initial : nil)
            if sendsInitialResponse { initial = nil }
            // No mechanism has so many steps.
            for _ in 0..<20 where end == nil {
                switch step {
                case .challenge(let octets):
                    challenges.append(String(decoding: octets, as: UTF8.self))
                    // Without one in the command, the initial response answers the first challenge, which is empty.
                    let response: [UInt8]
                    if let late = initial { response = late } else { response = try client.respond(to: octets) }
                    initial = nil
                    responses.append(response)
                    step = server.receive(response)
                case .ask(let question):
                    questions.append(question)
                    step = server.answer(application(question))
                case .succeeded, .failed: end = step
                }
            }
        } catch {
            self.error = error
        }
        isServerProved = client.isServerProved
    }
}

extension SASLServerExchange {
    /// Takes responses one behind the other, the first with the command, answers questions, and gives the last step.
    mutating func steps(after responses: [[UInt8]]) -> Step {
        var step = responses.first.map { begin($0) } ?? begin(nil)
        for response in responses.dropFirst() {
            while case .ask(let question) = step { step = answer(SASLSamples.answer(question)) }
            step = receive(response)
        }
        return step
    }
}

extension SASLServerExchange.Step {
    /// The octets of a challenge as a string, or nil.
    var challenge: String? {
        if case .challenge(let octets) = self { return String(decoding: octets, as: UTF8.self) }
        return nil
    }

    /// Whether somebody was let in.
    var isSuccess: Bool {
        if case .succeeded = self { return true }
        return false
    }

    /// Whether the client's response was no message of the mechanism.
    var isMalformed: Bool {
        if case .failed(.malformed) = self { return true }
        return false
    }
}
