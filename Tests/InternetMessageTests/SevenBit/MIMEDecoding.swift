/// The encodings of MIME read back, written apart from what is tested.
enum MIMEDecoding {
    /// The lines without their CRLF.
    static func lines(of octets: [UInt8]) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        var start = 0
        for index in octets.indices.dropFirst() where octets[index] == 10 && octets[index - 1] == 13 {
            lines.append(Array(octets[start..<(index - 1)]))
            start = index + 1
        }
        return lines + [Array(octets[start...])]
    }

    /// What quoted-printable text stands for, or nil if it is not exactly that.
    static func quotedPrintable(_ octets: [UInt8]) -> [UInt8]? {
        var result: [UInt8] = []
        var rest = octets[...]
        while let octet = rest.popFirst() {
            guard octet == UInt8(ascii: "=") else {
                result.append(octet)
                continue
            }
            let pair = rest.prefix(2)
            rest = rest.dropFirst(2)
            guard pair.count == 2 else { return nil }
            if pair.elementsEqual("\r\n".utf8) { continue }
            let text = String(decoding: pair, as: UTF8.self)
            guard text == text.uppercased(), let value = UInt8(text, radix: 16) else { return nil }
            result.append(value)
        }
        return result
    }

    /// What base64 text stands for, or nil if it is not exactly that.
    static func base64(_ octets: [UInt8]) -> [UInt8]? {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        let text = octets.filter { $0 != UInt8(ascii: "\r") && $0 != UInt8(ascii: "\n") }
        guard text.count % 4 == 0 else { return nil }
        let padding = text.reversed().prefix { $0 == UInt8(ascii: "=") }.count
        guard padding <= 2 else { return nil }
        var bits = 0
        var group = 0
        var result: [UInt8] = []
        for octet in text.dropLast(padding) {
            guard let digit = digits.firstIndex(of: octet) else { return nil }
            group = (group << 6 | digit) & 0xFFFF
            bits += 6
            if bits >= 8 {
                bits -= 8
                result.append(UInt8(group >> bits & 0xFF))
            }
        }
        return group & (1 << bits - 1) == 0 ? result : nil
    }
}
