import InternetMessage
import TestSupport
import Testing

/// What a message becomes, octet for octet.
///
/// In the texts here `~` stands for an octet 0xE9 and a line end for CRLF.
struct SevenBitConversionTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var name: String
        var message: String
        var result: String

        init(_ name: String, _ message: String, _ result: String) {
            self.name = name
            self.message = message
            self.result = result
        }

        var testDescription: String { name }
    }

    static func octets(_ text: String) -> [UInt8] {
        text.utf8.flatMap { octet -> [UInt8] in
            switch octet {
            case UInt8(ascii: "~"): [0xE9]
            case UInt8(ascii: "\n"): Array("\r\n".utf8)
            default: [octet]
            }
        }
    }

    @Test("a message becomes what it should", arguments: Self.messages + Self.structures)
    func conversions(_ example: Case) throws {
        let result = try SevenBitConversion.converted(Self.octets(example.message))
        #expect(String(decoding: result, as: UTF8.self) == String(decoding: Self.octets(example.result), as: UTF8.self))
        #expect(try SevenBitConversion.converted(result) == result)
    }

    @Test(
        "a message of 7-bit data comes out octet for octet",
        arguments: [
            "", "\n", "body", "A: 1\n\nbody", "A: 1\nContent-Transfer-Encoding: 8bit\n\nbody\n",
            "MIME-Version: 1.0\nContent-Type: multipart/mixed\n\nno boundary\n", "\t\n\u{7F}\u{1}\n",
        ])
    func sevenBitStays(_ text: String) throws {
        #expect(try SevenBitConversion.converted(Self.octets(text)) == Self.octets(text))
    }

    @Test("quoted-printable text keeps to its lines and decodes to what it was")
    func quotedPrintable() throws {
        var random = SeededGenerator(seed: 6_152)
        let alphabet: [UInt8] = Array("..--FFrom  \t=~ax".utf8) + [0xE9, 0xFF, 0x01, 0x7F]
        for _ in 0..<500 {
            var body: [UInt8] = []
            for _ in 0..<Int.random(in: 0..<4, using: &random) {
                body += random.octets(of: alphabet, upTo: 200) + Array("\r\n".utf8)
            }
            body += random.octets(of: alphabet, upTo: 90) + [0xE9]
            let result = try SevenBitConversion.converted(Array("MIME-Version: 1.0\r\n\r\n".utf8) + body)
            let encoded = Array(result[(try MessageHeader(parsing: result)).bodyOffset...])
            #expect(MIMEDecoding.quotedPrintable(encoded) == body)
            for line in MIMEDecoding.lines(of: encoded) {
                #expect(line.count <= 76)
                #expect(line.last != UInt8(ascii: " ") && line.last != UInt8(ascii: "\t"))
                for start in [".", "--", "From "] { #expect(!line.starts(with: start.utf8), "\(line)") }
            }
        }
    }

    @Test("base64 keeps to its lines and decodes to what it was", arguments: [1, 2, 3, 56, 57, 58, 114, 1_000])
    func base64(_ length: Int) throws {
        var random = SeededGenerator(seed: UInt64(length))
        let body = [0xFF] + (1..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
        let header = Array("MIME-Version: 1.0\r\nContent-Type: image/png\r\n\r\n".utf8)
        let result = try SevenBitConversion.converted(header + body)
        let encoded = Array(result[(try MessageHeader(parsing: result)).bodyOffset...])
        #expect(MIMEDecoding.base64(encoded) == body)
        #expect(MIMEDecoding.lines(of: encoded).allSatisfy { $0.count <= 76 })
        #expect(encoded.suffix(2) == Array("\r\n".utf8)[...])
    }

    @Test("text that is no lines of text becomes base64", arguments: ["a\rb~", "a\r", "\0~", "~\r\r\n"])
    func binaryText(_ body: String) throws {
        let octets = Self.octets("MIME-Version: 1.0\nContent-Transfer-Encoding: binary\n\n") + Self.octets(body)
        let result = try SevenBitConversion.converted(octets)
        let header = try MessageHeader(parsing: result)
        #expect(header.first(named: "Content-Transfer-Encoding")?.unfoldedValue == "base64")
        #expect(MIMEDecoding.base64(Array(result[header.bodyOffset...])) == Self.octets(body))
    }

    @Test("a line of 998 octets stays and one of 999 is encoded, as us-ascii where nothing else is known")
    func longLines() throws {
        let longest = Self.octets("A: 1\n\n" + String(repeating: "x", count: 998) + "\n")
        #expect(try SevenBitConversion.converted(longest) == longest)
        let longer = Self.octets("A: 1\n\n" + String(repeating: "x", count: 999) + "\n")
        let result = try SevenBitConversion.converted(longer)
        let header = try MessageHeader(parsing: result)
        #expect(header.first(named: "Content-Type")?.unfoldedValue == "text/plain; charset=us-ascii")
        #expect(header.first(named: "Content-Transfer-Encoding")?.unfoldedValue == "quoted-printable")
    }
}
