import SMTPProtocol
import Testing

@Suite("The mechanisms on the client")
struct SASLClientExchangeTests {
    @Test("begin as their RFCs say")
    func initialResponses() throws {
        let responses: [(SASLMechanism, String?)] = [
            (.plain, "\0ada\0pencil"), (.login, nil),
            (.oauthBearer, "n,a=ada,\u{1}auth=Bearer \(SASLSamples.token)\u{1}\u{1}"),
            (.xoauth2, "user=ada\u{1}auth=Bearer \(SASLSamples.token)\u{1}\u{1}"),
        ]
        for (mechanism, response) in responses {
            var client = SASLSamples.client(mechanism)
            #expect(try client.initialResponse() == response.map(octets))
            #expect(client.isServerProved == (mechanism != .login))
        }
        var nameless = SASLSamples.client(.oauthBearer, user: "", secret: .token("T"))
        #expect(try nameless.initialResponse() == octets("n,,\u{1}auth=Bearer T\u{1}\u{1}"))
        var comma = SASLSamples.client(.oauthBearer, user: "a,b=c", secret: .token("T"))
        #expect(try comma.initialResponse() == octets("n,a=a=2Cb=3Dc,\u{1}auth=Bearer T\u{1}\u{1}"))
    }

    @Test("say of the channel what both sides know")
    func headers() throws {
        let cases: [(SASLMechanism, [UInt8]?, Bool, String)] = [
            (.scramSHA256Plus, [1], true, "p=tls-server-end-point,,"), (.scramSHA256, [1], false, "y,,"),
            (.scramSHA256, [1], true, "n,,"), (.scramSHA256, nil, true, "n,,"), (.scramSHA256, nil, false, "n,,"),
        ]
        for (mechanism, binding, offers, header) in cases {
            var client = SASLSamples.client(mechanism, user: "a,b", binding: binding, offersBinding: offers)
            client.nonce = octets("xyz")
            #expect(try client.initialResponse() == octets(header + "n=a=2Cb,r=xyz"))
        }
        var unbound = SASLSamples.client(.scramSHA256Plus)
        #expect(throws: SASLClientError.noChannelBinding) { try unbound.initialResponse() }
    }

    @Test(
        "do not send what they cannot",
        arguments: [
            (SASLMechanism.plain, "", SASLClientExchange.Secret.password("x")), (.plain, "a\0b", .password("x")),
            (.plain, "a", .password("")), (.plain, "a", .password("x\0")), (.plain, "a", .token("x")),
            (.login, "a", .token("x")), (.login, "a\r\n", .password("x")), (.scramSHA256, "a", .token("x")),
            (.scramSHA256, "a", .password("")), (.scramSHA256, "a", .password("\u{7}")),
            (.scramSHA256, "", .password("x")),
            (.oauthBearer, "a", .password("x")), (.oauthBearer, "a", .token("")), (.oauthBearer, "a", .token("a b")),
            (.oauthBearer, "a", .token("a\u{1}")), (.oauthBearer, "a\u{1}", .token("x")), (.xoauth2, "", .token("x")),
            (.xoauth2, "a", .token("=")),
        ] as [(SASLMechanism, String, SASLClientExchange.Secret)])
    func unusable(mechanism: SASLMechanism, user: String, secret: SASLClientExchange.Secret) {
        var client = SASLSamples.client(mechanism, user: user, secret: secret)
        #expect(throws: SASLClientError.unusable) { try client.initialResponse() }
        #expect(throws: SASLClientError.outOfOrder) { try client.initialResponse() }
        #expect(throws: SASLClientError.outOfOrder) { try client.respond(to: []) }
        #expect(!client.isServerProved)
    }

    @Test("LOGIN answers two challenges, whatever they say, and no third")
    func login() throws {
        var client = SASLSamples.client(.login)
        #expect(try client.initialResponse() == nil)
        #expect(try client.respond(to: octets("Who is there?")) == octets("ada"))
        #expect(!client.isServerProved)
        #expect(try client.respond(to: []) == octets("pencil"))
        #expect(client.isServerProved)
        #expect(throws: SASLClientError.outOfOrder) { try client.respond(to: octets("Password:")) }
        #expect(!client.isServerProved)
    }

    @Test("PLAIN answers no challenge")
    func plain() throws {
        var client = SASLSamples.client(.plain)
        _ = try client.initialResponse()
        #expect(throws: SASLClientError.outOfOrder) { try client.respond(to: []) }
    }

    @Test("A refused token is answered with nothing")
    func tokens() throws {
        for (mechanism, response) in [(SASLMechanism.oauthBearer, [1]), (.xoauth2, [])] as [(SASLMechanism, [UInt8])] {
            var client = SASLSamples.client(mechanism)
            _ = try client.initialResponse()
            #expect(try client.respond(to: octets(#"{"status":"invalid_token"}"#)) == response)
            #expect(!client.isServerProved)
            #expect(throws: SASLClientError.outOfOrder) { try client.respond(to: []) }
        }
    }

