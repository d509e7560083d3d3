import SMTPProtocol

/// A client's responses at `SASLServerExchange`, with every mechanism.
///
/// Invariants:
/// - An exchange comes to one end, after three responses and two questions at most, the initial response with them; after
///   that every call fails as malformed.
/// - Nobody is let in without an answer that accepts, to the last question; in SCRAM that is one about a right proof.
/// - Who is let in is the user that was asked about, or the one that the answer names.
/// - A proof is only right where the message repeats the server's nonce, the client's header and the channel's binding.
/// - A call out of order ends an exchange, and so does a response that is too long.
///
/// The script is what the client sends. A cut delivers it as a response, empty or not; an answer is the application's to
/// the next question without one; an act calls the exchange out of order. The choices say whether the first response goes
/// with the command, what the channel is bound to, and whether binding was offered.
enum SASLTarget {
    static func check(_ octets: [UInt8]) throws(BrokenInvariant) {
        var input = FuzzInput(octets)
        let isInitial = input.choice(true, false)
        let binding: [UInt8]? = input.choice(FuzzSASL.binding, nil)
        let isOffered = input.choice(binding != nil, binding == nil)
        let script = FuzzScript(input.script, alphabet)
        let answers = script.arguments(of: .answer)
        for mechanism in SASLMechanism.allCases {
            let exchange = SASLServerExchange(
                mechanism: mechanism, channelBinding: binding, offersChannelBinding: isOffered,
                cryptography: FuzzSASL.Cryptography())
            var run = SASLSession(exchange, binding: binding, answers: answers)
            if !isInitial { try run.begin(nil) }
            try deliver(script.pieces, to: &run)
            try run.checkEnd()
        }
    }

    private static func deliver(_ pieces: [FuzzScript.Piece], to run: inout SASLSession) throws(BrokenInvariant) {
        var waiting: [UInt8] = []
        for piece in pieces {
            switch piece {
            case .octets(let octets): waiting += octets
            case .event(.cut, _):
                try run.respond(waiting)
                waiting = []
            case .event(.act, let argument): try run.act(argument)
            case .event: break
            }
        }
        if !waiting.isEmpty { try run.respond(waiting) }
    }

    private static let alphabet = FuzzScript.Alphabet(
        .high, longestRun: 10_000,
        [
            "n,,", "y,,", "p=tls-server-end-point,,", "p=tls-unique,,", "n,a=ada,", "n=ada,r=abc", "n=ada", ",r=abc",
            "r=abcAAAAAAAAAAAAAAAAAAAAAAAA", "c=biws,", "c=eSws,", "c=cD10bHMtc2VydmVyLWVuZC1wb2ludCwsYmluZGluZw==,",
            ",p=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", ",p=", "=2C", "=3D", ",m=x", ",x=1", "\u{1}",
            "\u{1}\u{1}",
            "auth=Bearer ", "auth=Bearer token\u{1}\u{1}", "user=ada\u{1}", "host=mx.example\u{1}", "token", "\0",
            "ada",
            "pencil", "\u{E9}", "e\u{301}", "\u{A0}", String(repeating: "x", count: 300), "=", ",", "eve",
        ])
}

/// What the exchanges of the target are made with.
enum FuzzSASL {
    /// What the channel is bound to.
    static let binding = Array("binding".utf8)

    /// The keys of everybody.
    static let keys = SCRAMKeys(
        salt: [1], iterations: 4_096, storedKey: [UInt8](repeating: 0, count: 32),
        serverKey: [UInt8](repeating: 0, count: 32))

    /// Keys that are none.
    static let brokenKeys = SCRAMKeys(salt: [], iterations: 0, storedKey: [1], serverKey: [])

    /// Everything is zero, so that every proof is right whose message is: the fuzzer cannot compute one.
    struct Cryptography: SASLCryptography {
        func sha256(_ octets: [UInt8]) -> [UInt8] { zeros(32) }
        func hmacSHA256(_ octets: [UInt8], key: [UInt8]) -> [UInt8] { zeros(32) }
        func pbkdf2SHA256(password: [UInt8], salt: [UInt8], iterations: Int) -> [UInt8] { zeros(32) }
        func randomOctets(_ count: Int) -> [UInt8] { zeros(count) }

        private func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }
    }

    /// The answer of a number; most accept.
    static func answer(_ code: UInt8, to question: SASLQuestion) -> SASLAnswer {
        switch code {
        case 1: return .refuse
        case 2: return .tryLater
        case 3: return .accept
        case 4: return .acceptAs("eve")
        case 5: return .keys(keys)
        case 6: return .keys(brokenKeys)
        case 7: return .acceptAs("")
        default:
            switch question {
            case .keys: return .keys(keys)
            case .token(nil, _): return .acceptAs("ada")
            case .password, .proof, .token: return .accept
            }
        }
    }
}
