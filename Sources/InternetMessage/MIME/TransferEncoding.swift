/// How an entity says that its body is encoded (RFC 2045, section 6.1).
///
/// Complete: what is not known is ``other(_:)``.
public enum TransferEncoding: Hashable, Sendable {
    /// Not encoded: short lines of 7-bit data.
    case sevenBit
    /// Not encoded: short lines, in which octets over 127 may stand.
    case eightBit
    /// Not encoded: any octets (RFC 3030 lets them travel).
    case binary
    /// Quoted-printable (RFC 2045, section 6.7).
    case quotedPrintable
    /// Base64 (RFC 2045, section 6.8).
    case base64
    /// The encoding of `uuencode`, which was never standardised and is met under several names.
    case uuencode
    /// Another, by its name in lower case, which is empty when there was none that could be told.
    ///
    /// An identity with something behind it, as in `7bit (x) y`, is one of these too: nobody can tell what was meant.
    case other(String)

    /// Reads the value of a Content-Transfer-Encoding field, tolerantly: case, blanks, comments, quotes around the name
    /// (even if they do not end) and a semicolon behind it do not matter.
    ///
    /// - Parameter value: the octets behind the colon, folded or not.
    public init(parsing value: ArraySlice<UInt8>) {
        var reader = MIMEValueReader(value)
        let name = reader.readQuotableToken()
        _ = reader.take(UInt8(ascii: ";"))
        self =
            switch name {
            case "7bit" where reader.isAtEnd: .sevenBit
            case "8bit" where reader.isAtEnd: .eightBit
            case "binary" where reader.isAtEnd: .binary
            case "quoted-printable": .quotedPrintable
            case "base64": .base64
            case "x-uuencode", "uuencode", "x-uue", "uue": .uuencode
            default: .other(name)
            }
    }

    /// Whether the body stands there as it is.
    public var isIdentity: Bool {
        switch self {
        case .sevenBit, .eightBit, .binary: true
        case .quotedPrintable, .base64, .uuencode, .other: false
        }
    }

    /// Whether the body is said to be data that 7-bit transport does not carry.
    var isWide: Bool { self == .eightBit || self == .binary }
}

extension TransferEncoding: CustomStringConvertible {
    /// The name as it is written in a header.
    public var description: String {
        switch self {
        case .sevenBit: "7bit"
        case .eightBit: "8bit"
        case .binary: "binary"
        case .quotedPrintable: "quoted-printable"
        case .base64: "base64"
        case .uuencode: "x-uuencode"
        case .other(let name): name
        }
    }
}
