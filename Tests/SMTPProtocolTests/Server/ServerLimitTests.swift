import SMTPProtocol
import Testing

@Suite("A limit of the server")
struct ServerLimitTests {
    private static let envelope = ["EHLO client.example", "MAIL FROM:<ada@example.com>", "RCPT TO:<bob@example.test>"]

    @Test("on recipients refuses those that are too many and delivers to the others (RFC 5321, section 4.5.3.1.10)")
    func recipients() {
        var driver = ServerDriver(.with { $0.maximumRecipients = 2 })
        let more = ["RCPT TO:<carol@example.test>", "RCPT TO:<dan@example.test>"]
        driver.say(Self.envelope + more, expecting: [250, 250, 250, 250, 452])
        #expect(driver.replies.last?.enhancedStatusCode == EnhancedStatusCode(4, 5, 3))
        driver.say(["DATA", "text", "."], expecting: [354, 250])
        driver.say(Self.envelope, expecting: [250, 250, 250])
    }

    @Test("on recipients answers each one that is too many with 452, however many, and the session goes on")
    func manyRecipients() {
        var driver = ServerDriver(.with { $0.maximumRecipients = 2 })
        for line in Self.envelope + ["RCPT TO:<carol@example.test>"] { driver.say(line) }
        let excess = (0..<50).map { "RCPT TO:<user\($0)@example.test>" }
        driver.say(excess, expecting: Array(repeating: 452, count: 50))
        driver.say(["DATA", "text", "."], expecting: [354, 250])
    }

    @Test("on recipients is a thousand by default, and so many are taken")
    func defaultRecipients() {
        var driver = ServerDriver()
        for line in ["EHLO client.example", "MAIL FROM:<ada@example.com>"] { driver.say(line) }
        let thousand = (0..<1_000).map { "RCPT TO:<user\($0)@example.test>" }
        for line in thousand { driver.say(line) }
        #expect(driver.replies.dropFirst(3).count(where: { $0.code == 250 }) == 1_000)
        driver.say(["RCPT TO:<one.more@example.test>"], expecting: [452])
        driver.say(["DATA", "text", "."], expecting: [354, 250])
    }

    @Test("on mistakes ends the session with 421 at the last one", arguments: [1, 2, 20])
    func mistakes(limit: Int) {
        var driver = ServerDriver(.with { $0.maximumErrors = limit })
        let codes = Array(repeating: UInt16(500), count: limit - 1) + [421]
        driver.say(Array(repeating: "FOO", count: limit), expecting: codes)
        #expect(driver.isClosed)
        #expect(driver.replies.last?.enhancedStatusCode == EnhancedStatusCode(4, 7, 0))
        driver.say(["NOOP", "QUIT"], expecting: [])
    }

    @Test("on mistakes counts what the application refuses")
    func refusals() {
        var driver = ServerDriver(.with { $0.maximumErrors = 3 }) { question in
            if case .recipient = question { .reply(reply("550 5.1.1 No such user")) } else { .accept }
        }
        let guesses = (0..<3).map { "RCPT TO:<user\($0)@example.test>" }
        driver.say(Array(Self.envelope.prefix(2)) + guesses, expecting: [250, 250, 550, 550, 421])
        #expect(driver.isClosed)
    }

    @Test("on mistakes counts no MAIL that finds no room, which is bounded as idle commands are")
    func noRoom() {
        var driver = ServerDriver(.with { ($0.maximumErrors, $0.maximumIdleCommands) = (2, 30) }) { question in
            if case .mail = question { .declined(reply("452 4.3.1 No room")) } else { .accept }
        }
        driver.say(["EHLO client.example"], expecting: [250])
        // EHLO is an idle command too.
        let attempts = Array(repeating: "MAIL FROM:<ada@example.com>", count: 30)
        driver.say(attempts, expecting: Array(repeating: 452, count: 29) + [421])
        #expect(driver.isClosed)
    }

    @Test("on mistakes counts no recipient that is declined, which has the bound of those that are too many")
    func declinedRecipients() {
        var driver = ServerDriver(.with { ($0.maximumErrors, $0.maximumRecipients) = (2, 50) }) { question in
            guard case .recipient(let recipient) = question, "\(recipient.mailbox)".hasPrefix("gone") else {
                return .accept
            }
            return .declined(reply("550 5.1.1 Known to be gone"))
        }
        let gone = (0..<50).map { "RCPT TO:<gone\($0)@example.test>" }
        driver.say(Self.envelope + gone, expecting: [250, 250, 250] + Array(repeating: 550, count: 50))
        driver.say(["DATA", "text", "."], expecting: [354, 250])
        driver.say(Array(Self.envelope.dropFirst()), expecting: [250, 250])
        let many = (0...1_050).map { "RCPT TO:<gone\($0)@example.test>" }
        driver.say(many, expecting: Array(repeating: 550, count: 1_050) + [421])
        #expect(driver.isClosed)
    }

