import InternetMessage

/// Messages at `SevenBitConversion`.
///
/// Invariants:
/// - The outcome is a message, or a `SevenBitConversionError` with an offset inside the message; nothing else.
/// - What comes out has the octets 1 to 127 only, CR and LF as CRLF only, and no line of more than 998 octets.
/// - Converting it again changes nothing, nor does converting what is 7-bit data already.
/// - It ends as the message did: in a CRLF or not, unless base64 ends it.
/// - It has no more than sixteen times the octets of the message, and a header for each part.
///
/// The script is the message. The choice: how much of a header is accepted.
enum SevenBitTarget {
    static func check(_ octets: [UInt8]) throws(BrokenInvariant) {
        var input = FuzzInput(octets)
        let message = FuzzScript(input.script, alphabet).octets
        let limits = input.choice(.standard, HeaderLimits(maximumSize: 100, maximumFieldCount: 4))
        let wasSevenBit = isSevenBit(message)
        let converted: [UInt8]
        do {
            converted = try SevenBitConversion.converted(message, limits: limits)
        } catch {
            let isInside = (0...message.count).contains(error.offset)
            try demand(isInside, "a mistake stands inside the message", "\(error)")
            return try demand(!wasSevenBit, "7-bit data are never refused", "\(error)")
        }
        try demand(isSevenBit(converted), "what comes out is 7-bit data", converted.shown)
        try demand(!wasSevenBit || converted == message, "7-bit data stay as they are", converted.shown)
        let again = try? SevenBitConversion.converted(converted, limits: limits)
        try demand(again == converted, "converting again changes nothing", converted.shown)
        let bound = 16 * message.count + 200
        try demand(
            converted.count <= bound, "what comes out is not much larger", "\(converted.count), \(message.count)")
        let endsInLine = converted.suffix(2).elementsEqual([13, 10])
        let endedInLine = message.suffix(2).elementsEqual([13, 10])
        try demand(endsInLine || !endedInLine || message.isEmpty, "the last line stays ended", converted.shown)
    }

    /// The rule of RFC 2045, section 2.7, said anew.
    private static func isSevenBit(_ message: [UInt8]) -> Bool {
        guard !ReferenceData.hasBareOctets(message[...], mayEndInReturn: false), message.allSatisfy({ $0 < 128 }) else {
            return false
        }
        return message.split(separator: 10, omittingEmptySubsequences: false).allSatisfy { line in
            line.count - (line.last == 13 ? 1 : 0) <= 998
        }
    }

    private static let alphabet = FuzzScript.Alphabet(
        .high,
        [
            "\r\n", "\r\n\r\n", "Content-Type: multipart/mixed; boundary=b\r\n",
            "Content-Type: multipart/signed; boundary=\"b c\"\r\n", "Content-Type: text/plain; charset=utf-8\r\n",
            "Content-Type: message/rfc822\r\n", "Content-Type: image/png\r\n", "Content-Transfer-Encoding: 8bit\r\n",
            "Content-Transfer-Encoding: base64\r\n", "MIME-Version: 1.0\r\n",
            "Content-Type: multipart/digest; boundary=d\r\n", "Content-Type: message/partial\r\n",
            "Content-Type: message/global\r\n", "\r\n--b\r\n", "\r\n--b--\r\n", "--b", "\r\n--d\r\n", "\r\n--d--\r\n",
            "\r\n--b c\r\n", "--", "Subject: x\r\n", "\u{E9}", "\r", "\n", "\0", "From ", ".", " ", "\t", "=", "text",
            String(repeating: "x", count: 300), "boundary=", ";", "Content-Type:", "(", "\"",
            "Content-Transfer-Encoding: quoted-printable\r\n", "\r\n ",
        ])
}
