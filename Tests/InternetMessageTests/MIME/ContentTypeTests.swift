import Foundation
import InternetMessage
import TestSupport
import Testing

/// Content-Type and Content-Transfer-Encoding.
struct ContentTypeTests {
    static func type(_ text: String) -> ContentType? { ContentType(parsing: Array(text.utf8)[...]) }

    @Test(
        "type and subtype are read",
        arguments: [
            (" text/plain", "text/plain"), ("TEXT/HTML; charset=x", "text/html"), ("text", "text"), ("text/", "text"),
            ("(a) text (b) / (c) plain (d)", "text/plain"), ("\r\n text/plain\r\n", "text/plain"),
            ("application/ld+json;a", "application/ld+json"),
        ])
    func types(text: String, mediaType: String) {
        #expect(Self.type(text)?.mediaType == mediaType)
    }

    @Test(
        "without a type there is nothing", arguments: ["", " ", "/plain", ";charset=utf-8", "(text/plain)", "=", "é/é"])
    func nothing(text: String) {
        #expect(Self.type(text) == nil)
    }

    @Test(
        "the first boundary is the boundary",
        arguments: [
            ("multipart/mixed; boundary=a", "a"), ("multipart/mixed; boundary=\"a b \"", "a b"),
            ("multipart/mixed; boundary=a; boundary=b", "a"), ("multipart/mixed boundary=a", "a"),
            ("multipart/mixed; boundary=\"=?utf-8?Q?a?=\"", "=?utf-8?Q?a?="),
            ("multipart/mixed; boundary*0=a; boundary*1=b", "ab"),
            ("multipart/mixed; boundary=\"a", "a"), ("multipart/mixed; boundary*=utf-8''a%20b", "a b"),
            (
                "multipart/mixed; boundary=\(String(repeating: "a", count: ContentType.maximumBoundaryLength)); a=b",
                String(repeating: "a", count: ContentType.maximumBoundaryLength)
            ),
        ])
    func boundaries(text: String, boundary: String) {
        #expect(Self.type(text)?.boundary == Array(boundary.utf8))
    }

    @Test(
        "no boundary",
        arguments: [
            "multipart/mixed", "multipart/mixed; boundary=", "multipart/mixed; boundary=\" \"",
            "multipart/mixed; boundary*=utf-8''a%0Ab", "multipart/mixed; boundary*=utf-8''a%0Db",
            "multipart/mixed; boundary*=utf-8''a%00b", "multipart/mixed; boundary=\"a\\\nb\"",
            "multipart/mixed; boundary=\(String(repeating: "a", count: ContentType.maximumBoundaryLength + 1))",
        ])
    func noBoundary(text: String) {
        #expect(Self.type(text)?.boundary == nil)
    }

    @Test("parameters and made types")
    func parameters() {
        #expect(Self.type("text/plain; charset=\"UTF-8\"")?.charset == "UTF-8")
        #expect(ContentType(type: "Text", subtype: "Plain") == Self.type("text/plain"))
    }

    @Test(
        "the transfer encoding is read",
        arguments: [
            ("7bit", .sevenBit), (" 8BIT (x)", .eightBit), ("binary", .binary), ("Quoted-Printable", .quotedPrintable),
            ("base64\r\n", .base64), ("x-uuencode", .uuencode), ("uue", .uuencode), ("", .other("")),
            ("x-unknown", .other("x-unknown")), ("7bit 8bit", .other("7bit")), ("base64;", .base64),
            ("\"base64\"", .base64), ("\" Quoted-Printable\" (x);", .quotedPrintable), ("\"8bit\"", .eightBit),
            ("7bit;", .sevenBit), ("7bit (x) ; (y)", .sevenBit), ("7bit;;", .other("7bit")),
            ("7bit; x", .other("7bit")), ("\"7bit\" x", .other("7bit")), ("\"7bit x\"", .other("")),
            ("\"", .other("")), ("\"base64", .base64), (";", .other("")),
        ] as [(String, TransferEncoding)])
    func encodings(text: String, encoding: TransferEncoding) {
        #expect(TransferEncoding(parsing: Array(text.utf8)[...]) == encoding)
    }

    @Test("which encodings leave the body as it is")
    func identity() {
        let all: [TransferEncoding] = [
            .sevenBit, .eightBit, .binary, .quotedPrintable, .base64, .uuencode, .other("x"),
        ]
        #expect(all.filter(\.isIdentity) == [.sevenBit, .eightBit, .binary])
        #expect(all.map { TransferEncoding(parsing: Array($0.description.utf8)[...]) } == all)
    }
}

/// Fields of the tests of another library.
@Suite(.enabled(if: Corpora.has("mime-mail-parser"), "needs the corpora of others"))
struct ContentTypeCorpusTests {
    struct Case: Decodable {
        struct Expected: Decodable {
            let type: String
            let subtype: String?
            let attributes: [[String]]?

            enum CodingKeys: String, CodingKey {
                case type = "c_type"
                case subtype = "c_subtype"
                case attributes
            }
        }

        let header: String
        let expected: Expected?
    }

    /// Where others read something else, and why.
    static let disagreements: [Int: String] = [
        31: "only the first section names a character set (RFC 2231, section 4.1)",
        34: "blanks between encoded words are no text (RFC 2047, section 6.2)",
        47: tokens, 48: tokens, 54: tokens, 58: tokens, 76: tokens, 77: tokens, 78: tokens,
        59: "a gap in the sections ends the value, and control characters become spaces",
        61: "more asterisks than RFC 2231 knows make no name",
    ]
    static let tokens = "a type, a subtype and a name are tokens (RFC 2045, section 5.1)"

    @Test("a type or disposition and its parameters are read as others read them")
    func parameters() throws {
        let path = "mime-mail-parser/headers/content_type.json"
        let cases = try JSONDecoder().decode([Case].self, from: Corpora.data(path))
        var comparison = CorpusComparison(path, explained: Self.disagreements)
        for (index, example) in cases.enumerated() {
            let type = ContentType(parsing: CorpusComparison.value(example.header))
            let parameters = type?.parameters ?? MIMEParameters()
            let read = parameters.names.map { [$0, parameters[$0] ?? ""] }
            // Nobody asks for the language of a parameter.
            let wanted = (example.expected?.attributes ?? []).filter { $0.first?.hasSuffix("-language") == false }
            let agrees =
                type?.type == example.expected?.type && type?.subtype ?? "" == example.expected?.subtype ?? ""
                && Set(read) == Set(wanted)
            comparison.add(index, agrees: agrees, "\(type?.mediaType ?? "nothing") \(read)")
        }
        comparison.finish(expecting: 103)
    }
}
