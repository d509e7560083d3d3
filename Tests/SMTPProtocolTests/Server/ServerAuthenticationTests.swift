import SMTPProtocol
import Testing

@Suite("AUTH at the server")
struct ServerAuthenticationTests {
    @Test("is offered under TLS, and in the clear only where that was asked for by name")
    func offer() {
        let rows: [(isEncrypted: Bool, allowsCleartext: Bool, isOffered: Bool)] = [
            (true, false, true), (true, true, true), (false, false, false), (false, true, true),
        ]
        for row in rows {
            let configuration = SMTPServerConfiguration.authenticating {
                $0.authentication?.dangerouslyAllowsCleartext = row.allowsCleartext
            }
            var driver = ServerDriver.authenticating(configuration, isEncrypted: row.isEncrypted)
            #expect((driver.offeredMechanisms != nil) == row.isOffered, "\(row)")
            driver.say("HELP")
            #expect(driver.replies.last?.description.contains("AUTH") == row.isOffered, "\(row)")
        }
    }

    @Test("is offered with the mechanisms of the settings, in their order, PLUS only where the channel can be bound")
    func mechanisms() {
        let all = "AUTH SCRAM-SHA-256-PLUS SCRAM-SHA-256 OAUTHBEARER XOAUTH2 PLAIN LOGIN"
        let unbound = "AUTH SCRAM-SHA-256 OAUTHBEARER XOAUTH2 PLAIN LOGIN"
        let rows: [(mechanisms: [SASLMechanism], binding: [UInt8]?, expected: String?)] = [
            (SASLMechanism.allCases, SASLSamples.binding, all), (SASLMechanism.allCases, nil, unbound),
            ([.login, .plain], SASLSamples.binding, "AUTH LOGIN PLAIN"),
            ([.plain, .scramSHA256Plus], [1], "AUTH PLAIN SCRAM-SHA-256-PLUS"), ([.scramSHA256Plus], nil, nil),
            ([], SASLSamples.binding, nil),
        ]
        for row in rows {
            let driver = ServerDriver.authenticating(.authenticating(row.mechanisms), binding: row.binding)
            #expect(driver.offeredMechanisms == row.expected, "\(row)")
        }
    }

    @Test("is offered neither without settings nor without cryptography, nor in the reply to HELO")
    func unoffered() {
        #expect(ServerDriver.authenticating(.usual).offeredMechanisms == nil)
        var driver = ServerDriver(.authenticating(), isEncrypted: true)
        driver.say("EHLO client.example")
        #expect(driver.offeredMechanisms == nil)
        driver.say("AUTH PLAIN", expecting: "502 5.5.1")
        driver = .authenticating()
        driver.say("HELO client.example")
        #expect(driver.offeredMechanisms == nil)
    }

    @Test("lets in who proves who it is, with and without an initial response", arguments: SASLMechanism.allCases)
    func success(mechanism: SASLMechanism) {
        for sendsInitialResponse in [true, false] {
            var driver = ServerDriver.authenticating(.authenticating(isRequired: true))
            let replies = driver.logIn(SASLSamples.suited(mechanism), sendsInitialResponse: sendsInitialResponse)
            #expect(replies.last == "235 2.7.0 Logged in")
            #expect(replies.dropLast().allSatisfy { $0.hasPrefix("334 ") })
            #expect(driver.machine.identity == SASLIdentity(user: "ada", mechanism: mechanism))
            #expect(driver.machine.authenticationFailures == 0)
            driver.say("MAIL FROM:<ada@example.com>", expecting: "250 2.1.0")
        }
    }

    @Test("says the challenges of the mechanism in base 64")
    func challenges() {
        var driver = ServerDriver.authenticating()
        driver.say("AUTH LOGIN", expecting: "334 VXNlcm5hbWU6")
        driver.say("YWRh", expecting: "334 UGFzc3dvcmQ6")
        driver.say("cGVuY2ls", expecting: "235 2.7.0")
        driver = .authenticating()
        _ = driver.takeOutput()
        driver.say("auth plain")
        #expect(driver.takeOutput() == octets("334 \r\n"))
        driver.say("AGFkYQBwZW5jaWw=", expecting: "235 2.7.0")
    }

    @Test("is carried out in any chunking", arguments: Chunking.all)
    func chunks(_ chunking: Chunking) {
        var driver = ServerDriver.authenticating()
        let stream = "AUTH PLAIN\r\n\(SASLSamples.plain)\r\nNOOP\r\nAUTH LOGIN\r\n"
        #expect(driver.answers(to: octets(stream), chunking) == ["334", "235 2.7.0", "250 2.0.0", "503 5.5.1"])
        #expect(driver.logins == [.password(user: "ada", password: octets("pencil"))])
    }
}

