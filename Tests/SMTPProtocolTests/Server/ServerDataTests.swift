import SMTPProtocol
import Testing

@Suite("Octets that are no SMTP")
struct ServerDataTests {
    private func driverInData() -> ServerDriver {
        var driver = ServerDriver()
        for line in QuestionPoint.data.lines { driver.say(line) }
        return driver
    }

    @Test(
        "in a message have it refused with 550 5.6.0 after its true end, and the session goes on",
        arguments: ["\n", "a\nb", "a\rb", "a\0b", "\r\r\n", ".\n", "\n.\n", "\r\n.\n", "\r\n.\r", "\r.\r\n"])
    func malformed(text: String) {
        for chunking in Chunking.all {
            var driver = driverInData()
            let before = driver.replies.count
            driver.receive(octets("first\r\n" + text + "last"), chunking)
            #expect(driver.replies.count == before, "a reply before the end")
            driver.receive(octets("\r\n.\r\nMAIL FROM:<ada@example.com>\r\n"), chunking)
            let answers = driver.replies.dropFirst(before)
            #expect(answers.map(\.code) == [550, 250])
            #expect(answers.first?.enhancedStatusCode == EnhancedStatusCode(5, 6, 0))
            #expect(driver.questions.suffix(2).first == .data(.data), "the application was asked about the message")
            #expect(driver.messages.isEmpty)
        }
    }

    @Test("over 127 in a message are let through", arguments: Chunking.all)
    func eightBit(_ chunking: Chunking) {
        var driver = driverInData()
        let message = (1...255 as ClosedRange<UInt8>).filter { $0 != 10 && $0 != 13 } + [13, 10]
        driver.receive(message + octets(".\r\n"), chunking)
        #expect(driver.messages == [message])
    }

    @Test(
        "between commands end the session with 521 when a line ends with LF alone, and nothing more is read",
        arguments: ["\n", "NOOP\n", "EHLO a.example\nMAIL FROM:<evil@example.com>\n", "NOOP \n", "\r\n\n", "NOOP\0\n"])
    func bareLineFeed(text: String) {
        for chunking in Chunking.all {
            var driver = ServerDriver()
            driver.receive(octets("EHLO client.example\r\n"))
            driver.receive(octets(text + "MAIL FROM:<evil@example.com>\r\nNOOP\r\n"), chunking)
            #expect(driver.replies.last?.code == 521)
            #expect(driver.replies.last?.enhancedStatusCode == EnhancedStatusCode(5, 5, 2))
            #expect(driver.isClosed)
            #expect(driver.pending.isEmpty)
            #expect(driver.questions == [.connect, .hello(name: "client.example", isExtended: true)])
        }
    }

    @Test(
        "in a command have it refused with 500",
        arguments: ["NO\rOP", "NOOP\r", "\rNOOP", "NO\0OP", "\0", "\r", "NOOP \u{7F}", "NOOP \u{1B}[2J", "\u{8}"])
    func control(text: String) {
        for chunking in Chunking.all {
            var driver = ServerDriver()
            driver.receive(octets(text + "\r\nRSET\r\n"), chunking)
            #expect(driver.replies.map(\.code) == [220, 500, 250])
        }
    }

    @Test("of another protocol get replies, never a trap", arguments: Chunking.all)
    func binary(_ chunking: Chunking) {
        var driver = ServerDriver()
        driver.receive([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xFC, 0x03, 0x03, 0x0D, 0x0A], chunking)
        #expect(driver.replies.map(\.code) == [220, 500])
        driver.receive([UInt8](repeating: 0xFF, count: 64) + [13, 10], chunking)
        #expect(driver.replies.map(\.code) == [220, 500, 500])
    }
}