    @Test(
        "SCRAM takes no first message that is wrong",
        arguments: [
            ("", .malformedChallenge), ("r=xyzS", .malformedChallenge), ("r=xyzS,s=QQ==", .malformedChallenge),
            ("s=QQ==,r=xyzS,i=4096", .malformedChallenge), ("r=xyzS,s=,i=4096", .malformedChallenge),
            ("r=xyzS,s=QQ,i=4096", .malformedChallenge), ("r=xyzS,s=QQ==,i=", .malformedChallenge),
            ("r=xyzS,s=QQ==,i=+4096", .malformedChallenge), ("r=xyzS,s=QQ==,i=04096", .malformedChallenge),
            ("r=xyzS,s=QQ==,i=4096x", .malformedChallenge),
            ("r=xyzS,s=QQ==,i=99999999999999999999", .malformedChallenge),
            ("m=1,r=xyzS,s=QQ==,i=4096", .malformedChallenge), ("r=xyzS,s=QQ==,i=4096,m=1", .malformedChallenge),
            ("r=xyzS,s=QQ==,i=4096,", .malformedChallenge), ("r=xyz S,s=QQ==,i=4096", .malformedChallenge),
            ("r=xyz,s=QQ==,i=4096", .wrongNonce), ("r=xyS,s=QQ==,i=4096", .wrongNonce),
            ("r=Sxyz,s=QQ==,i=4096", .wrongNonce),
            ("r=XYZS,s=QQ==,i=4096", .wrongNonce), ("r=xyzS,s=QQ==,i=4095", .wrongIterations(4_095)),
            ("r=xyzS,s=QQ==,i=1", .wrongIterations(1)), ("r=xyzS,s=QQ==,i=200001", .wrongIterations(200_001)),
            ("e=unknown-user", .refused("unknown-user")), ("e=", .refused("other-error")),
            ("e=a\r\nb", .refused("other-error")), ("v=AAAA", .malformedChallenge),
        ] as [(String, SASLClientError)])
    func serverFirst(challenge: String, error: SASLClientError) throws {
        var client = SASLSamples.client(.scramSHA256)
        client.nonce = octets("xyz")
        _ = try client.initialResponse()
        #expect(throws: error) { try client.respond(to: octets(challenge)) }
        #expect(throws: SASLClientError.outOfOrder) { try client.respond(to: octets("r=xyzS,s=QQ==,i=4096")) }
        #expect(!client.isServerProved)
    }

    @Test("SCRAM takes extensions that it need not understand, and iterations up to the limit")
    func tolerance() throws {
        for challenge in ["r=xyzS,s=QQ==,i=4096,x=1,y=a=b", "r=xyzS,s=QQ==,i=200000"] {
            var client = SASLSamples.client(.scramSHA256)
            client.nonce = octets("xyz")
            _ = try client.initialResponse()
            let response = String(decoding: try client.respond(to: octets(challenge)), as: UTF8.self)
            #expect(response.hasPrefix("c=biws,r=xyzS,p="))
        }
    }

    @Test(
        "SCRAM trusts no server that cannot prove itself",
        arguments: [
            ("v=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", .wrongServerSignature),
            ("v=AAAA", .wrongServerSignature),
            ("v=", .wrongServerSignature), ("", .malformedChallenge), ("v=A", .malformedChallenge),
            ("e=invalid-proof", .refused("invalid-proof")), ("e=invalid-proof,x=1", .refused("invalid-proof")),
        ] as [(String, SASLClientError)])
    func serverFinal(challenge: String, error: SASLClientError) throws {
        var client = SASLSamples.client(.scramSHA256)
        client.nonce = octets("xyz")
        _ = try client.initialResponse()
        #expect(!client.isServerProved)
        _ = try client.respond(to: octets("r=xyzS,s=QQ==,i=4096"))
        #expect(!client.isServerProved)
        #expect(throws: error) { try client.respond(to: octets(challenge)) }
        #expect(!client.isServerProved)
    }

    @Test("No secret is shown in a description")
    func redaction() throws {
        for mechanism in [SASLMechanism.plain, .scramSHA256, .xoauth2] {
            var client = SASLSamples.client(mechanism)
            _ = try client.initialResponse()
            var dumped = ""
            dump(client, to: &dumped)
            for text in ["\(client)", String(reflecting: client), dumped, "\(client.mechanism)"] {
                #expect(!text.contains("pencil") && !text.contains(SASLSamples.token))
            }
        }
        for secret in [SASLClientExchange.Secret.password("pencil"), .token("pencil")] {
            var dumped = ""
            dump(secret, to: &dumped)
            #expect(!"\(secret) \(String(reflecting: secret)) \(dumped)".contains("pencil"))
        }
    }

    @Test("Every error has words of its own")
    func errors() {
        let errors: [SASLClientError] = [
            .unusable, .noChannelBinding, .outOfOrder, .malformedChallenge, .wrongNonce, .wrongIterations(1),
            .wrongServerSignature, .refused("x"),
        ]
        #expect(Set(errors.map(\.description)).count == errors.count)
    }
}
