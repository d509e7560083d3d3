import SMTPProtocol
import Testing

/// The example of RFC 7677, section 3.
@Suite("The example of SCRAM-SHA-256")
struct SCRAMVectorTests {
    private static let cryptography = TestCryptography(derivesFully: true)
    private static let clientNonce = "rOprNGfwEbeRWgbNEkqO"
    private static let serverNonce = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
    private static let clientFirst = "n,,n=user,r=\(clientNonce)"
    private static let serverFirst = "r=\(clientNonce)\(serverNonce),s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
    private static let clientFinal =
        "c=biws,r=\(clientNonce)\(serverNonce),p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
    private static let serverFinal = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="
    private static let keys = SCRAMKeys(
        salt: SASLBase64.decode(octets("W22ZaJ0SNY7soEsUEjb6gQ=="))!, iterations: 4_096,
        storedKey: SASLBase64.decode(octets("WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY="))!,
        serverKey: SASLBase64.decode(octets("wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU="))!)

    @Test("has its keys")
    func keys() {
        let derived = SCRAMKeys(
            password: octets("pencil"), salt: Self.keys.salt, iterations: 4_096, cryptography: Self.cryptography)
        #expect(derived == Self.keys)
    }

    @Test("is what the client says")
    func client() throws {
        var client = SASLClientExchange(
            mechanism: .scramSHA256, user: "user", secret: .password("pencil"), channelBinding: nil,
            serverOffersChannelBinding: false, cryptography: Self.cryptography)
        client.nonce = octets(Self.clientNonce)
        #expect(try client.initialResponse() == octets(Self.clientFirst))
        #expect(try client.respond(to: octets(Self.serverFirst)) == octets(Self.clientFinal))
        #expect(!client.isServerProved)
        #expect(try client.respond(to: octets(Self.serverFinal)) == [])
        #expect(client.isServerProved)
    }

    @Test("is what the server says")
    func server() {
        var server = SASLServerExchange(
            mechanism: .scramSHA256, channelBinding: nil, offersChannelBinding: false, cryptography: Self.cryptography)
        server.nonce = octets(Self.serverNonce)
        #expect(server.begin(octets(Self.clientFirst)) == .ask(.keys(user: "user")))
        #expect(server.answer(.keys(Self.keys)) == .challenge(octets(Self.serverFirst)))
        #expect(server.receive(octets(Self.clientFinal)) == .ask(.proof(user: "user", isRight: true)))
        #expect(server.answer(.accept) == .challenge(octets(Self.serverFinal)))
        #expect(server.receive([]) == .succeeded(SASLIdentity(user: "user", mechanism: .scramSHA256)))
    }

    /// RFC 5802, section 5: the messages are the same for every digest, their proofs are not.
    @Test("has the form of SCRAM-SHA-1, whose proof is too short")
    func oldForm() {
        var server = SASLServerExchange(
            mechanism: .scramSHA256, channelBinding: nil, offersChannelBinding: false, cryptography: Self.cryptography)
        server.nonce = octets("3rfcNHYJY1ZVvWVs7j")
        #expect(server.begin(octets("n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL")) == .ask(.keys(user: "user")))
        let challenge = "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
        #expect(server.answer(.keys(Self.keys)) == .challenge(octets(challenge)))
        let response = "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts="
        #expect(server.receive(octets(response)).isMalformed)
    }

    @Test("shows no key in a description")
    func redaction() {
        for text in ["\(Self.keys)", String(reflecting: Self.keys), "\(SASLAnswer.keys(Self.keys))"] {
            #expect(text.contains("redacted"))
            #expect(!text.contains("storedKey"))
        }
        #expect(Mirror(reflecting: Self.keys).children.map(\.label) == ["iterations"])
    }
}
