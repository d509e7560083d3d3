import SMTPProtocol
import TestSupport
import Testing

/// The invariant: whatever the octets are and however they are cut, a machine gives steps or actions of its own, keeps no
/// more than its limits allow, says nothing after its end, and says the same for every chunking.
@Suite("Noise at the machines")
struct NoiseTests {
    private static let clientWords = [
        "EHLO c.example\r\n", "HELO c\r\n", "MAIL FROM:<ada@example.com>\r\n", "MAIL FROM:<> SIZE=5\r\n",
        "RCPT TO:<bob@example.test>\r\n", "DATA\r\n", ".\r\n", "\r\n.\r\n", "RSET\r\n", "NOOP\r\n", "VRFY x\r\n",
        "text", "\r\n", "\r\n", ".", " ", "<", ">", ":", "\t", "\u{E9}", "MAIL", "FROM:", "\r", "QUIT",
    ]

    private static let serverWords = [
        "220 mx\r\n", "250 ok\r\n", "250-mx\r\n", "250-PIPELINING\r\n", "250 SIZE 10\r\n", "250-STARTTLS\r\n",
        "354 go\r\n", "235 in\r\n", "421 bye\r\n", "450 later\r\n", "550 5.1.1 no\r\n", "250", "-", " ", "\r\n", "\n",
        "\r", "\0", "text", "5.1.1",
    ]

    private func configuration() -> SMTPServerConfiguration {
        .with {
            $0.maximumCommandLineLength = 64
            $0.maximumMessageSize = 200
            $0.maximumRecipients = 3
            $0.maximumErrors = 10
            $0.maximumIdleCommands = 40
        }
    }

    /// An application whose answers follow from the question alone, so that every chunking gets the same.
    private static func answer(_ question: SMTPServerQuestion, seed: UInt64) -> SMTPServerAnswer {
        let name = "\(question)"
        let sum = name.utf8.reduce(seed) { $0 &* 31 &+ UInt64($1) }
        switch sum % 16 {
        case 0: return .reply(reply("450 4.7.1 later"))
        case 1: return .reply(reply("550 5.7.1 no"))
        case 2: return seed % 4 == 0 ? .reply(reply("421 4.3.2 bye")) : .accept
        case 3: return .reply(reply("250 2.0.0 in my words"))
        default: return .accept
        }
    }

    /// How many replies there were before the one that cuts off a client which did not wait.
    private static func cutOff(_ driver: ServerDriver) -> Int? {
        driver.replies.last?.description.hasPrefix("554 5.5.0") == true ? driver.replies.count - 1 : nil
    }

    private func serverRun(_ stream: [UInt8], _ chunking: Chunking, seed: UInt64) -> ServerDriver {
        var driver = ServerDriver(configuration()) { Self.answer($0, seed: seed) }
        var isWithinLimits = true
        for chunk in chunking.chunks(of: stream) {
            driver.receive(chunk)
            if driver.pending.count > driver.machine.maximumBufferedInput { isWithinLimits = false }
        }
        #expect(isWithinLimits, "the server keeps more than its limits allow")
        return driver
    }

    @Test("gets the same replies from the server however it is cut", arguments: 0..<1_000 as Range<UInt64>)
    func server(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var stream = octets(seed % 3 == 0 ? "" : "EHLO c.example\r\nMAIL FROM:<ada@example.com>\r\n")
        for _ in 0..<Int.random(in: 0...60, using: &generator) {
            stream += octets(Self.clientWords.randomElement(using: &generator) ?? "")
        }
        let whole = serverRun(stream, .whole, seed: seed)
        for chunking in [Chunking.single, .random(seed: seed)] {
            let other = serverRun(stream, chunking, seed: seed)
            // Whoever does not wait for a reply that has to be awaited is cut off: then, how it was cut matters.
            if let end = Self.cutOff(whole) ?? Self.cutOff(other) {
                #expect(other.replies.prefix(end) == whole.replies.prefix(end))
                #expect(other.messages.starts(with: whole.messages) || whole.messages.starts(with: other.messages))
                continue
            }
            #expect(other.replies == whole.replies)
            #expect(other.questions == whole.questions)
            #expect(other.messages == whole.messages)
            #expect(other.isClosed == whole.isClosed)
        }
    }

    @Test("of any octets at all is answered or ends the session", arguments: 0..<500 as Range<UInt64>)
    func serverOctets(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let stream = generator.octets(from: Self.clientWords + ["\n", "\0", "\r\r\n"], upTo: 80)
        let whole = serverRun(stream, .whole, seed: seed)
        let single = serverRun(stream, .single, seed: seed)
        if let end = Self.cutOff(whole) {
            #expect(single.replies.prefix(end) == whole.replies.prefix(end))
            return
        }
        #expect(single.replies == whole.replies)
        #expect(single.questions == whole.questions)
    }

    @Test("without end in a message takes no memory at the server", arguments: Chunking.all)
    func endlessMessage(_ chunking: Chunking) {
        var driver = ServerDriver(configuration())
        for line in QuestionPoint.data.lines { driver.say(line) }
        driver.receive([UInt8](repeating: UInt8(ascii: "x"), count: 100_000), chunking)
        #expect(driver.pending.isEmpty)
        #expect(driver.body.count <= 200)
        driver.say(["", "."], expecting: [552])
    }

    private func clientRun(_ stream: [UInt8], _ chunking: Chunking, seed: UInt64) -> [String] {
        let policy: SMTPClientConfiguration.TLSPolicy = seed % 2 == 0 ? .never : .whenOffered
        var machine = SMTPClientMachine(configuration: .init(helloName: "client.test", tls: policy))
        var texts: [String] = []
        for chunk in chunking.chunks(of: stream) {
            var actions = machine.receive(chunk.span)
            if actions.last == .startTLS { return texts + actions.map(\.text) }
            if actions.contains(.ready) { actions += machine.begin(.usual) }
            if actions.contains(.sendMessage(.data)) || actions.contains(.sendMessage(.chunks)) {
                machine.messageSent()
            }
            texts += actions.map(\.text)
            if texts.contains("close") {
                let late = octets("250 ok\r\n")
                let more = machine.receive(late.span)
                #expect(more.isEmpty)
                break
            }
        }
        return texts
    }

    @Test("gets the same actions from the client, reply by reply", arguments: 0..<1_000 as Range<UInt64>)
    func client(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var stream = octets(seed % 3 == 0 ? "" : "220 mx\r\n250-mx\r\n250 PIPELINING\r\n")
        for _ in 0..<Int.random(in: 0...30, using: &generator) {
            stream += octets(Self.serverWords.randomElement(using: &generator) ?? "")
        }
        // One octet at a time, so that the driver comes between any two replies as a connection would.
        let first = clientRun(stream, .single, seed: seed)
        #expect(clientRun(stream, .single, seed: seed) == first)
        // All at once nothing traps, and the session ends at most once.
        let whole = clientRun(stream, .whole, seed: seed)
        #expect(whole.count(where: { $0 == "close" }) <= 1)
        #expect(first.count(where: { $0 == "close" }) <= 1)
    }

    @Test("without end is given up by the client", arguments: ["2", "250-x\r\n", "250-"])
    func endless(piece: String) {
        var machine = SMTPClientMachine(configuration: .init(helloName: "client.test"))
        let chunk = Array(repeatElement(octets(piece), count: 100_000).joined())
        let actions = machine.receive(chunk.span).map(\.text)
        #expect(actions == ["failed at greeting: violation tooLong", "close"])
    }
}
