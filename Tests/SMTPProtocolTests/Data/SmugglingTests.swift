import SMTPProtocol
import Testing

@Suite("Smuggling")
struct SmugglingTests {
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

    static let smuggled = "MAIL FROM:<evil@example.com>\r\nRCPT TO:<bob@example.test>\r\nDATA\r\nevil"

    private func check(_ sequence: [UInt8], _ chunking: Chunking) {
        let head = octets("Subject: hello\r\n\r\ntext")
        let hidden = head + sequence + octets(Self.smuggled)

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
        for message in [hidden, head + sequence, sequence + octets(Self.smuggled)] {
            let encoded = EncodedData(message, chunking)
            #expect(encoded.terminator == nil)
            #expect(!encoded.octets.holds(sequence))
        }
    }

    @Test(
        "by a known sequence ends no data and gets nothing through",
        arguments: SmugglingTests.knownSequences, Chunking.all)
    func known(_ sequence: [UInt8], _ chunking: Chunking) {
        check(sequence, chunking)
    }

    @Test(
        "by any sequence of the corpus ends no data and gets nothing through",
        .enabled(if: Corpora.has(SmugglingTests.file), "needs the folder WAXWING_CORPORA"), arguments: Chunking.all)
    func corpus(_ chunking: Chunking) throws {
        let rows = try Corpora.rows(of: Self.file, as: Row.self)
        #expect(rows.count == 12)
        for row in rows { check(row.octets, chunking) }
    }
}
