import SMTPProtocol
import TestSupport
import Testing

/// Octets by which one message was made to look like two at some server, and what is hidden behind them.
enum Smuggling {
    struct Row: Decodable {
        var hexadecimal: String

        private enum CodingKeys: String, CodingKey {
            case hexadecimal = "bytes_hex"
        }

        var octets: [UInt8] {
            let digits = hexadecimal.utf8.map { $0 >= 97 ? $0 - 87 : $0 - 48 }
            return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
        }
    }

    static let file = "smtp-smuggling/end-of-data-sequences.json"

    /// The sequences that are known from attacks; those of the corpus say the same and more.
    static let knownSequences: [[UInt8]] = [
        "\n.\n", "\r.\r", "\r.\n", "\n.\r", "\n.\r\n", "\r\n.\n", "\r.\r\n", "\r\n.\r", "\r\n\0.\r\n", "\r\n.\0\r\n",
        "\r\n.\r\r\n", "\r\r\n.\r\r\n",
    ].map { Array($0.utf8) }

    /// What else might be taken for the end of the data by a reader that is not strict.
    static let relatedSequences: [[UInt8]] = [
        "\n\n.\n\n", "\r\r.\r\r", "\n\r.\n\r", "\r\n.\n\r", "\n\r\n.\r\n\r", "\r\n\0.\n", "\0\r\n.\r\r\n",
        "\r\0\n.\r\0\n",
        "\r\n.\r\0\n", "\r\n.\0\n", "\r\n\r.\r\n", "\r\n.\r.\r\n", "\n..\r\n", "\r\n\n.\r\n\n", "\n.\r\r\n",
        "\r\n.\r\n\n",
    ].map { Array($0.utf8) }

    static let text = octets("Subject: hello\r\n\r\ntext")
    static let smuggled = octets("MAIL FROM:<evil@example.com>\r\nRCPT TO:<bob@example.test>\r\nDATA\r\nevil")
}

@Suite("Smuggling")
struct SmugglingTests {
    private func check(_ sequence: [UInt8], _ chunking: Chunking) {
        let hidden = Smuggling.text + sequence + Smuggling.smuggled

        // The decoder reads on to the true end and lets no such message through.
        let decoded = DecodedData(hidden + octets("\r\n.\r\n"), chunking)
        #expect(decoded.consumed == hidden.count + 5)
        #expect(decoded.isEnded)
        #expect(decoded.isMalformed)
        #expect(!decoded.octets.holds(sequence))

        // The server answers once, with a refusal, and asks nobody about the hidden transaction.
        var driver = ServerDriver()
        let envelope = "EHLO c.example\r\nMAIL FROM:<ada@example.com>\r\nRCPT TO:<bob@example.test>\r\nDATA\r\n"
        driver.receive(octets(envelope), chunking)
        let before = (replies: driver.replies.count, questions: driver.questions.count)
        driver.receive(hidden, chunking)
        #expect(driver.replies.count == before.replies)
        driver.receive(octets("\r\n.\r\nNOOP\r\n"), chunking)
        let answers = driver.replies.dropFirst(before.replies)
        #expect(answers.map(\.code) == [550, 250])
        #expect(answers.first?.enhancedStatusCode == EnhancedStatusCode(5, 6, 0))
        #expect(driver.questions.count == before.questions)
        #expect(driver.messages.isEmpty)

        // The client never sends it on.
        for message in [hidden, Smuggling.text + sequence, sequence + Smuggling.smuggled] {
            let encoded = EncodedData(message, chunking)
            #expect(encoded.terminator == nil)
            #expect(!encoded.octets.holds(sequence))
        }
    }

    @Test(
        "by a known sequence ends no data and gets nothing through",
        arguments: Smuggling.knownSequences, Chunking.all)
    func known(_ sequence: [UInt8], _ chunking: Chunking) {
        check(sequence, chunking)
    }

    @Test(
        "by a sequence of the same kind ends no data and gets nothing through",
        arguments: Smuggling.relatedSequences.filter { !$0.holds(octets("\r\n.\r\n")) }, Chunking.all)
    func related(_ sequence: [UInt8], _ chunking: Chunking) {
        check(sequence, chunking)
    }

    @Test(
        "by any sequence of the corpus ends no data and gets nothing through",
        .enabled(if: Corpora.has(Smuggling.file), "needs the folder WAXWING_CORPORA"), arguments: Chunking.all)
    func corpus(_ chunking: Chunking) throws {
        let rows = try Corpora.rows(of: Smuggling.file, as: Smuggling.Row.self)
        #expect(rows.count == 12)
        for row in rows { check(row.octets, chunking) }
    }

    @Test(
        "by a known sequence gets nothing through wherever the connection cuts it", arguments: Smuggling.knownSequences)
    func everyCut(_ sequence: [UInt8]) {
        let stream = Smuggling.text + sequence + Smuggling.smuggled + octets("\r\n.\r\nNOOP\r\n")
        for cut in 0...stream.count {
            var driver = ServerDriver(at: .data, .usual)
            let answers = driver.answers(to: Array(stream[..<cut])) + driver.answers(to: Array(stream[cut...]))
            #expect(answers == ["550 5.6.0", "250 2.0.0"], "cut at \(cut)")
            #expect(driver.messages.isEmpty)
        }
    }

    @Test("by the true end of the data is cut off where commands may not stand behind it", arguments: Chunking.all)
    func trueEnd(_ chunking: Chunking) {
        // A client that thinks all of this one message takes something else for its end.
        let stream = Smuggling.text + octets("\r\n.\r\n") + Smuggling.smuggled + octets("\r\n.\r\n")
        var driver = ServerDriver(at: .data, .with { $0.extensions.remove(.pipelining) })
        let asked = driver.questions.count
        #expect(driver.answers(to: stream) == ["554 5.5.0"])
        #expect(driver.isClosed)
        #expect(driver.questions.count == asked)
        #expect(driver.messages.isEmpty)
        // And our client doubles the dot, so that it sends no such message.
        let encoded = EncodedData(stream, chunking)
        #expect(encoded.stream.map { DecodedData($0, chunking).octets } == stream)
        #expect(!encoded.octets.holds(octets("\r\n.\r\n")))
    }

    @Test("by BDAT in a message of DATA is text", arguments: Chunking.all)
    func chunkInData(_ chunking: Chunking) {
        let text = octets("text\r\nBDAT 5 LAST\r\nhello\r\nBDAT 0 LAST\r\n")
        var driver = ServerDriver(at: .data, .chunking())
        #expect(driver.answers(to: text + octets(".\r\nNOOP\r\n"), chunking) == ["250 2.0.0", "250 2.0.0"])
        #expect(driver.messages == [text])
        #expect(driver.questions.last == .message(size: text.count))
    }
}
