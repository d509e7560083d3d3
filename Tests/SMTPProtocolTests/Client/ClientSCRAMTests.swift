import SMTPProtocol
import Testing

@Suite("A login by SCRAM")
struct ClientSCRAMTests {
    /// A client's machine under TLS, with a server's exchange that answers it.
    private struct Session {
        var machine: SMTPClientMachine
        var server: SASLServerExchange
        /// The first response, decoded.
        var greeting = ""
        var actions: [SMTPClientMachine.Action] = []

        init(
            offered: String = "SCRAM-SHA-256", password: String = SASLSamples.password, binding: [UInt8]? = nil,
            serverBinding: [UInt8]? = nil, mechanisms: [SASLMechanism] = [.scramSHA256Plus, .scramSHA256]
        ) {
            var credentials = SMTPCredentials(user: SASLSamples.user, password: password)
            credentials.mechanisms = mechanisms
            let configuration = SMTPClientConfiguration(
                helloName: "client.test", tls: .never, credentials: credentials)
            machine = SMTPClientMachine(
                configuration: configuration, isEncrypted: true, cryptography: TestCryptography(seed: 1))
            _ = machine.tlsEstablished(channelBinding: binding)
            _ = machine.actions(after: "S: 220 mx.example.test")
            let words = offered.split(separator: " ")
            let isBinding =
                words.contains("SCRAM-SHA-256-PLUS") && binding != nil && mechanisms.contains(.scramSHA256Plus)
            server = SASLSamples.server(
                isBinding ? .scramSHA256Plus : .scramSHA256, binding: serverBinding,
                offersBinding: words.contains("SCRAM-SHA-256-PLUS"))
            actions = machine.actions(after: "S: 250-mx.example.test | 250 AUTH \(offered)")
            if let line = written?.split(separator: " ").last, let response = SASLBase64.decode(line.utf8) {
                greeting = String(decoding: response, as: UTF8.self)
            }
        }

        /// The line that the client writes, without its CRLF.
        var written: String? {
            guard actions.count == 1, case .write(let octets) = actions[0] else { return nil }
            return String(decoding: octets.dropLast(2), as: UTF8.self)
        }

        /// The server's next challenge to what the client has written, as a reply's line, or the refusal.
        mutating func serverReply() -> String {
            guard let word = written?.split(separator: " ", omittingEmptySubsequences: false).last,
                let response = SASLBase64.decode(word.utf8)
            else { return "501 5.5.2 Not base 64" }
            var step = written?.hasPrefix("AUTH ") == true ? server.begin(response) : server.receive(response)
            while case .ask(let question) = step { step = server.answer(SASLSamples.answer(question)) }
            switch step {
            case .challenge(let octets): return "334 \(SASLBase64.encode(octets))"
            case .succeeded: return "235 2.7.0 Welcome"
            default: return "535 5.7.8 No"
            }
        }

        mutating func take(_ reply: String) { actions = machine.actions(after: "S: \(reply)") }

        var texts: [String] { actions.map(\.text) }
    }

    private static let unproved = [
        "failed at authentication: no login: the server did not prove that it knows the password", "close",
    ]

    @Test("comes to an end by proofs of both sides, bound to the channel or not", arguments: [true, false])
    func success(isBound: Bool) {
        let binding = isBound ? SASLSamples.binding : nil
        var session = Session(
            offered: "PLAIN SCRAM-SHA-256 SCRAM-SHA-256-PLUS", binding: binding, serverBinding: binding)
        #expect(session.greeting.hasPrefix(isBound ? "p=tls-server-end-point,,n=ada,r=" : "n,,n=ada,r="))
        var replies: [String] = []
        for _ in 0..<3 {
            let reply = session.serverReply()
            replies.append(String(reply.prefix(3)))
            session.take(reply)
        }
        #expect(replies == ["334", "334", "235"])
        #expect(session.actions == [.ready])
        #expect(session.machine.mechanism == (isBound ? .scramSHA256Plus : .scramSHA256))
    }

    @Test("says what the client knows of the binding, so that nobody in the middle can hide it")
    func flags() {
        let both = "SCRAM-SHA-256 SCRAM-SHA-256-PLUS"
        let rows: [(offered: String, binding: [UInt8]?, mechanisms: [SASLMechanism], flag: String)] = [
            (both, [1], [.scramSHA256Plus, .scramSHA256], "p=tls-server-end-point,,"),
            ("SCRAM-SHA-256", [1], [.scramSHA256Plus, .scramSHA256], "y,,"),
            (both, [1], [.scramSHA256], "n,,"), (both, nil, [.scramSHA256Plus, .scramSHA256], "n,,"),
            ("SCRAM-SHA-256", nil, [.scramSHA256], "n,,"),
        ]
        for row in rows {
            let session = Session(offered: row.offered, binding: row.binding, mechanisms: row.mechanisms)
            #expect(session.greeting.hasPrefix(row.flag), "\(row)")
        }
    }

