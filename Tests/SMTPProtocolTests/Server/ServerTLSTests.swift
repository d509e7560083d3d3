import SMTPProtocol
import Testing

@Suite("STARTTLS at the server")
struct ServerTLSTests {
    private static var offering: SMTPServerConfiguration { .with { $0.offersStartTLS = true } }

    private func capabilities(_ driver: ServerDriver) -> [String] {
        driver.replies.last.map { Array($0.lines.dropFirst()) } ?? []
    }

    @Test("is offered in the clear where it is configured, and nowhere else")
    func offer() {
        for (configuration, isEncrypted, isOffered) in [
            (Self.offering, false, true), (Self.offering, true, false), (.usual, false, false), (.usual, true, false),
        ] as [(SMTPServerConfiguration, Bool, Bool)] {
            var driver = ServerDriver(configuration, isEncrypted: isEncrypted)
            driver.say("EHLO client.example")
            #expect(capabilities(driver).contains("STARTTLS") == isOffered)
            driver.say("HELP")
            #expect(driver.replies.last?.description.contains("STARTTLS") == isOffered)
        }
    }

    @Test("is refused where it is not offered and where TLS stands already")
    func refused() {
        var plain = ServerDriver()
        plain.say("STARTTLS", expecting: "502 5.5.1")
        var encrypted = ServerDriver(Self.offering, isEncrypted: true)
        encrypted.say("STARTTLS", expecting: "503 5.5.1")
        var offering = ServerDriver(Self.offering)
        offering.say("STARTTLS now", expecting: "501 5.5.4")
        #expect(!offering.isHandshaking)
        offering.say("EHLO client.example", expecting: "250 mx.example.test")
    }

    @Test("throws away whatever was sent behind it (RFC 3207, section 4.2)")
    func injection() {
        for behind in ["NOOP\r\n", "EHLO evil.example\r\nMAIL FROM:<evil@example.com>\r\n", "\n", "NO", "\0\r"] {
            var driver = ServerDriver(Self.offering)
            driver.say("EHLO client.example")
            driver.receive(octets("STARTTLS\r\n" + behind))
            #expect(driver.replies.map(\.code) == [220, 250, 220])
            #expect(driver.isHandshaking)
            // What comes between the reply and the handshake is TLS's own.
            driver.receive(octets("NOOP\r\n"))
            #expect(driver.replies.count == 3)
            driver.establishTLS()
            driver.receive(octets("OP\r\n"))
            #expect(driver.replies.map(\.code) == [220, 250, 220, 500])
        }
    }

    @Test("takes all of its input, so that a driver cannot read it again")
    func consumed() {
        var machine = SMTPServerMachine(configuration: Self.offering)
        _ = machine.start()
        _ = machine.answer(.accept)
        let input = octets("STARTTLS\r\nNOOP\r\n")
        var offset = 0
        let step = machine.next(input.span, from: &offset)
        guard case .startTLS(let reply) = step else {
            Issue.record("no STARTTLS")
            return
        }
        #expect(reply.code == 220)
        #expect(offset == input.count)
        let clear = octets("NOOP\r\n")
        var clearOffset = 0
        let waiting = machine.next(clear.span, from: &clearOffset)
        #expect(waiting == .needInput)
        #expect(clearOffset == 0)
    }

    @Test("begins the session anew: what was said before is forgotten")
    func anew() {
        var driver = ServerDriver(Self.offering)
        let before = ["EHLO client.example", "MAIL FROM:<ada@example.com>", "RCPT TO:<bob@example.test>", "STARTTLS"]
        driver.say(before, expecting: [250, 250, 250, 220])
        driver.establishTLS()
        let after = ["RCPT TO:<bob@example.test>", "DATA", "MAIL FROM:<ada@example.com>"]
        driver.say(after, expecting: [503, 503, 503])
        driver.say("EHLO client.example")
        #expect(capabilities(driver).contains("8BITMIME"))
        #expect(!capabilities(driver).contains("STARTTLS"))
        driver.say("STARTTLS", expecting: "503 5.5.1")
        driver.say(["MAIL FROM:<ada@example.com>", "DATA"], expecting: [250, 554])
    }

    @Test("does nothing unless the client asked for it")
    func unasked() {
        var driver = ServerDriver(Self.offering)
        driver.say("EHLO client.example")
        driver.establishTLS()
        driver.say("MAIL FROM:<ada@example.com>", expecting: "250 2.1.0")
        driver.say("EHLO client.example")
        #expect(capabilities(driver).contains("STARTTLS"))
    }

    @Test("carries a whole message afterwards, in any chunking", arguments: Chunking.all)
    func wholeSession(_ chunking: Chunking) {
        var driver = ServerDriver(Self.offering)
        driver.receive(octets("EHLO client.example\r\nSTARTTLS\r\n"), chunking)
        driver.establishTLS()
        let lines = QuestionPoint.message.lines + ["QUIT"]
        driver.receive(lines.flatMap { octets($0 + "\r\n") }, chunking)
        #expect(driver.replies.map(\.code) == [220, 250, 220, 250, 250, 250, 354, 250, 221])
        #expect(driver.messages == [octets("text\r\n")])
    }
}
