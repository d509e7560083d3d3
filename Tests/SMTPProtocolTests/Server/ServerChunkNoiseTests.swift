import SMTPProtocol
import TestSupport
import Testing

/// The invariant: a session of chunks is read the same however it is cut, in bounded memory, whatever the application
/// answers, in SMTP and in LMTP.
@Suite("Noise in chunks")
struct ServerChunkNoiseTests {
    private static let words = [
        "MAIL FROM:<ada@example.com>\r\n", "MAIL FROM:<> BODY=BINARYMIME\r\n", "RCPT TO:<bob@example.test>\r\n",
        "RCPT TO:<carol@example.test>\r\n", "RCPT TO:<carol@example.test>\r\n", "BDAT 0\r\n", "BDAT 3\r\nabc",
        "BDAT 4\r\na\r\nb", "BDAT 2\r\n\r\n", "BDAT 1\r\n\r", "BDAT 1\r\n\n", "BDAT 5\r\n", "BDAT 0 LAST\r\n",
        "BDAT 3 LAST\r\na\r\n", "BDAT 6 LAST\r\nRSET\r\n", "BDAT 40\r\n", "RSET\r\n", "NOOP\r\n", "text", "\r\n",
        "QUIT\r\n",
    ]

    private func configuration(_ dialect: SMTPServerConfiguration.Dialect) -> SMTPServerConfiguration {
        .chunking {
            $0.dialect = dialect
            $0.maximumCommandLineLength = 64
            $0.maximumMessageSize = 30
            $0.maximumHeaderSize = 15
            $0.maximumRecipients = 3
            $0.maximumErrors = 30
        }
    }

    /// An application whose answers follow from the question alone, so that every chunking gets the same.
    private static func answer(_ question: SMTPServerQuestion, seed: UInt64) -> SMTPServerAnswer {
        let sum = "\(question)".utf8.reduce(seed) { $0 &* 31 &+ UInt64($1) }
        switch sum % 16 {
        case 0: return .reply(reply("450 4.7.1 later"))
        case 1: return .reply(reply("550 5.7.1 no"))
        case 2, 3: return .replies([reply("250 2.1.5 yes"), reply("550 5.2.2 no")])
        default: return .accept
        }
    }

    private func run(_ stream: [UInt8], _ chunking: Chunking, _ dialect: SMTPServerConfiguration.Dialect, seed: UInt64)
        -> ServerDriver
    {
        var driver = ServerDriver(configuration(dialect)) { question in
            if case .connect = question { .accept } else { Self.answer(question, seed: seed) }
        }
        driver.say(dialect == .lmtp ? "LHLO client.example" : "EHLO client.example")
        var isWithinLimits = true
        for chunk in chunking.chunks(of: stream) {
            driver.receive(chunk)
            if driver.pending.count > driver.machine.maximumBufferedInput { isWithinLimits = false }
        }
        #expect(isWithinLimits, "the server keeps more than its limits allow")
        return driver
    }

    @Test("gets the same replies, questions and messages however it is cut", arguments: 0..<600 as Range<UInt64>)
    func sessions(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var stream: [UInt8] = []
        for _ in 0..<Int.random(in: 0...40, using: &generator) {
            stream += octets(Self.words.randomElement(using: &generator) ?? "")
        }
        let dialect: SMTPServerConfiguration.Dialect = seed % 2 == 0 ? .smtp : .lmtp
        let whole = run(stream, .whole, dialect, seed: seed)
        for chunking in [Chunking.single, .random(seed: seed)] {
            let other = run(stream, chunking, dialect, seed: seed)
            #expect(other.replies == whole.replies)
            #expect(other.questions == whole.questions)
            #expect(other.messages == whole.messages)
            #expect(other.isClosed == whole.isClosed)
            #expect(other.machine.isReceivingMessage == whole.machine.isReceivingMessage)
        }
        #expect(whole.messages.allSatisfy { $0.count <= 30 })
    }
}
