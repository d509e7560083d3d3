import SMTPProtocol
import Testing

/// A line of AUTH and a response may have 12,288 octets (RFC 4954, section 4); no other line becomes longer by that.
@Suite("The length of lines in a login")
struct ServerAuthenticationLimitTests {
    private static let chunkings: [Chunking] = [.whole, .random(seed: 1), .random(seed: 2)]

    /// An AUTH of so many octets, whose response is no message of PLAIN.
    private static func line(_ count: Int) -> String {
        let payload = String(repeating: "A", count: (count - 11) / 4 * 4)
        return "AUTH PLAIN" + String(repeating: " ", count: count - 10 - payload.utf8.count) + payload
    }

    @Test("is 12,288 octets for AUTH", arguments: ServerAuthenticationLimitTests.chunkings)
    func command(_ chunking: Chunking) {
        for (count, reply) in [
            (2_046, "501 5.5.2"), (2_047, "501 5.5.2"), (12_288, "501 5.5.2"), (12_289, "500 5.5.2"),
            (20_000, "500 5.5.2"),
        ] {
            var driver = ServerDriver.authenticating(.patient)
            let line = Self.line(count)
            #expect(line.utf8.count == count)
            let answers = driver.answers(to: octets("\(line)\r\nNOOP\r\n"), chunking)
            #expect(answers == [reply, "250 2.0.0"], "\(count)")
            #expect(driver.logins.isEmpty)
        }
    }

    @Test("stays as it was for other commands", arguments: ServerAuthenticationLimitTests.chunkings)
    func others(_ chunking: Chunking) {
        for verb in ["NOOP", "AUTHOR", "AUTH\tPLAIN", "XAUTH", "EHLO", " AUTH PLAIN"] {
            var driver = ServerDriver.authenticating(.patient)
            let line = verb + " " + String(repeating: "A", count: 3_000)
            let answers = driver.answers(to: octets("\(line)\r\nNOOP\r\n"), chunking)
            #expect(answers == ["500 5.5.2", "250 2.0.0"], "\(verb)")
        }
    }

    @Test("stays as it was for AUTH where that is not offered", arguments: ServerAuthenticationLimitTests.chunkings)
    func unoffered(_ chunking: Chunking) {
        let stream = octets(Self.line(3_000) + "\r\nNOOP\r\n")
        for (configuration, isEncrypted) in [(.patient, false), (.usual, true)] as [(SMTPServerConfiguration, Bool)] {
            var driver = ServerDriver.authenticating(configuration, isEncrypted: isEncrypted)
            #expect(driver.answers(to: stream, chunking) == ["500 5.5.2", "250 2.0.0"])
            #expect(driver.machine.maximumBufferedInput == configuration.maximumCommandLineLength)
        }
    }

    @Test("is 12,288 octets for a response", arguments: ServerAuthenticationLimitTests.chunkings)
    func response(_ chunking: Chunking) {
        for (count, reply) in [
            (12_288, "501 5.5.2"), (12_289, "500 5.5.6"), (12_292, "500 5.5.6"), (30_000, "500 5.5.6"),
        ] {
            var driver = ServerDriver.authenticating(.patient)
            driver.say("AUTH PLAIN", expecting: "334")
            let stream = String(repeating: "A", count: count) + "\r\nNOOP\r\n"
            #expect(driver.answers(to: octets(stream), chunking) == [reply, "250 2.0.0"], "\(count)")
            #expect(driver.machine.identity == nil)
            #expect(driver.machine.authenticationFailures == 1)
        }
    }

    @Test("bounds what is kept of a response without an end")
    func memory() {
        var driver = ServerDriver.authenticating(.patient)
        driver.say("AUTH PLAIN", expecting: "334")
        for _ in 0..<200 {
            driver.receive([UInt8](repeating: UInt8(ascii: "A"), count: 997))
            #expect(driver.pending.count <= driver.machine.maximumBufferedInput)
        }
        #expect(driver.answers(to: octets("\r\nAUTH PLAIN \(SASLSamples.plain)\r\n")) == ["500 5.5.6", "235 2.7.0"])
    }

    @Test("takes a long token, with the command and behind a challenge", arguments: [true, false])
    func token(sendsInitialResponse: Bool) {
        let token = String(repeating: "t", count: 8_192)
        var driver = ServerDriver.authenticating(authenticator: { _ in .accept })
        let replies = driver.logIn(
            SASLSamples.client(.oauthBearer, secret: .token(token)), sendsInitialResponse: sendsInitialResponse)
        #expect(replies.last == "235 2.7.0 Logged in")
        #expect(driver.logins == [.token(user: "ada", token: token)])
    }

    @Test("is no limit to a challenge, which is never cut")
    func challenge() throws {
        let keys = SCRAMKeys(
            password: octets("pencil"), salt: [UInt8](repeating: 7, count: 128), iterations: 4_096,
            cryptography: TestCryptography())
        var driver = ServerDriver.authenticating(authenticator: { question in
            if case .keys = question { return .keys(keys) }
            return SASLSamples.answer(question)
        })
        var client = SASLSamples.suited(.scramSHA256)
        client.nonce = [UInt8](repeating: UInt8(ascii: "n"), count: 256)
        #expect(driver.logIn(client).last == "235 2.7.0 Logged in")
    }
}
