import TestSupport
import Testing

@testable import SMTPProtocol

@Suite("Smuggling in chunks")
struct SmugglingInChunksTests {
    /// The replies to a message in these chunks and to the NOOP behind it.
    private func answers(_ chunks: [[UInt8]], _ chunking: Chunking, messages: [[UInt8]] = []) -> [String] {
        var driver = ServerDriver(at: .recipient, .chunking())
        var stream: [UInt8] = []
        for (index, data) in chunks.enumerated() { stream += chunk(data, isLast: index == chunks.count - 1) }
        let answers = driver.answers(to: stream + octets("NOOP\r\n"), chunking)
        #expect(driver.messages == messages)
        #expect(driver.questions.contains(.data(.chunks)))
        // Nobody is asked about the transaction that is hidden.
        #expect(driver.questions.count == 5 + messages.count)
        return answers
    }

    private func check(_ sequence: [UInt8]) {
        let hidden = Smuggling.text + sequence + Smuggling.smuggled
        for chunking in Chunking.all {
            #expect(answers([hidden], chunking) == ["550 5.6.0", "250 2.0.0"])
            #expect(answers([Smuggling.text + sequence], chunking) == ["550 5.6.0", "250 2.0.0"])
        }
        // Spread over two chunks at every place in and around the sequence.
        let around = (Smuggling.text.count - 2)...(Smuggling.text.count + sequence.count + 2)
        for cut in around {
            let two = [Array(hidden[..<cut]), Array(hidden[cut...])]
            for chunking in [Chunking.whole, .single] {
                // The mistake is seen in the first chunk or in the second, and its chunk is refused.
                let given = answers(two, chunking)
                let isEarly = !LineDiscipline.mayGoOn(behind: two[0])
                #expect(
                    given == [isEarly ? "550 5.6.0" : "250 2.0.0", isEarly ? "503 5.5.1" : "550 5.6.0", "250 2.0.0"])
            }
        }
    }

    @Test("by a known sequence has the message refused", arguments: Smuggling.knownSequences)
    func known(_ sequence: [UInt8]) { check(sequence) }

    @Test("by a sequence of the same kind has the message refused", arguments: Smuggling.relatedSequences)
    func related(_ sequence: [UInt8]) { check(sequence) }

    @Test(
        "by any sequence of the corpus has the message refused",
        .enabled(if: Corpora.has(Smuggling.file), "needs the folder WAXWING_CORPORA"))
    func corpus() throws {
        for row in try Corpora.rows(of: Smuggling.file, as: Smuggling.Row.self) { check(row.octets) }
    }

    @Test(
        "by a known sequence gets nothing through wherever the connection cuts it", arguments: Smuggling.knownSequences)
    func everyCut(_ sequence: [UInt8]) {
        let hidden = Smuggling.text + sequence + Smuggling.smuggled
        let stream = chunk(hidden, isLast: true) + octets("NOOP\r\n")
        for cut in 0...stream.count {
            var driver = ServerDriver(at: .recipient, .chunking())
            let answers = driver.answers(to: Array(stream[..<cut])) + driver.answers(to: Array(stream[cut...]))
            #expect(answers == ["550 5.6.0", "250 2.0.0"], "cut at \(cut)")
            #expect(driver.messages.isEmpty)
        }
    }

    @Test("by the end of DATA is text, its dots as they are", arguments: Chunking.all)
    func dots(_ chunking: Chunking) {
        let message = Smuggling.text + octets("\r\n.\r\n") + Smuggling.smuggled + octets("\r\n.\r\n..\r\n.x\r\n")
        #expect(answers([message], chunking, messages: [message]) == ["250 2.0.0", "250 2.0.0"])
        for cut in 0...message.count {
            let two = [Array(message[..<cut]), Array(message[cut...])]
            #expect(answers(two, .whole, messages: [message]) == ["250 2.0.0", "250 2.0.0", "250 2.0.0"])
        }
        // When it goes on by DATA the dots are doubled, and the next server reads the same.
        let encoded = EncodedData(message, chunking)
        #expect(!encoded.octets.holds(octets("\r\n.\r\n")))
        #expect(encoded.stream.map { DecodedData($0, chunking).octets } == message)
    }

    @Test("by a size that is too large makes text of what follows, and never a command", arguments: Chunking.all)
    func tooLargeSize(_ chunking: Chunking) {
        let behind = octets("MAIL FROM:<evil@example.com>\r\n")
        for excess in 1...behind.count {
            var driver = ServerDriver(at: .recipient, .chunking())
            let asked = driver.questions.count
            let stream = octets("BDAT \(4 + excess) LAST\r\ntext") + behind.prefix(excess)
            let answers = driver.answers(to: stream, chunking)
            // Cut behind a CR it ends in a bare one.
            let isWrong = behind[excess - 1] == 13
            #expect(answers == [isWrong ? "550 5.6.0" : "250 2.0.0"])
            #expect(driver.messages == (isWrong ? [] : [octets("text") + behind.prefix(excess)]))
            #expect(driver.questions.count <= asked + 2)
        }
        // Until all of it came there is no reply, and at the end of the connection no message.
        var waiting = ServerDriver(at: .recipient, .chunking())
        #expect(waiting.answers(to: octets("BDAT 1000 LAST\r\ntext\r\nQUIT\r\n"), chunking).isEmpty)
        #expect(waiting.messages.isEmpty)
        #expect(waiting.machine.isReceivingMessage)
    }

    @Test("by a size that is too small makes a command of what follows, and never text", arguments: Chunking.all)
    func tooSmallSize(_ chunking: Chunking) {
        var driver = ServerDriver(at: .recipient, .chunking())
        let stream = octets("BDAT 4 LAST\r\ntext and more\r\n.\r\nNOOP\r\n")
        #expect(driver.answers(to: stream, chunking) == ["250 2.0.0", "500 5.5.1", "500 5.5.1", "250 2.0.0"])
        #expect(driver.messages == [octets("text")])
        // A bare LF among it ends the session, as between any commands.
        var other = ServerDriver(at: .recipient, .chunking())
        #expect(other.answers(to: octets("BDAT 4\r\ntextmore\n.\nNOOP\r\n"), chunking) == ["250 2.0.0", "521 5.5.2"])
        #expect(other.isClosed)
    }

    @Test("by BDAT or DATA in a chunk is text", arguments: Chunking.all)
    func commandsInChunk(_ chunking: Chunking) {
        let inner = chunk("hello", isLast: true) + octets("\r\nDATA\r\nevil\r\n.\r\nBDAT 99999999999999999999\r\n")
        #expect(answers([inner], chunking, messages: [inner]) == ["250 2.0.0", "250 2.0.0"])
        #expect(answers([inner, [], inner], chunking, messages: [inner + inner]).count == 4)
    }

    @Test("by a refused chunk has none of its octets read as commands", arguments: Chunking.all)
    func refusedChunk(_ chunking: Chunking) {
        let evil = Smuggling.smuggled + octets("\r\n.\r\n")
        for point in [QuestionPoint.hello, .mail] {
            var driver = ServerDriver(at: point, .chunking())
            let asked = driver.questions.count
            let answers = driver.answers(to: chunk(evil) + chunk(evil, isLast: true) + octets("NOOP\r\n"), chunking)
            #expect(answers.count == 3 && answers.last == "250 2.0.0")
            #expect(driver.questions.count == asked)
        }
    }
}

extension LineDiscipline {
    /// Whether more may follow these octets: what is wrong is not to be seen in them.
    static func mayGoOn(behind octets: [UInt8]) -> Bool {
        var discipline = LineDiscipline()
        discipline.check(octets.span)
        return !discipline.isBroken
    }
}
