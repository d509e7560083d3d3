/// Turns a message with 8-bit or binary content into one that any mail server takes (RFC 6152, section 3; RFC 2045,
/// section 6).
///
/// A relay may do this when the next server offers no 8BITMIME, and must do it before it signs: every signature that
/// covers the body breaks. What comes out has the octets 1 to 127 only, and CR and LF only as CRLF; no line is longer than
/// 998 octets, and none that was encoded longer than 76. The last line ends as the message's did; where base64 ends the
/// message, its last line has a CRLF.
///
/// What is done to an entity of the message, a part or the message itself:
/// - One that is 7-bit data already (RFC 2045, section 2.7) stays as it is, octet for octet, whatever its labels say.
/// - A text becomes quoted-printable, and so do the internationalized kinds of message (RFC 6532, section 3.7). One with a
///   NUL, or with CR or LF outside of CRLF, becomes base64, as nobody can know which of them were meant as line ends.
/// - Any other single part becomes base64.
/// - A multipart and a message/rfc822 are walked, and labelled 7bit when their label said more and something inside was
///   changed. A part without a type is a text, in a multipart/digest a message (RFC 2046, section 5.1.5).
/// - In the text before the first and behind the last delimiter of a multipart, which no reader shows, octets that are not
///   7-bit data become question marks, and lines are cut at 998 octets: refusing the mail for them would help nobody.
///   Where the delimiter never comes, readers may show that text, and the message is refused.
///
/// All header fields but Content-Transfer-Encoding stay octet for octet and in order. A message that was changed, also one
/// inside another (RFC 2045, section 4), gets a MIME-Version where it had none, and with it, where it had none, a
/// Content-Type of `text/plain; charset=unknown-8bit` (RFC 1428) or, when only its lines were too long, `us-ascii`. Where a
/// header ended without an empty line, an entity that was changed gets one, so that nothing in its body can pass for a field.
///
/// A delimiter line is `--`, the boundary, `--` for the last, and nothing but blanks behind it; it ends whatever is open
/// inside of its multipart. Where one line could be a delimiter of two, readers differ, and the message is refused. No line
/// that is written looks like a delimiter unless it was one.
///
/// Time grows with the length of the message, and memory with its length and that of the result: about three times the
/// length for text, at most sixteen times for a message made of the smallest parts.
///
/// Nothing inside a multipart/signed or multipart/encrypted is changed (RFC 1847, section 2): the message is refused if
/// something there would have to be.
///
/// Not done: header fields are not encoded (RFC 2047), boundaries in several pieces (RFC 2231) are not put together, and a
/// part in a wrong or broken encoding is not encoded anew; all of these are refused if they hold what is not 7-bit data.
public enum SevenBitConversion {
    /// How deep multiparts and messages may lie in each other in a message that is converted: 50.
    ///
    /// A message forwarded as an attachment lies two deeper each time, so that this is far more than people make; it bounds
    /// the depth of the recursion. A message that is 7-bit data may be as deep as it likes.
    public static let maximumDepth = 50

    /// Converts a message to 7-bit data.
    ///
    /// Converting the result again gives the same octets.
    ///
    /// - Parameters:
    ///   - message: the whole message, with its header; only CRLF ends a line.
    ///   - limits: how much header is accepted, in the message and in each of its parts.
    /// - Returns: the message as 7-bit data, which is the message itself if it was that already.
    /// - Throws: `SevenBitConversionError` when no conversion is allowed or known; then nothing is half done.
    public static func converted(
        _ message: [UInt8], limits: HeaderLimits = .standard
    ) throws(SevenBitConversionError) -> [UInt8] {
        guard SevenBitFaults(of: message.indices, in: message).first != nil else { return message }
        var writer = SevenBitWriter(message, limits: limits)
        return try writer.write()
    }
}
