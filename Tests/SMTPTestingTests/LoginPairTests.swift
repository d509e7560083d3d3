import DeliveryQueueTesting
import MailAddressing
import SMTPProtocol
import SMTPTesting
import Testing

@testable import SMTPTransport

/// A client that logs in after STARTTLS and sends a message to a server that wants a login, in random pieces.
@Suite("A login between the two machines")
struct LoginPairTests {
    private static let password = Array("pencil".utf8)
    private static let token = String(repeating: "t", count: 600)
    private static let message = Array("Subject: hello\r\n\r\ntext\r\n".utf8)
    private static let certificate: [UInt8] = Array(1...32)
    private static let stranger: [UInt8] = Array(2...33)

    private static let cryptography = TransportCryptography()
    private static let keys = SCRAMKeys(
        password: password, salt: Array("0123456789abcdef".utf8), iterations: 4_096, cryptography: cryptography)

    private static func judge(_ question: SASLQuestion) -> SASLAnswer {
        switch question {
        case .password(let user, let password): user == "ada" && password == self.password ? .accept : .refuse
        case .keys: .keys(keys)
        case .proof(let user, let isRight): user == "ada" && isRight ? .accept : .refuse
        case .token(let user, let token): user == "ada" && token == self.token ? .accept : .refuse
        }
    }

    /// What a session came to.
    private struct Outcome {
        var messages: [[UInt8]]
        var failure: SMTPClientFailure?
        var transcript: [String]
        var questions: [SASLQuestion]

        /// The reply that ended the client's login, or nil where it was no reply.
        var refusal: UInt16? {
            guard let failure, failure.stage == .authentication, case .refused(let reply) = failure.reason
            else { return nil }
            return reply.code
        }
    }

    /// Runs a session with one message.
    ///
    /// - Parameters:
    ///   - mechanisms: those that the client may use.
    ///   - offered: those that the server offers.
    ///   - bindings: what the client and the server bind to.
    private static func run(
        _ mechanisms: [SASLMechanism], offered: [SASLMechanism], credentials: SMTPCredentials,
        bindings: (client: [UInt8]?, server: [UInt8]?) = (certificate, certificate), seed: UInt64
    ) throws -> Outcome {
        var credentials = credentials
        credentials.mechanisms = mechanisms
        let client = SMTPClientConfiguration(helloName: "client.example", tls: .required, credentials: credentials)
        var server = SMTPServerConfiguration(hostName: try MailHost("mx.example"), offersStartTLS: true)
        server.authentication = .init(mechanisms: offered, isRequired: true)
        let transaction = SMTPTransaction(
            reversePath: .null, recipients: [try Mailbox("bob@example.net")], size: message.count, isEightBit: false)
        var questions: [SASLQuestion] = []
        var pair = SMTPMachinePair(
            client: SMTPClientMachine(configuration: client, cryptography: cryptography),
            server: SMTPServerMachine(configuration: server, cryptography: cryptography),
            orders: [.init(transaction, message: message)], using: SeededGenerator(seed: seed),
            channelBindings: bindings,
            authenticator: { question in
                questions.append(question)
                return judge(question)
            })
        pair.run()
        return Outcome(
            messages: pair.messages, failure: pair.failure, transcript: pair.transcript, questions: questions)
    }

    private static func credentials(_ mechanism: SASLMechanism, isRight: Bool = true) -> SMTPCredentials {
        mechanism.usesToken
            ? SMTPCredentials(user: "ada", token: isRight ? token : "wrong")
            : SMTPCredentials(user: "ada", password: isRight ? "pencil" : "wrong")
    }

    @Test("lets the message through, by each mechanism", arguments: SASLMechanism.allCases, UInt64(0)..<8)
    func success(mechanism: SASLMechanism, seed: UInt64) throws {
        let outcome = try Self.run(
            [mechanism], offered: SASLMechanism.allCases, credentials: Self.credentials(mechanism), seed: seed)
        #expect(outcome.failure == nil)
        #expect(outcome.messages == [Self.message])
        #expect(outcome.transcript.contains { $0.hasPrefix("S: 235 ") })
        let begun = outcome.transcript.filter { $0.hasPrefix("C: AUTH ") }
        #expect(begun.count == 1)
        #expect(begun.first?.split(separator: " ")[2] == mechanism.rawValue[...])
    }

