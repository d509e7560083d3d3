import MailCryptography

extension BodyRepair {
    /// Encodings of the whole body; those of parts are not undone, as the headers of the parts changed too.
    static let encodings = [
        BodyRepair(.quotedPrintableEncoded) { decodedQuotedPrintable($0) },
        BodyRepair(.base64Encoded) { Base64.decode($0) },
        BodyRepair(.base64Encoded) { Base64.decode($0)?.withCRLF(for: [UInt8(ascii: "\n")]) },
        BodyRepair(.becameUTF8) { latin1($0) },
        BodyRepair(.becameLatin1) { body in
            guard body.contains(where: { $0 > 127 }) else { return nil }
            var text: [UInt8] = []
            text.reserveCapacity(body.count + body.count / 8)
            for octet in body {
                if octet < 128 { text.append(octet) } else { text += [0xC0 | octet >> 6, 0x80 | octet & 0x3F] }
            }
            return text
        },
    ]

    /// The octets that quoted-printable text stands for (RFC 2045, section 6.7), or nil where nothing is quoted.
    private static func decodedQuotedPrintable(_ body: [UInt8]) -> [UInt8]? {
        guard body.contains(equals) else { return nil }
        var endsLine = false
        var decoded: [UInt8] = []
        decoded.reserveCapacity(body.count)
        for line in body.lines {
            if endsLine { decoded += lineEnd }
            let end = line.lastIndex { !$0.isBlank }.map { $0 + 1 } ?? line.startIndex
            var index = line.startIndex
            var goesOn = false
            while index < end {
                guard line[index] == equals else {
                    decoded.append(line[index])
                    index += 1
                    continue
                }
                if index + 1 == end {
                    goesOn = true
                    break
                }
                guard index + 2 < end, let high = line[index + 1].hexadecimalValue,
                    let low = line[index + 2].hexadecimalValue
                else {
                    return nil
                }
                decoded.append(high << 4 | low)
                index += 3
            }
            endsLine = !goesOn
        }
        return decoded
    }

    /// UTF-8 text as ISO 8859-1, or nil where it is no UTF-8 or has other characters.
    private static func latin1(_ body: [UInt8]) -> [UInt8]? {
        var octets: [UInt8] = []
        octets.reserveCapacity(body.count)
        var index = 0
        while index < body.count {
            let octet = body[index]
            if octet < 128 {
                octets.append(octet)
                index += 1
            } else {
                guard octet == 0xC2 || octet == 0xC3, index + 1 < body.count, body[index + 1] & 0xC0 == 0x80 else {
                    return nil
                }
                octets.append((octet & 0x03) << 6 | body[index + 1] & 0x3F)
                index += 2
            }
        }
        return octets
    }

    private static let equals = UInt8(ascii: "=")
}
