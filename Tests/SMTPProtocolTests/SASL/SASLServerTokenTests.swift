import SMTPProtocol
import Testing

@Suite("OAUTHBEARER and XOAUTH2 on the server")
struct SASLServerTokenTests {
    private static let longest = String(repeating: "a", count: 8_192)

    /// ^A is written as `|`.
    private static func message(_ text: String) -> [UInt8] { octets(text.replacing("|", with: "\u{1}")) }

    @Test(
        "OAUTHBEARER asks about the token, for the user that is named",
        arguments: [
            ("n,a=ada,|host=mx.example|port=587|auth=Bearer a.b-c_d~e+f/g==||", "ada", "a.b-c_d~e+f/g=="),
            ("n,a=a=2Cb@example.com,|auth=bearer T||", "a,b@example.com", "T"),
            ("n,,|auth=BEARER T||", nil, "T"),
            ("y,,|auth=Bearer T|mthd=POST||", nil, "T"),
            ("n,,|auth=Bearer \(longest)||", nil, longest),
        ] as [(String, String?, String)])
    func bearer(message: String, user: String?, token: String) {
        var server = SASLSamples.server(.oauthBearer)
        #expect(server.begin(Self.message(message)) == .ask(.token(user: user, token: token)))
    }

    @Test(
        "OAUTHBEARER refuses what is malformed",
        arguments: [
            "|", "n,,", "n,,|", "n,,||", "n,,|auth=Bearer T", "n,,|auth=Bearer T|", "n,,auth=Bearer T||",
            "n,,|auth=Bearer ||", "n,,|auth=||", "n,,|auth=Basic T||", "n,,|auth=Bearer T U||", "n,,|auth=Bearer a=b||",
            "n,,|auth=Bearer ===||", "n,,|auth=Bearer \u{E9}||", "n,,|auth=Bearer T|auth=Bearer U||", "n,,|host=mx||",
            "n,,|=x|auth=Bearer T||", "n,,|host|auth=Bearer T||", "n,,||auth=Bearer T||", "n,,|auth=Bearer T|||",
            "n,,|auth=Bearer T||x", "n,,|ho st=x|auth=Bearer T||", "n,,|host=\0|auth=Bearer T||",
            "n,b,|auth=Bearer T||",
            "p=tls-server-end-point,,|auth=Bearer T||", "user=ada|auth=Bearer T||", "n,,|auth=Bearer \(longest)a||",
        ])
    func malformedBearer(message: String) {
        var server = SASLSamples.server(.oauthBearer)
        #expect(server.begin(nil) == .challenge([]))
        #expect(server.receive(Self.message(message)).isMalformed)
    }

    @Test(
        "XOAUTH2 asks about the token of its user",
        arguments: [
            ("user=ada@example.com|auth=Bearer T||", "ada@example.com"), ("auth=Bearer T|user=a=b||", "a=b"),
            ("user=e\u{301}|auth=Bearer T||", "\u{E9}"),
        ])
    func old(message: String, user: String) {
        var server = SASLSamples.server(.xoauth2)
        #expect(server.begin(Self.message(message)) == .ask(.token(user: user, token: "T")))
    }

    @Test(
        "XOAUTH2 refuses what is malformed",
        arguments: [
            "|", "user=ada|auth=Bearer T|", "user=|auth=Bearer T||", "auth=Bearer T||", "user=ada||",
            "user=ada|auth=T||",
            "n,a=ada,|auth=Bearer T||", "user=ada|user=bob|auth=Bearer T||",
        ])
    func malformedOld(message: String) {
        var server = SASLSamples.server(.xoauth2)
        #expect(server.begin(Self.message(message)).isMalformed)
    }

    @Test("An empty initial response is as none", arguments: [SASLMechanism.oauthBearer, .xoauth2])
    func empty(mechanism: SASLMechanism) {
        for initial in [nil, []] as [[UInt8]?] {
            var server = SASLSamples.server(mechanism)
            #expect(server.begin(initial) == .challenge([]))
            #expect(server.receive([]).isMalformed)
        }
    }

    @Test("The application says who it is, or accepts who is named")
    func answers() {
        let cases: [(String, SASLAnswer, SASLServerExchange.Step)] = [
            ("n,a=ada,|auth=Bearer T||", .accept, .succeeded(.init(user: "ada", mechanism: .oauthBearer))),
            ("n,,|auth=Bearer T||", .acceptAs("bob"), .succeeded(.init(user: "bob", mechanism: .oauthBearer))),
            ("n,,|auth=Bearer T||", .accept, .failed(.serverError)),
            ("n,,|auth=Bearer T||", .acceptAs(""), .failed(.serverError)),
            ("n,,|auth=Bearer T||", .keys(SASLSamples.keys), .failed(.serverError)),
            ("n,,|auth=Bearer T||", .tryLater, .failed(.temporary)),
        ]
        for (message, answer, step) in cases {
            var server = SASLSamples.server(.oauthBearer)
            _ = server.begin(Self.message(message))
            #expect(server.answer(answer) == step)
        }
    }

    @Test(
        "A refused token is told by a challenge, and then whatever comes is the end",
        arguments: [
            (SASLMechanism.oauthBearer, "n,,|auth=Bearer T||", #"{"status":"invalid_token","schemes":"bearer"}"#),
            (.xoauth2, "user=ada|auth=Bearer T||", #"{"status":"401","schemes":"bearer","scope":""}"#),
        ])
    func refusal(mechanism: SASLMechanism, message: String, challenge: String) {
        for response: [UInt8] in [[1], [], Self.message(message)] {
            var server = SASLSamples.server(mechanism)
            _ = server.begin(Self.message(message))
            #expect(server.answer(.refuse) == .challenge(octets(challenge)))
            #expect(server.receive(response) == .failed(.refused))
            #expect(server.receive(response).isMalformed)
        }
    }
}
