import InternetMessage
import MailCryptography

/// Bodies at `TransferDecoder`.
///
/// Invariants:
/// - Whole, octet by octet and cut anywhere, the octets that come out and the number of malformed ones are the same.
/// - Base64 that a strict reader takes gives the same octets, and nothing malformed.
/// - Any octets, encoded in the plainest way, are decoded to themselves, with nothing malformed.
/// - Nothing gets larger, but for uuencode, where a line stands for at most 63 octets.
///
/// The script is the body, and then the octets; each event is a cut. There are no choices.
enum TransferTarget {
    static func check(_ octets: [UInt8]) throws(BrokenInvariant) {
        let script = FuzzScript(FuzzInput(octets).script, alphabet)
        let body = script.octets
        let encodings: [TransferEncoding] = [.base64, .quotedPrintable, .uuencode, .eightBit, .other("x")]
        for encoding in encodings {
            let whole = Decoding([body], encoding)
            for pieces in [body.singly, script.deliveries] {
                let other = Decoding(pieces, encoding)
                try demand(other == whole, "cut in another way, \(encoding) is the same", "\(other), \(body.shown)")
            }
            let lines = body.count { $0 == 10 } + 1
            let bound = encoding == .uuencode ? lines * 63 : body.count
            try demand(whole.octets.count <= bound, "\(encoding) does not get larger", "\(whole), \(body.shown)")
            if encoding.isIdentity { try demand(whole.octets == body, "what is not encoded is itself", body.shown) }
        }
        if let strict = Base64.decode(body) {
            let found = Decoding([body], .base64)
            let isSame = found.octets == strict && found.malformedCount == 0
            try demand(isSame, "base64 is what a strict reader takes it for", "\(found), \(body.shown)")
        }
        for (encoding, encoded) in [
            (TransferEncoding.base64, Array(Base64.encode(body).utf8)), (.quotedPrintable, escaped(body)),
            (.uuencode, uuencoded(body)),
        ] {
            let found = Decoding([encoded], encoding)
            let isSame = found.octets == body && found.malformedCount == 0
            try demand(isSame, "\(encoding): what is encoded is decoded to the same", "\(found), \(body.shown)")
        }
    }

    /// What a decoder made of a body.
    private struct Decoding: Equatable {
        var octets: [UInt8] = []
        var malformedCount = 0

        init(_ pieces: [[UInt8]], _ encoding: TransferEncoding) {
            var decoder = TransferDecoder(encoding)
            for piece in pieces { decoder.decode(piece.span, into: &octets) }
            decoder.finish(into: &octets)
            malformedCount = decoder.malformedCount
        }
    }

    /// Quoted-printable in which every octet is escaped.
    private static func escaped(_ octets: [UInt8]) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        var escaped: [UInt8] = []
        for (index, octet) in octets.enumerated() {
            if index > 0, index % 25 == 0 { escaped += Array("=\r\n".utf8) }
            escaped += [UInt8(ascii: "="), digits[Int(octet >> 4)], digits[Int(octet & 15)]]
        }
        return escaped
    }

    /// The lines of uuencode.
    private static func uuencoded(_ octets: [UInt8]) -> [UInt8] {
        var lines = Array("begin 644 name\r\n".utf8)
        for start in stride(from: 0, to: octets.count, by: 45) {
            let line = octets[start..<min(start + 45, octets.count)]
            lines.append(UInt8(line.count) + 32)
            for first in stride(from: start, to: line.endIndex, by: 3) {
                var group: UInt32 = 0
                for index in first..<(first + 3) {
                    group = group << 8 | UInt32(index < line.endIndex ? line[index] : 0)
                }
                for shift in [UInt32(18), 12, 6, 0] {
                    let sextet = UInt8(group >> shift & 63)
                    lines.append(sextet == 0 ? UInt8(ascii: "`") : sextet + 32)
                }
            }
            lines += [13, 10]
        }
        return lines + Array("`\r\nend\r\n".utf8)
    }

    private static let alphabet = FuzzScript.Alphabet(
        .high,
        [
            "QUJD", "QUI=", "QQ==", "=", "==", "\r\n", "\n", "\r", " ", "\t", "=41", "=3d", "=\r\n", "= \t\r\n", "=\n",
            "=4",
            "=G", "begin 644 a\r\n", "end\r\n", "`\r\n", "#0V%T\r\n", "M", "_", "text", "\0", "\u{E9}", "end", "begin ",
            String(repeating: " ", count: 100), " \r\n", "=\r", "-", "!", "=20", "#", "``",
        ])
}