    @Test("on idle commands ends the session with 421 after so many", arguments: [1, 5, 200])
    func idleCommands(limit: Int) {
        var driver = ServerDriver(.with { $0.maximumIdleCommands = limit })
        let codes = Array(repeating: UInt16(250), count: limit) + [421]
        driver.say(Array(repeating: "NOOP", count: limit + 1), expecting: codes)
        #expect(driver.isClosed)
    }

    @Test("on idle commands begins anew with each message")
    func idleCommandsReset() {
        var driver = ServerDriver(.with { $0.maximumIdleCommands = 8 })
        for _ in 0..<10 {
            let lines = Self.envelope + ["NOOP", "NOOP", "NOOP", "DATA", "text", "."]
            driver.say(lines, expecting: [250, 250, 250, 250, 250, 250, 354, 250])
        }
        driver.say(Array(repeating: "RSET", count: 8), expecting: Array(repeating: 250, count: 8))
        driver.say(["RSET"], expecting: [421])
    }

    @Test("on a line's length counts its CRLF and refuses longer ones, in any chunking", arguments: Chunking.all)
    func lineLength(_ chunking: Chunking) {
        for (count, code) in [(2_045, 250), (2_046, 250), (2_047, 500), (2_048, 500), (5_000, 500)] as [(Int, UInt16)] {
            var driver = ServerDriver()
            let line = "NOOP " + String(repeating: "x", count: count - 5)
            driver.receive(octets(line + "\r\nRSET\r\n"), chunking)
            #expect(driver.replies.map(\.code) == [220, code, 250], "\(count)")
        }
    }

    @Test(
        "on a line's length skips a line without end in little memory and answers it once",
        arguments: [1, 7, 1_000, 65_536])
    func endlessLine(size: Int) {
        var driver = ServerDriver(.with { $0.maximumCommandLineLength = 512 })
        let chunk = [UInt8](repeating: UInt8(ascii: "x"), count: size)
        for _ in 0..<max(1, 20_000 / size) {
            driver.receive(chunk)
            #expect(driver.pending.count <= driver.machine.maximumBufferedInput)
        }
        #expect(driver.replies.count == 1)
        driver.receive(octets("\r"))
        driver.receive(octets("\nNOOP\r\n"))
        #expect(driver.replies.map(\.code) == [220, 500, 250])
        #expect(driver.replies.dropFirst().first?.enhancedStatusCode == EnhancedStatusCode(5, 5, 2))
    }

    @Test("on a line's length does not let a bare LF end the line that is skipped", arguments: Chunking.all)
    func skippedBareLineFeed(_ chunking: Chunking) {
        var driver = ServerDriver()
        let line = String(repeating: "x", count: 3_000)
        driver.receive(octets(line + "\nMAIL FROM:<evil@example.com>\r\n"), chunking)
        #expect(driver.replies.map(\.code) == [220, 521])
        #expect(driver.isClosed)
    }

    @Test("on a line's length holds for a line of the size that the limit names", arguments: [64, 512, 2_048])
    func otherLineLength(limit: Int) {
        for chunking in Chunking.all {
            var driver = ServerDriver(.with { $0.maximumCommandLineLength = limit })
            let longest = "NOOP " + String(repeating: "x", count: limit - 7)
            driver.receive(octets(longest + "\r\n" + longest + "x\r\n"), chunking)
            #expect(driver.replies.map(\.code) == [220, 250, 500])
        }
    }

    @Test(
        "on the size of a message counts its octets without the stuffed dots, in any chunking",
        arguments: Chunking.all)
    func messageSize(_ chunking: Chunking) {
        let limit = 10
        for (message, code) in [
            ("12345678\r\n", 250), ("..345678\r\n", 250), ("..3456789\r\n", 250), ("..34567890\r\n", 552),
            ("123456789\r\n", 552), (String(repeating: "x", count: 5_000) + "\r\n", 552),
        ] as [(String, UInt16)] {
            var driver = ServerDriver(.with { $0.maximumMessageSize = limit })
            for line in Self.envelope + ["DATA"] { driver.say(line) }
            let before = driver.replies.count
            driver.receive(octets(message + ".\r\nNOOP\r\n"), chunking)
            #expect(driver.replies.dropFirst(before).map(\.code) == [code, 250], "\(message.prefix(20))")
            #expect(driver.body.count <= limit)
            #expect(driver.messages.count == (code == 250 ? 1 : 0))
        }
    }

    @Test("on the size of a message answers a declared size of 20 digits as too large (RFC 1870, section 6.1)")
    func hugeDeclaration() {
        var driver = ServerDriver()
        let lines = ["EHLO client.example", "MAIL FROM:<ada@example.com> SIZE=99999999999999999999"]
        driver.say(lines, expecting: [250, 552])
    }
}
