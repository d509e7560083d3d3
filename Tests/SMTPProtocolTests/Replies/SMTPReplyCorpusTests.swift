import SMTPProtocol
import TestSupport
import Testing

@Suite("The replies of the corpus smtp-syntax")
struct SMTPReplyCorpusTests {
    struct Reply: Decodable {
        var reply: String
        var code: UInt16
        var enhanced: String?
        var message: String
    }

    static let repliesFile = "smtp-syntax/replies.json"

    @Test(
        "have the code, the status and the text that the corpus names",
        .enabled(if: Corpora.has(SMTPReplyCorpusTests.repliesFile), "needs the folder WAXWING_CORPORA"),
        arguments: Chunking.all)
    func replies(_ chunking: Chunking) throws {
        let rows = try Corpora.rows(of: Self.repliesFile, as: Reply.self)
        #expect(rows.count == 11)
        // The corpus also reads a status of class 6, which RFC 3463 does not know: there only the code is compared.
        for row in rows {
            let parsed = try #require(ParsedReplies(octets(row.reply), chunking).replies.first)
            #expect(parsed.code == row.code)
            if row.enhanced?.hasPrefix("6") == true { continue }
            #expect(parsed.enhancedStatusCode?.description == row.enhanced)
            #expect(parsed.lines.joined(separator: "\n") == row.message)
        }
    }

    struct Greeting: Decodable {
        struct Fields: Decodable {
            var capabilities: [String]
            var size: Int
        }

        var reply: String
        var ok: Bool
        var fields: Fields?
    }

    static let greetingsFile = "smtp-syntax/ehlo-replies.json"

    @Test(
        "to EHLO offer what the corpus names",
        .enabled(if: Corpora.has(SMTPReplyCorpusTests.greetingsFile), "needs the folder WAXWING_CORPORA"))
    func greetings() throws {
        for row in try Corpora.rows(of: Self.greetingsFile, as: Greeting.self) {
            let parsed = try #require(ParsedReplies(octets(row.reply), .whole).replies.first)
            #expect(parsed.isPositive == row.ok)
            guard let fields = row.fields else { continue }
            let extensions = SMTPExtensions(ehloReply: parsed)
            let named = Set(fields.capabilities)
            #expect(extensions.services.contains(.pipelining) == named.contains("EXT_PIPELINING"))
            #expect(extensions.services.contains(.eightBitMIME) == named.contains("EXT_8BIT_MIME"))
            #expect(extensions.startTLS == named.contains("EXT_START_TLS"))
            #expect(extensions.services.contains(.enhancedStatusCodes) == named.contains("EXT_ENHANCED_STATUS_CODES"))
            #expect(extensions.services.contains(.size) == named.contains("EXT_SIZE"))
            #expect((extensions.maximumSize ?? 0) == fields.size)
            #expect(extensions.authenticationMechanisms.isEmpty == !named.contains("EXT_AUTH"))
        }
    }
}
