import InternetMessage
import TestSupport
import Testing

/// What holds for every message that is converted, or else it is refused: whatever the octets are.
struct SevenBitInvariantTests {
    /// Checks a message; the answer is whether it was converted.
    static func check(_ message: [UInt8], _ comment: String) throws -> Bool {
        let result: [UInt8]
        do throws(SevenBitConversionError) {
            result = try SevenBitConversion.converted(message)
        } catch {
            #expect(error.offset >= 0 && error.offset <= message.count, "\(comment)")
            return false
        }
        let isSevenBit = MIMEDecoding.lines(of: result).allSatisfy { line in
            line.count <= 998 && line.allSatisfy { (1...127).contains($0) && $0 != 10 && $0 != 13 }
        }
        #expect(isSevenBit, "\(comment)")
        #expect(try SevenBitConversion.converted(result) == result, "\(comment)")
        #expect(result.count <= 16 * message.count + 128, "\(comment)")
        let difference = try MIMETree(message).difference(from: MIMETree(result))
        #expect(difference == nil, "\(comment)")
        return result != message
    }

    @Test("random octets never trap, and what is converted keeps its octets")
    func noise() throws {
        var random = SeededGenerator(seed: 2_045)
        var converted = 0
        for round in 0..<1_000 {
            let noise = random.octets(of: Array(0...255), upTo: 300)
            let message = round.isMultiple(of: 2) ? noise : Array("A: 1\r\n\r\n".utf8) + noise
            if try Self.check(message, "\(message)") { converted += 1 }
        }
        #expect(converted > 400)
    }

    @Test("pieces of messages in any order are converted into the same structure, or refused", arguments: 0..<8)
    func pieces(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var converted = 0
        for _ in 0..<400 {
            var message: [UInt8] = random.next().isMultiple(of: 2) ? Self.start : []
            for _ in 0..<Int.random(in: 0..<24, using: &random) {
                message += Self.pieces.randomElement(using: &random) ?? []
            }
            if try Self.check(message, String(decoding: message, as: UTF8.self).debugDescription) { converted += 1 }
        }
        #expect(converted > 40)
    }

    @Test("a message made of the smallest parts grows no more than said")
    func smallestParts() throws {
        let header = Array("Content-Type: multipart/digest; boundary=b\r\n\r\n".utf8)
        let part = Array("--b\r\n\r\n".utf8) + [0xFF] + Array("\r\n".utf8)
        let message = header + (0..<20_000).flatMap { _ in part }
        let result = try SevenBitConversion.converted(message)
        #expect(result.count <= 16 * message.count)
        #expect(result.count > 10 * message.count)
    }

    static let start = Array("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n".utf8)
    static let pieces: [[UInt8]] = [
        "\r\n", "\r\n", "\r\n\r\n", "--b\r\n", "--b\r\n", "\r\n--b\r\n", "--b--\r\n", "--bb\r\n", "--bb--\r\n",
        "--b-- \r\n",
        "--b", "--", "-", "Content-Type: multipart/mixed; boundary=b\r\n",
        "Content-Type: multipart/mixed; boundary=bb\r\n",
        "Content-Type: multipart/digest; boundary=\"b--\"\r\n", "Content-Type: multipart/signed; boundary=b\r\n",
        "Content-Type: multipart/mixed\r\n", "Content-Type: message/rfc822\r\n", "Content-Type: image/png\r\n",
        "Content-Transfer-Encoding: 8bit\r\n", "Content-Transfer-Encoding: base64\r\n", "MIME-Version: 1.0\r\n",
        "A: 1\r\n",
        "From ", " ", ".", "=", "x", String(repeating: "x", count: 74), "\r\n\r\n~\r\n", "~\r\n", "~", "\r",
    ].map { $0.utf8.map { $0 == UInt8(ascii: "~") ? 0xE9 : $0 } }
}

/// Messages of others, also with octets changed.
@Suite(
    .enabled(
        if: Corpora.has("mime-mail-parser") && Corpora.has("mime-mime4j"), "needs the corpora of others"))
struct SevenBitCorpusTests {
    static func messages() throws -> [(path: String, octets: [UInt8])] {
        let folders = ["rfc", "malformed", "thirdparty"].map { ("mime-mail-parser/eml/\($0)", ".eml") }
        return try (folders + [("mime-mime4j", ".msg")]).flatMap { folder, ending in
            try Corpora.paths(in: folder, ending: ending).map { ($0, try Corpora.octets($0)) }
        }
    }

    @Test("messages of others are converted into the same structure, or refused")
    func messages() throws {
        let messages = try Self.messages()
        #expect(messages.count >= 80)
        var converted = 0
        for (path, octets) in messages {
            _ = try SevenBitInvariantTests.check(octets, path)
            if try SevenBitInvariantTests.check(Corpora.withLineEnds(octets), path) { converted += 1 }
        }
        #expect(converted >= 4)
    }

    @Test("messages of others with 8-bit octets put in are converted into the same structure, or refused")
    func mutations() throws {
        var random = SeededGenerator(seed: 6_152)
        var converted = 0
        for (path, octets) in try Self.messages() where octets.count < 20_000 {
            for round in 0..<6 {
                var message = Corpora.withLineEnds(octets)
                for _ in 0..<Int.random(in: 1...3, using: &random) {
                    message.insert(0xE9, at: Int.random(in: 0...message.count, using: &random))
                }
                if try SevenBitInvariantTests.check(message, "\(path), round \(round)") { converted += 1 }
            }
        }
        #expect(converted > 100)
    }
}