@Suite("A login that fails")
struct ServerLoginFailureTests {
    static let refusal = "535 5.7.8 The name or the password is wrong"

    /// Everything that can be wrong, under what a client knows of it.
    private static func wrongClients(_ mechanism: SASLMechanism) -> [String: SASLClientExchange] {
        var clients = ["user": SASLSamples.suited(mechanism, user: "eve")]
        clients["secret"] = SASLSamples.suited(
            mechanism, secret: mechanism.usesToken ? .token("wrong") : .password("wrong"))
        clients["both"] = SASLSamples.suited(
            mechanism, user: "eve", secret: mechanism.usesToken ? .token("wrong") : .password("wrong"))
        if mechanism.bindsChannel { clients["binding"] = SASLSamples.client(mechanism, binding: [9, 9, 9]) }
        return clients
    }

    @Test("is told in the same words after the same steps, whatever was wrong", arguments: SASLMechanism.allCases)
    func refused(mechanism: SASLMechanism) {
        var dialogs: Set<[String]> = []
        for (name, client) in Self.wrongClients(mechanism) {
            var driver = ServerDriver.authenticating()
            let replies = driver.logIn(client)
            dialogs.insert(replies)
            #expect(replies.last == Self.refusal, "\(name)")
            #expect(driver.machine.identity == nil, "\(name)")
            #expect(driver.machine.authenticationFailures == 1, "\(name)")
            #expect(!driver.isClosed, "\(name)")
        }
        #expect(dialogs.count == 1)
    }

    @Test("is told in the same words where the channel's binding was hidden from the client")
    func hidden() {
        var driver = ServerDriver.authenticating()
        let client = SASLSamples.client(.scramSHA256, binding: SASLSamples.binding, offersBinding: false)
        #expect(driver.logIn(client) == [Self.refusal])
        #expect(driver.logins.isEmpty)
    }

    @Test("is told in the same words to who wants to act as somebody else, and asked about all the same")
    func somebodyElse() {
        var driver = ServerDriver.authenticating()
        let response = SASLBase64.encode(octets("bob\0ada\0pencil"))
        driver.say("AUTH PLAIN \(response)", expecting: Self.refusal)
        #expect(driver.logins == [.password(user: "ada", password: octets("pencil"))])
        #expect(driver.machine.identity == nil)
    }

    @Test("is temporary where the application cannot tell", arguments: SASLMechanism.allCases)
    func later(mechanism: SASLMechanism) {
        var driver = ServerDriver.authenticating(authenticator: { _ in .tryLater })
        let replies = driver.logIn(SASLSamples.suited(mechanism))
        #expect(replies.last?.hasPrefix("454 4.7.0 ") == true)
        #expect(driver.machine.identity == nil)
    }

    @Test("is temporary where the application's answer makes no sense")
    func nonsense() {
        for answer in [.keys(SASLSamples.keys), .acceptAs("eve")] as [SASLAnswer] {
            var driver = ServerDriver.authenticating(authenticator: { _ in answer })
            driver.say("AUTH PLAIN \(SASLSamples.plain)", expecting: "454 4.7.0")
            #expect(driver.machine.identity == nil)
        }
    }

    @Test("may be mended, and the third one ends the session")
    func third() {
        var driver = ServerDriver.authenticating()
        driver.say("AUTH PLAIN \(SASLSamples.wrongPlain)", expecting: "535 5.7.8")
        driver.say(["AUTH LOGIN", "*", "AUTH LOGIN", "no base64"], expecting: [334, 501, 334, 501])
        #expect(!driver.isClosed)
        var mended = driver
        mended.say("AUTH PLAIN \(SASLSamples.plain)", expecting: "235 2.7.0")
        driver.say(["AUTH PLAIN \(SASLSamples.wrongPlain)"], expecting: [535, 421])
        #expect(driver.isClosed)
        #expect(driver.machine.authenticationFailures == 3)
        driver.say(["AUTH PLAIN \(SASLSamples.plain)", "NOOP"], expecting: [])
        #expect(driver.machine.identity == nil)
    }

    @Test("ends the session after as many as the settings say", arguments: 1...5)
    func limit(failures: Int) {
        var driver = ServerDriver.authenticating(
            .authenticating { $0.authentication?.maximumFailures = failures })
        for count in 1...failures {
            let isLast = count == failures
            driver.say(["AUTH PLAIN \(SASLSamples.wrongPlain)"], expecting: isLast ? [535, 421] : [535])
            #expect(driver.isClosed == isLast)
        }
    }
}
