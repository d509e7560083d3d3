import SMTPProtocol
import Testing

@Suite("SCRAM on the server")
struct SASLServerSCRAMTests {
    private static let bound = "p=tls-server-end-point,,n=ada,r=abc"

    @Test(
        "asks for the keys of the name, whatever stands for its commas",
        arguments: [
            ("n,,n=ada,r=abc", "ada"), ("n,a=ada,n=ada,r=abc", "ada"), ("y,,n=ada,r=abc", "ada"),
            ("n,a=bob,n=ada,r=abc", "ada"), ("n,,n=a=2Cb=3Dc,r=~!", "a,b=c"), ("n,,n=e\u{301},r=abc", "\u{E9}"),
            ("n,,n=ada,r=abc,x=1,Y=a=b", "ada"),
        ])
    func greeting(message: String, user: String) {
        var server = SASLSamples.server(.scramSHA256)
        #expect(server.begin(octets(message)) == .ask(.keys(user: user)))
    }

    @Test(
        "refuses a first message that is malformed",
        arguments: [
            "", "n", "n,", "n,,", "n,,n=ada", "n,,r=abc", "n,,r=abc,n=ada", "n,,n=,r=abc", "n,,n=ada,r=",
            "x,,n=ada,r=abc",
            "nn,,n=ada,r=abc", ",,n=ada,r=abc", "N,,n=ada,r=abc", "n,ada,n=ada,r=abc", "n,a=,n=ada,r=abc",
            "n,,n=a=b,r=abc",
            "n,,n=a=2cb,r=abc", "n,,n=a=2,r=abc", "n,,n=ada,r=a b", "n,,n=ada,r=\u{E9}", "n,,n=a\0da,r=abc",
            "n,,m=x,n=ada,r=abc", "n,,n=ada,r=abc,m=x", "n,,n=ada,r=abc,", "n,,n=ada,r=abc,x", "n,,n=ada,r=abc,x=",
            "n,,n=ada,r=abc,1=x", "p=,,n=ada,r=abc", "p=a b,,n=ada,r=abc", "p=tls-server-end-point,,n=ada,r=abc",
            "n,,n=ada,r=" + String(repeating: "a", count: 257),
        ])
    func malformedGreeting(message: String) {
        var server = SASLSamples.server(.scramSHA256)
        #expect(server.begin(octets(message)).isMalformed)
    }

    @Test("takes a nonce of 256 characters")
    func longNonce() {
        var server = SASLSamples.server(.scramSHA256)
        let message = "n,,n=ada,r=" + String(repeating: "a", count: 256)
        #expect(server.begin(octets(message)) == .ask(.keys(user: "ada")))
    }

    @Test("sends the client's nonce with its own, 24 characters that change from run to run")
    func challenge() {
        var nonces: Set<String> = []
        for seed: UInt64 in 0..<8 {
            var server = SASLSamples.server(.scramSHA256, seed: seed)
            _ = server.begin(octets("n,,n=ada,r=abc"))
            let parts = server.answer(.keys(SASLSamples.keys)).challenge?.split(separator: ",").map(String.init) ?? []
            #expect(parts.dropFirst() == ["s=MDEyMzQ1Njc4OWFiY2RlZg==", "i=4096"])
            #expect(parts.first?.hasPrefix("r=abc") == true)
            #expect(parts.first?.utf8.count == 29)
            nonces.formUnion(parts.prefix(1))
        }
        #expect(nonces.count == 8)
    }

    @Test("binds the channel in one mechanism and not in the other")
    func binding() {
        var bound = SASLSamples.server(.scramSHA256Plus, binding: SASLSamples.binding)
        #expect(bound.begin(octets(Self.bound)) == .ask(.keys(user: "ada")))
        for message in ["n,,n=ada,r=abc", "y,,n=ada,r=abc", "p=tls-unique,,n=ada,r=abc"] {
            var server = SASLSamples.server(.scramSHA256Plus, binding: SASLSamples.binding)
            #expect(server.begin(octets(message)).isMalformed)
        }
        var unbound = SASLSamples.server(.scramSHA256Plus)
        #expect(unbound.begin(octets(Self.bound)) == .failed(.serverError))
    }

