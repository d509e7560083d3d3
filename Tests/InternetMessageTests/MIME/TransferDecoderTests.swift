import InternetMessage
import TestSupport
import Testing

@Suite("Decoding of transfer encodings")
struct TransferDecoderTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var encoding: TransferEncoding
        var body: String
        var decoded: String
        var malformedCount = 0
        var testDescription: String { "\(encoding): \(body.debugDescription)" }
    }

    @Test("bodies are decoded, whole or in pieces", arguments: base64 + quotedPrintable + uuencode + others)
    func decoding(_ sample: Case) {
        let octets = Array(sample.body.utf8)
        var decoder = TransferDecoder(sample.encoding)
        var output: [UInt8] = []
        decoder.decode(octets.span, into: &output)
        decoder.finish(into: &output)
        #expect(String(decoding: output, as: UTF8.self) == sample.decoded)
        #expect(decoder.malformedCount == sample.malformedCount)
        #expect(TransferDecoder.decoded(octets.span, sample.encoding) == output)
        #expect(Self.decoded(octets.map { [$0] }, sample.encoding) == output)
    }

    static let base64: [Case] = [
        Case(encoding: .base64, body: "", decoded: ""),
        Case(encoding: .base64, body: "QQ==", decoded: "A"),
        Case(encoding: .base64, body: "QUI=", decoded: "AB"),
        Case(encoding: .base64, body: "QUJD", decoded: "ABC"),
        Case(encoding: .base64, body: "QUJ\r\nDREV\tG \n", decoded: "ABCDEF"),
        Case(encoding: .base64, body: "QQ", decoded: "A"),
        Case(encoding: .base64, body: "QUI", decoded: "AB"),
        Case(encoding: .base64, body: "QUJDQ", decoded: "ABC", malformedCount: 1),
        Case(encoding: .base64, body: "QQ==QUI=QUJD", decoded: "AABABC"),
        Case(encoding: .base64, body: "QQ=\r\n=\r\nQQ==", decoded: "AA"),
        Case(encoding: .base64, body: "QQ===", decoded: "A", malformedCount: 1),
        Case(encoding: .base64, body: "Q===", decoded: "", malformedCount: 4),
        Case(encoding: .base64, body: "=QUJD", decoded: "ABC", malformedCount: 1),
        Case(encoding: .base64, body: "QU!J_D", decoded: "ABC", malformedCount: 2),
        Case(encoding: .base64, body: "fn5+fz8/Pw==", decoded: "~~~\u{7F}???"),
    ]

    static let quotedPrintable: [Case] = [
        Case(encoding: .quotedPrintable, body: "plain\r\ntext\r\n", decoded: "plain\r\ntext\r\n"),
        Case(encoding: .quotedPrintable, body: "=C3=A9 =c3=a9 =3D", decoded: "é é ="),
        Case(encoding: .quotedPrintable, body: "soft=\r\nbreak=\nhere=", decoded: "softbreakhere"),
        Case(encoding: .quotedPrintable, body: "padded= \t\r\nbreak= \nhere= ", decoded: "paddedbreakhere"),
        Case(encoding: .quotedPrintable, body: "blanks \t\r\nat \nends ", decoded: "blanks\r\nat\nends"),
        Case(encoding: .quotedPrintable, body: "kept=20\r\nkept =\r\n", decoded: "kept \r\nkept "),
        Case(encoding: .quotedPrintable, body: "a=G0", decoded: "a=G0", malformedCount: 1),
        Case(encoding: .quotedPrintable, body: "a=4G", decoded: "a=4G", malformedCount: 1),
        Case(encoding: .quotedPrintable, body: "a==41", decoded: "a=A", malformedCount: 1),
        Case(encoding: .quotedPrintable, body: "a=4=41", decoded: "a=4A", malformedCount: 1),
        Case(encoding: .quotedPrintable, body: "a=4\r\nb=4", decoded: "a=4\r\nb=4", malformedCount: 2),
        Case(encoding: .quotedPrintable, body: "a=  b", decoded: "a=  b", malformedCount: 1),
        Case(encoding: .quotedPrintable, body: "a=\rb", decoded: "a=\rb", malformedCount: 2),
        Case(encoding: .quotedPrintable, body: "a=\r\r\nb", decoded: "a=\r\r\nb", malformedCount: 2),
        Case(encoding: .quotedPrintable, body: "a\rb \r", decoded: "a\rb \r", malformedCount: 2),
        Case(encoding: .quotedPrintable, body: "\u{E9}", decoded: "\u{E9}", malformedCount: 2),
        Case(
            encoding: .quotedPrintable, body: String(repeating: " ", count: 999) + "\r\n",
            decoded: String(repeating: " ", count: 998) + "\r\n"),
    ]

    static let uuencode: [Case] = [
        Case(
            encoding: .uuencode, body: "before\r\nbegin 644 a.txt\r\n#0V%T\r\n`\r\nend\r\nbehind\r\n", decoded: "Cat"),
        Case(encoding: .uuencode, body: "begin 644 a\n#0V%T\n \nend\nbegin 644 b\n#0V%T\n`\nend", decoded: "CatCat"),
        Case(encoding: .uuencode, body: "begin 644 a\n%0V%T0V$\n", decoded: "CatCa"),
        Case(encoding: .uuencode, body: "begin 644 a\n#0\n\n", decoded: "@\0\0"),
        Case(encoding: .uuencode, body: "begin 644 a\n#0~%T\nend\n", decoded: "@\u{1}t", malformedCount: 1),
        Case(encoding: .uuencode, body: "#0V%T\n", decoded: ""),
    ]

    static let others: [Case] = [
        Case(encoding: .sevenBit, body: "=41 \r\n", decoded: "=41 \r\n"),
        Case(encoding: .other("x-unknown"), body: "=41 \r\n", decoded: "=41 \r\n"),
    ]

    @Test("in whatever pieces a body comes, the same comes out", arguments: 0..<6)
    func chunking(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let alphabet = Array("=\r\n \tAa4f+/MQ!begind`#0\u{E9}".utf8)
        for _ in 0..<300 {
            let body = Array("begin 644 a\n".utf8) + random.octets(of: alphabet, upTo: 120)
            for encoding in [TransferEncoding.base64, .quotedPrintable, .uuencode, .binary] {
                let whole = Self.decoded([body], encoding)
                #expect(Self.decoded(random.pieces(of: body, upTo: 7), encoding) == whole, "\(encoding) \(body)")
                #expect(whole.count <= body.count)
            }
        }
    }

    @Test(
        "large bodies are decoded without growing work",
        arguments: [TransferEncoding.base64, .quotedPrintable, .uuencode])
    func large(_ encoding: TransferEncoding) {
        for octet in [UInt8(ascii: " "), UInt8(ascii: "="), UInt8(ascii: "\r"), UInt8(ascii: "M"), UInt8(ascii: "\n")] {
            let body = Array("begin 644 a\n".utf8) + [UInt8](repeating: octet, count: 300_000)
            #expect(TransferDecoder.decoded(body.span, encoding).count <= body.count)
        }
    }

    private static func decoded(_ pieces: [[UInt8]], _ encoding: TransferEncoding) -> [UInt8] {
        var decoder = TransferDecoder(encoding)
        var output: [UInt8] = []
        for piece in pieces { decoder.decode(piece.span, into: &output) }
        decoder.finish(into: &output)
        return output
    }
}
