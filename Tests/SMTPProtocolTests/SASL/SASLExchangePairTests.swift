import SMTPProtocol
import Testing

@Suite("A client and a server of SASL")
struct SASLExchangePairTests {
    private func server(_ mechanism: SASLMechanism) -> SASLServerExchange {
        SASLSamples.server(mechanism, binding: mechanism.bindsChannel ? SASLSamples.binding : nil)
    }

    private func client(
        _ mechanism: SASLMechanism, secret: SASLClientExchange.Secret? = nil
    ) -> SASLClientExchange {
        SASLSamples.client(mechanism, secret: secret, binding: mechanism.bindsChannel ? SASLSamples.binding : nil)
    }

    @Test("agree, with and without an initial response", arguments: SASLMechanism.allCases)
    func agree(mechanism: SASLMechanism) {
        for sendsInitialResponse in [true, false] {
            let run = SASLRun(client(mechanism), server(mechanism), sendsInitialResponse: sendsInitialResponse)
            #expect(run.end == .succeeded(SASLIdentity(user: "ada", mechanism: mechanism)))
            #expect(run.error == nil)
            #expect(run.isServerProved)
            let isAskedFirst = !sendsInitialResponse && mechanism != .login
            #expect(run.challenges.filter(\.isEmpty).count == (isAskedFirst ? 1 : 0))
        }
    }

    @Test("do not agree on a wrong secret", arguments: SASLMechanism.allCases)
    func wrongSecret(mechanism: SASLMechanism) {
        let secret: SASLClientExchange.Secret = mechanism.usesToken ? .token("wrong") : .password("wrong")
        let run = SASLRun(client(mechanism, secret: secret), server(mechanism))
        #expect(run.end == .failed(.refused))
        if !mechanism.sendsPassword { #expect(!run.isServerProved) }
    }

    @Test("run alike for a user that there is not", arguments: [SASLMechanism.scramSHA256, .scramSHA256Plus])
    func unknownUser(mechanism: SASLMechanism) {
        let binding = mechanism.bindsChannel ? SASLSamples.binding : nil
        let wrong = SASLRun(client(mechanism, secret: .password("wrong")), server(mechanism))
        let unknown = SASLRun(SASLSamples.client(mechanism, user: "eve", binding: binding), server(mechanism))
        #expect(unknown.end == wrong.end)
        #expect(unknown.challenges == wrong.challenges)
        #expect(unknown.questions == [.keys(user: "eve"), .proof(user: "eve", isRight: true)])
    }

    @Test("prepare the password alike")
    func preparation() {
        let password = SASLPreparation.password("\u{E9} x") ?? []
        let keys = SCRAMKeys(
            password: password, salt: SASLSamples.salt, iterations: 4_096, cryptography: TestCryptography())
        let run = SASLRun(
            client(.scramSHA256, secret: .password("e\u{301}\u{A0}x")), server(.scramSHA256)
        ) { question in
            if case .keys = question { return .keys(keys) }
            return SASLSamples.answer(question)
        }
        #expect(run.end == .succeeded(SASLIdentity(user: "ada", mechanism: .scramSHA256)))
    }

    @Test("do not agree where somebody in the middle has two connections")
    func otherChannel() {
        let run = SASLRun(
            SASLSamples.client(.scramSHA256Plus, binding: [9, 9, 9]),
            SASLSamples.server(.scramSHA256Plus, binding: SASLSamples.binding))
        #expect(run.questions.last == .proof(user: "ada", isRight: false))
        #expect(run.end == .failed(.refused))
        #expect(!run.isServerProved)
    }

    @Test("do not agree where somebody in the middle hides the binding")
    func hiddenBinding() {
        let run = SASLRun(
            SASLSamples.client(.scramSHA256, binding: SASLSamples.binding, offersBinding: false),
            SASLSamples.server(.scramSHA256, binding: SASLSamples.binding, offersBinding: true))
        #expect(run.end == .failed(.refused))
        #expect(run.questions.isEmpty)
    }

    @Test("agree where the client could bind and the server cannot")
    func unofferedBinding() {
        let run = SASLRun(
            SASLSamples.client(.scramSHA256, binding: SASLSamples.binding, offersBinding: false),
            SASLSamples.server(.scramSHA256))
        #expect(run.end == .succeeded(SASLIdentity(user: "ada", mechanism: .scramSHA256)))
    }

    @Test("end for now where the application cannot tell", arguments: SASLMechanism.allCases)
    func later(mechanism: SASLMechanism) {
        let run = SASLRun(client(mechanism), server(mechanism)) { _ in .tryLater }
        #expect(run.end == .failed(.temporary))
    }

    @Test("end where the application refuses whoever has proved it", arguments: SASLMechanism.allCases)
    func refused(mechanism: SASLMechanism) {
        let run = SASLRun(client(mechanism), server(mechanism)) { question in
            if case .keys = question { return .keys(SASLSamples.keys) }
            return .refuse
        }
        #expect(run.end == .failed(.refused))
    }
}