    @Test("has failed where the server lets us in before it has proved to know the password")
    func early() {
        var session = Session()
        var atOnce = session
        atOnce.take("235 2.7.0 Welcome")
        #expect(atOnce.texts == Self.unproved)
        let challenge = session.serverReply()
        session.take(challenge)
        #expect(session.written != nil)
        session.take("235 2.7.0 Welcome")
        #expect(session.texts == Self.unproved)
        #expect(session.machine.mechanism == nil)
        session.take("250 ok")
        #expect(session.actions.isEmpty)
    }

    @Test("is given up where the challenge is not the server's")
    func senseless() {
        let wrong = [
            ("r=other,s=QQ==,i=4096", "the server's nonce is wrong"), ("", "the challenge is malformed"),
            ("r=,s=QQ==,i=4096", "the challenge is malformed"), ("e=unknown-user", "the server refuses: unknown-user"),
            ("v=QQ==", "the challenge is malformed"),
        ]
        for (challenge, reason) in wrong {
            var session = Session()
            session.take("334 \(SASLBase64.encode(octets(challenge)))")
            #expect(session.texts == ["C: *"], "\(challenge)")
            session.take("501 5.7.0 Given up")
            #expect(session.texts == ["failed at authentication: no login: \(reason)", "close"])
        }
    }

    @Test("is given up where the server wants too few iterations, or a day of them", arguments: [1, 4_095, 200_001])
    func iterations(count: Int) throws {
        var session = Session()
        let nonce = try #require(session.greeting.split(separator: "=").last)
        session.take("334 \(SASLBase64.encode(octets("r=\(nonce)x,s=QQ==,i=\(count)")))")
        #expect(session.texts == ["C: *"])
        session.take("501 5.7.0 Given up")
        #expect(session.texts.first == "failed at authentication: no login: the server wants \(count) iterations")
    }

    @Test("is given up where the server's proof is wrong")
    func wrongProof() {
        var session = Session()
        let challenge = session.serverReply()
        session.take(challenge)
        let signature = SASLBase64.encode([UInt8](repeating: 1, count: 32))
        session.take("334 \(SASLBase64.encode(octets("v=\(signature)")))")
        #expect(session.texts == ["C: *"])
        session.take("501 5.7.0 Given up")
        let reason = "the server could not prove that it knows the user"
        #expect(session.texts == ["failed at authentication: no login: \(reason)", "close"])
    }

    @Test("is refused for a wrong password, and where somebody in the middle has another channel")
    func refused() {
        let plus = "SCRAM-SHA-256-PLUS"
        for var session in [
            Session(password: "wrong"), Session(offered: plus, binding: [9], serverBinding: SASLSamples.binding),
        ] {
            for _ in 0..<2 {
                let reply = session.serverReply()
                session.take(reply)
            }
            #expect(session.texts == ["failed at authentication: 535 5.7.8 No", "close"])
        }
    }

    @Test("is refused where somebody in the middle has taken PLUS out of the offer")
    func hidden() {
        var session = Session(binding: SASLSamples.binding)
        session.server = SASLSamples.server(.scramSHA256, binding: SASLSamples.binding, offersBinding: true)
        let reply = session.serverReply()
        session.take(reply)
        #expect(session.texts == ["failed at authentication: 535 5.7.8 No", "close"])
    }

    @Test("goes on with another mechanism, and nothing is left of this one")
    func fallback() {
        var session = Session(
            offered: "SCRAM-SHA-256 SCRAM-SHA-256-PLUS PLAIN", binding: SASLSamples.binding,
            mechanisms: [.scramSHA256Plus, .scramSHA256, .plain])
        session.take("504 5.5.4 Not here")
        #expect(session.texts.first?.hasPrefix("C: AUTH SCRAM-SHA-256 ") == true)
        session.take("504 5.5.4 Not here")
        #expect(session.texts == ["failed at authentication: 504 5.5.4 Not here", "close"], "PLAIN shows the password")
    }

    @Test("takes a challenge of any length")
    func longChallenge() {
        var session = Session()
        session.server.nonce = [UInt8](repeating: UInt8(ascii: "n"), count: 400)
        for _ in 0..<3 {
            let reply = session.serverReply()
            session.take(reply)
        }
        #expect(session.actions == [.ready])
    }
}