    @Test("keeps the message back where the secret is wrong", arguments: SASLMechanism.allCases, UInt64(0)..<8)
    func wrongSecret(mechanism: SASLMechanism, seed: UInt64) throws {
        let outcome = try Self.run(
            [mechanism], offered: SASLMechanism.allCases, credentials: Self.credentials(mechanism, isRight: false),
            seed: seed)
        #expect(outcome.refusal == 535)
        #expect(outcome.messages.isEmpty)
        #expect(!outcome.transcript.contains { $0.hasPrefix("C: MAIL") })
    }

    @Test("takes the strongest mechanism that both sides have", arguments: UInt64(0)..<8)
    func strongest(seed: UInt64) throws {
        let rows:
            [(offered: [SASLMechanism], bindings: (client: [UInt8]?, server: [UInt8]?), expected: SASLMechanism)] = [
                (SASLMechanism.allCases, (Self.certificate, Self.certificate), .scramSHA256Plus),
                (SASLMechanism.allCases, (nil, Self.certificate), .scramSHA256),
                (SASLMechanism.allCases, (Self.certificate, nil), .scramSHA256),
                ([.login, .plain], (nil, nil), .plain),
                ([.login, .xoauth2], (nil, nil), .login),
            ]
        for row in rows {
            let outcome = try Self.run(
                SASLMechanism.allCases.filter { !$0.usesToken }, offered: row.offered,
                credentials: Self.credentials(.plain), bindings: row.bindings, seed: seed)
            #expect(outcome.messages == [Self.message], "\(row)")
            let begun = outcome.transcript.first { $0.hasPrefix("C: AUTH ") }
            #expect(begun?.split(separator: " ")[2] == row.expected.rawValue[...], "\(row)")
        }
    }

    @Test("fails where somebody in the middle has a certificate of their own", arguments: UInt64(0)..<20)
    func manInTheMiddle(seed: UInt64) throws {
        let outcome = try Self.run(
            [.scramSHA256Plus], offered: SASLMechanism.allCases, credentials: Self.credentials(.scramSHA256Plus),
            bindings: (Self.stranger, Self.certificate), seed: seed)
        #expect(outcome.refusal == 535)
        #expect(outcome.questions.last == .proof(user: "ada", isRight: false))
        #expect(outcome.messages.isEmpty)
    }

    @Test("does not fall back to a weaker mechanism where the binding is wrong", arguments: UInt64(0)..<8)
    func noFallback(seed: UInt64) throws {
        let outcome = try Self.run(
            SASLMechanism.allCases.filter { !$0.usesToken }, offered: SASLMechanism.allCases,
            credentials: Self.credentials(.scramSHA256Plus), bindings: (Self.stranger, Self.certificate), seed: seed)
        #expect(outcome.refusal == 535)
        #expect(outcome.transcript.filter { $0.hasPrefix("C: AUTH ") }.count == 1)
    }

    @Test("is not bound to anything by the other mechanisms", arguments: SASLMechanism.allCases, UInt64(0)..<4)
    func unbound(mechanism: SASLMechanism, seed: UInt64) throws {
        guard !mechanism.bindsChannel else { return }
        let outcome = try Self.run(
            [mechanism], offered: SASLMechanism.allCases, credentials: Self.credentials(mechanism),
            bindings: (Self.stranger, Self.certificate), seed: seed)
        #expect(outcome.messages == [Self.message])
    }

    @Test("is not begun where the server offers what the client must not use", arguments: UInt64(0)..<4)
    func unavailable(seed: UInt64) throws {
        let outcome = try Self.run(
            [.scramSHA256Plus, .scramSHA256], offered: [.plain, .login], credentials: Self.credentials(.plain),
            seed: seed)
        #expect(outcome.failure?.reason == .authenticationUnavailable)
        #expect(outcome.questions.isEmpty)
        #expect(outcome.messages.isEmpty)
    }
}
