import SMTPProtocol
import TestSupport
import Testing

/// The invariant: whatever comes, an exchange gives a step or an error of its own, and lets nobody in.
@Suite("Noise at the mechanisms")
struct SASLNoiseTests {
    private static let pieces = [
        "n,,", "y,,", "p=tls-server-end-point,,", "n,a=ada,", "n=ada", "r=abc", ",", "=", "=2C", "c=biws", "p=",
        "s=QQ==",
        "i=4096", "v=", "e=", "m=", "x=1", "\u{1}", "\u{1}\u{1}", "auth=Bearer ", "user=ada", "token", "\0", "ada",
        "pencil",
        "\u{E9}", "e\u{301}",
    ]

    private func server(_ mechanism: SASLMechanism) -> SASLServerExchange {
        SASLSamples.server(mechanism, binding: mechanism.bindsChannel ? SASLSamples.binding : nil)
    }

    private func client(_ mechanism: SASLMechanism) -> SASLClientExchange {
        SASLSamples.client(mechanism, binding: mechanism.bindsChannel ? SASLSamples.binding : nil)
    }

    /// Whether an exchange that was fed so lets somebody in, questions answered.
    private func succeeds(_ mechanism: SASLMechanism, _ responses: [[UInt8]]) -> Bool {
        var server = server(mechanism)
        var step = server.steps(after: responses)
        while case .ask(let question) = step { step = server.answer(SASLSamples.answer(question)) }
        return step.isSuccess
    }

    @Test("lets nobody in whose response is cut anywhere", arguments: SASLMechanism.allCases)
    func cut(mechanism: SASLMechanism) {
        let responses = SASLRun(client(mechanism), server(mechanism)).responses
        for (index, response) in responses.enumerated() {
            for length in 0..<response.count {
                let short = Array(response.prefix(length))
                let before = Array(responses.prefix(index))
                #expect(!succeeds(mechanism, before + [short] + responses.dropFirst(index + 1)))
            }
        }
        #expect(succeeds(mechanism, responses))
    }

    @Test("lets nobody in who changes an octet", arguments: SASLMechanism.allCases)
    func changed(mechanism: SASLMechanism) {
        let responses = SASLRun(client(mechanism), server(mechanism)).responses
        for (index, response) in responses.enumerated() {
            for place in response.indices {
                var other = response
                other[place] ^= 0x15
                var changed = responses
                changed[index] = other
                #expect(!succeeds(mechanism, changed))
            }
        }
    }

    @Test("is borne by servers", arguments: 0..<400 as Range<UInt64>)
    func servers(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for mechanism in SASLMechanism.allCases {
            var server = server(mechanism)
            var step = server.begin(seed % 4 == 0 ? nil : generator.octets(from: Self.pieces, upTo: 8))
            for _ in 0..<4 {
                if case .ask(let question) = step {
                    step = server.answer(SASLSamples.answer(question))
                } else {
                    step = server.receive(generator.octets(from: Self.pieces, upTo: 8))
                }
            }
            let long = [UInt8](repeating: 0, count: SASLServerExchange.maximumResponseLength + 1)
            #expect(server.receive(long).isMalformed)
            #expect(server.receive([]).isMalformed)
            let random = TestCryptography(seed: seed).randomOctets(Int(seed))
            #expect(!succeeds(mechanism, [random, random]))
        }
    }

    @Test("is borne by clients", arguments: 0..<400 as Range<UInt64>)
    func clients(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for mechanism in SASLMechanism.allCases {
            var client = client(mechanism)
            client.nonce = octets("abc")
            _ = try? client.initialResponse()
            for _ in 0..<4 { _ = try? client.respond(to: generator.octets(from: Self.pieces, upTo: 8)) }
            #expect(!client.isServerProved)
        }
    }

    @Test("does not make a client trust a server whose challenge is cut anywhere")
    func cutChallenges() throws {
        let challenges = SASLRun(client(.scramSHA256), server(.scramSHA256)).challenges.map(octets)
        for (index, challenge) in challenges.enumerated() {
            for length in 0..<challenge.count {
                var client = client(.scramSHA256)
                _ = try client.initialResponse()
                for before in challenges.prefix(index) { _ = try client.respond(to: before) }
                let response = try? client.respond(to: Array(challenge.prefix(length)))
                #expect(!client.isServerProved)
                // Fewer digits of the iterations are another number, and it is out of range.
                #expect(response == nil)
            }
        }
    }
}
