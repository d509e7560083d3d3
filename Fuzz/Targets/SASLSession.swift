import SMTPProtocol

/// One run of a mechanism at the server, with an application that answers at once; it checks each step.
struct SASLSession {
    private var exchange: SASLServerExchange
    private let binding: [UInt8]?
    private var answers: ArraySlice<UInt8>
    private var isBegun = false
    private var isOver = false
    private var responses: [[UInt8]] = []
    private var challenges: [[UInt8]] = []
    private var questions = 0
    /// Who would be let in by the last answer, or nil where it accepted nobody.
    private var accepted: String?

    init(_ exchange: SASLServerExchange, binding: [UInt8]?, answers: [UInt8]) {
        self.exchange = exchange
        self.binding = binding
        self.answers = answers[...]
    }

    mutating func begin(_ initialResponse: [UInt8]?) throws(BrokenInvariant) {
        isBegun = true
        if let initialResponse { responses.append(initialResponse) }
        try take(exchange.begin(initialResponse))
    }

    /// Takes a response of the client, with the command where nothing was begun.
    mutating func respond(_ response: [UInt8]) throws(BrokenInvariant) {
        guard isBegun else { return try begin(response) }
        guard !isOver else { return try checkEnd() }
        responses.append(response)
        let step = exchange.receive(response)
        if response.count > SASLServerExchange.maximumResponseLength {
            try demand(Self.isMalformed(step), "a response that is too long is malformed", "\(step)")
        }
        try take(step)
    }

    /// Calls the exchange out of order.
    mutating func act(_ argument: UInt8) throws(BrokenInvariant) {
        let wasOver = isOver
        let step: SASLServerExchange.Step
        switch argument % 2 {
        case 0 where isBegun: step = exchange.begin([])
        case 0: step = exchange.receive([])
        default: step = exchange.answer(.accept)
        }
        guard case .failed = step else {
            throw BrokenInvariant(description: "a call out of order fails: \(step)")
        }
        try demand(!wasOver || Self.isMalformed(step), "after the end every call is malformed", "\(step)")
        isBegun = true
        isOver = true
    }

    /// Checks that nothing comes behind the end, if it was come to.
    func checkEnd() throws(BrokenInvariant) {
        guard isOver else { return }
        var (first, second, third) = (exchange, exchange, exchange)
        for step in [first.begin(nil), second.receive([]), third.answer(.accept)] {
            try demand(Self.isMalformed(step), "after the end every call is malformed", "\(step)")
        }
    }

    private mutating func take(_ step: SASLServerExchange.Step) throws(BrokenInvariant) {
        try demand(!isOver, "an exchange has one end", "\(step)")
        try demand(responses.count <= 3, "no mechanism has more than three responses", "\(step)")
        switch step {
        case .challenge(let octets):
            accepted = isAtProof ? accepted : nil
            challenges.append(octets)
        case .ask(let question):
            questions += 1
            try demand(questions <= 2, "no mechanism has more than two questions", "\(question)")
            try checkProof(question)
            let answer = FuzzSASL.answer(answers.popFirst() ?? 0, to: question)
            accepted = Self.user(letInBy: answer, to: question)
            try take(exchange.answer(answer))
        case .succeeded(let identity):
            isOver = true
            try demand(accepted != nil, "nobody is let in without an answer that accepts", identity.user)
            try demand(identity.user == accepted, "who is let in was asked about", "\(identity), \(accepted ?? "")")
            try demand(identity.mechanism == exchange.mechanism, "the identity has the mechanism", "\(identity)")
        case .failed: isOver = true
        }
    }

    /// Whether the last step but the empty response of SCRAM is behind us: what was accepted then is told at the end.
    private var isAtProof: Bool {
        switch exchange.mechanism {
        case .scramSHA256, .scramSHA256Plus: questions == 2
        case .oauthBearer, .xoauth2, .plain, .login: false
        }
    }

    /// A proof is right only where the last message repeats what was said before.
    private func checkProof(_ question: SASLQuestion) throws(BrokenInvariant) {
        guard case .proof(_, let isRight) = question, isRight, let last = responses.last,
            let first = responses.dropLast().last,
            let challenge = challenges.last
        else { return }
        let comma = UInt8(ascii: ",")
        // The header ends with its second comma, and the challenge's nonce with its first.
        let parts = first.split(separator: comma, maxSplits: 2, omittingEmptySubsequences: false)
        var header = Array(first.prefix(parts.dropLast().reduce(0) { $0 + $1.count + 1 }))
        if exchange.mechanism.bindsChannel { header += binding ?? [] }
        let nonce = challenge.prefix { $0 != comma }
        let wanted = Array("c=\(SASLBase64.encode(header)),".utf8) + nonce + [comma]
        try demand(last.starts(with: wanted), "a right proof repeats the nonce and the binding", last.shown)
    }

    private static func isMalformed(_ step: SASLServerExchange.Step) -> Bool {
        if case .failed(.malformed) = step { return true }
        return false
    }

    /// Who may be let in by an answer, or nil where it accepts nobody.
    private static func user(letInBy answer: SASLAnswer, to question: SASLQuestion) -> String? {
        switch (question, answer) {
        case (.password(let user, _), .accept), (.proof(let user, true), .accept): user
        case (.token(let user, _), .accept): user
        case (.token, .acceptAs(let user)): user.isEmpty ? nil : user
        default: nil
        }
    }
}
