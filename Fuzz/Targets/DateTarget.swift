import InternetMessage

/// Text at `MessageDate`, and moments that it writes.
///
/// Invariants:
/// - The outcome is a date within `range` and `offsetRange`, or a `MessageError` with an offset inside the text; nothing
///   else.
/// - What was parsed, written and parsed again is the same, and is written the same.
/// - Any moment and any distance from UTC can be written: as ASCII of a bounded length, in one line. From the year 1900
///   on, where the syntax begins, it is then parsed to the same.
///
/// The script is the text. The choices: eight octets of a moment and two of a distance from UTC.
enum DateTarget {
    static func check(_ octets: [UInt8]) throws(BrokenInvariant) {
        var input = FuzzInput(octets)
        try checkReading(FuzzScript(input.script, alphabet).octets)
        guard input.hasChoices else { return }
        var seconds: UInt64 = 0
        for _ in 0..<8 { seconds = seconds << 8 | UInt64(input.octet()) }
        let offset = Int16(bitPattern: UInt16(input.octet()) << 8 | UInt16(input.octet()))
        // Most numbers are far outside of what can be written; the remainder is inside, or near an end of it.
        for divisor in [UInt64.max, 1 << 39, 4_102_444_800] {
            let moment = Int64(truncatingIfNeeded: seconds % divisor)
            for moment in [moment, 0 &- moment, MessageDate.range.upperBound &- moment] {
                try checkWriting(MessageDate(unixSeconds: moment, utcOffsetMinutes: Int(offset)))
            }
        }
    }

    private static func checkReading(_ text: [UInt8]) throws(BrokenInvariant) {
        let date: MessageDate
        do {
            date = try MessageDate(parsing: text.span)
        } catch {
            let isInside = (0...text.count).contains(error.offset)
            return try demand(isInside, "a mistake stands inside the text", "\(error), \(text.shown)")
        }
        try checkRange(date)
        try checkWriting(date)
    }

    private static func checkRange(_ date: MessageDate) throws(BrokenInvariant) {
        let isWithin =
            MessageDate.range.contains(date.unixSeconds)
            && MessageDate.offsetRange.contains(date.utcOffsetMinutes)
        try demand(isWithin, "a date is one that can be written", "\(date.unixSeconds), \(date.utcOffsetMinutes)")
    }

    private static func checkWriting(_ date: MessageDate) throws(BrokenInvariant) {
        try checkRange(date)
        let text = date.text
        try demand(text.utf8.count <= longestText, "a date that is written is short", text)
        try demand(text.utf8.allSatisfy { (32..<127).contains($0) }, "and is one line of ASCII", text)
        let local = date.unixSeconds + Int64(date.utcOffsetMinutes) * 60
        guard local >= start1900 else { return }
        guard let again = try? MessageDate(text) else {
            throw BrokenInvariant(description: "a date that is written parses: \(text)")
        }
        try demand(again == date, "and is the same", "\(text), \(again)")
        try demand(again.text == text, "and is written so again", "\(text), \(again)")
    }

    /// The length of `Tue, 31 Dec 2003 10:52:37 +0200`.
    private static let longestText = 31
    /// 1 January 1900, 00:00.
    private static let start1900: Int64 = -2_208_988_800

    private static let alphabet = FuzzScript.Alphabet(
        .high,
        [
            "Fri, ", "21 Nov 1997 09:55:06 -0600", "21 Nov 97", " Jan ", " feb ", "1 ", "31 ", "29 Feb 2000 ", "1900",
            "9999",
            " 23:59:60", " 00:00", ":", " +0000", " -9959", " +9959", " GMT", " EST", " Z", "(", ")", "\\", "\r\n ",
            ",",
            "(comment)", "2026", " 24:00:00", "-", "+", "(\\))", " UT", "+0200", "Thursday", "/", "T",
        ])
}