    @Test("refuses a client from whom the binding was hidden")
    func downgrade() {
        var server = SASLSamples.server(.scramSHA256, binding: SASLSamples.binding, offersBinding: true)
        #expect(server.begin(octets("y,,n=ada,r=abc")) == .failed(.refused))
        var other = SASLSamples.server(.scramSHA256, binding: SASLSamples.binding, offersBinding: false)
        #expect(other.begin(octets("y,,n=ada,r=abc")) == .ask(.keys(user: "ada")))
        var plain = SASLSamples.server(.scramSHA256, binding: SASLSamples.binding, offersBinding: true)
        #expect(plain.begin(octets("n,,n=ada,r=abc")) == .ask(.keys(user: "ada")))
    }

    @Test(
        "refuses a last message that is malformed",
        arguments: [
            "", "c=biws", "c=biws,r=N", "r=N,c=biws,p=P", "c=biws,r=N,p=", "c=biws,r=N,p=AAAA", "c=*,r=N,p=P",
            "c=biw,r=N,p=P",
            "c=biws,r=N,p=P,", "c=biws,r=N,p=P,x=1", "c=biws,r=N,m=1,p=P", "c=biws,,r=N,p=P", "C=biws,r=N,p=P",
            "p=P,r=N,c=biws",
            "c=biws,p=P,r=N",
        ])
    func malformedProof(message: String) {
        let proof = SASLBase64.encode(Array(repeating: 0, count: 32))
        var server = SASLSamples.server(.scramSHA256)
        server.nonce = octets("def")
        _ = server.begin(octets("n,,n=ada,r=abc"))
        #expect(server.answer(.keys(SASLSamples.keys)).challenge?.hasPrefix("r=abcdef,") == true)
        let response = message.replacing("N", with: "abcdef").replacing("P", with: proof)
        #expect(server.receive(octets(response)).isMalformed)
    }

    @Test(
        "asks about a wrong proof, nonce and binding alike, and refuses whatever the answer is",
        arguments: [
            "c=biws,r=abcdef,p=P", "c=biws,r=abcdeg,p=P", "c=biws,r=abc,p=P", "c=eSws,r=abcdef,p=P", "c=,r=abcdef,p=P",
            "c=biws,r=abcdef,x=1,p=P",
        ])
    func wrongProof(message: String) {
        let response = message.replacing("P", with: SASLBase64.encode(Array(repeating: 7, count: 32)))
        for (answer, failure) in [
            (SASLAnswer.accept, SASLFailure.refused), (.refuse, .refused), (.tryLater, .temporary),
        ] {
            var server = SASLSamples.server(.scramSHA256)
            server.nonce = octets("def")
            _ = server.begin(octets("n,,n=ada,r=abc"))
            _ = server.answer(.keys(SASLSamples.keys))
            #expect(server.receive(octets(response)) == .ask(.proof(user: "ada", isRight: false)))
            #expect(server.answer(answer) == .failed(failure))
        }
    }

    @Test("refuses a run that is played again")
    func replay() {
        let first = SASLRun(SASLSamples.client(.scramSHA256), SASLSamples.server(.scramSHA256))
        #expect(first.end == .succeeded(SASLIdentity(user: "ada", mechanism: .scramSHA256)))
        var server = SASLSamples.server(.scramSHA256, seed: 3)
        let step = server.steps(after: Array(first.responses.prefix(2)))
        #expect(step == .ask(.proof(user: "ada", isRight: false)))
        #expect(server.answer(.accept) == .failed(.refused))
    }

    @Test("wants an empty response at the end")
    func end() {
        let run = SASLRun(SASLSamples.client(.scramSHA256), SASLSamples.server(.scramSHA256))
        var server = SASLSamples.server(.scramSHA256)
        #expect(server.steps(after: Array(run.responses.dropLast()) + [[1]]).isMalformed)
    }

    @Test("fails for now with keys that cannot be right")
    func unsoundKeys() {
        let key = SASLSamples.keys.storedKey
        let unsound = [
            SCRAMKeys(salt: [], iterations: 4_096, storedKey: key, serverKey: key),
            SCRAMKeys(salt: [1], iterations: 0, storedKey: key, serverKey: key),
            SCRAMKeys(salt: [1], iterations: 4_096, storedKey: [], serverKey: key),
            SCRAMKeys(salt: [1], iterations: 4_096, storedKey: key, serverKey: []),
        ]
        for answer in unsound.map(SASLAnswer.keys) + [.accept, .acceptAs("ada")] {
            var server = SASLSamples.server(.scramSHA256)
            _ = server.begin(octets("n,,n=ada,r=abc"))
            #expect(server.answer(answer) == .failed(.serverError))
        }
    }
}
