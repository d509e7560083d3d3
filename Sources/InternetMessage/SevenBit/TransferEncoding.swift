/// How an entity says that its body is encoded (RFC 2045, section 6.1).
enum TransferEncoding: Hashable, Sendable {
    /// Not encoded, and 7-bit data.
    case sevenBit
    /// Not encoded, and said to be 8-bit or binary data.
    case wide
    /// Encoded, or in a way that is not known.
    case encoded(String)

    /// Reads the value of a Content-Transfer-Encoding field.
    init(parsing value: ArraySlice<UInt8>) {
        var reader = MIMEValueReader(value)
        let name = reader.readToken()
        self =
            switch name {
            case "7bit" where reader.isAtEnd: .sevenBit
            case "8bit" where reader.isAtEnd, "binary" where reader.isAtEnd: .wide
            default: .encoded(name)
            }
    }

    /// Whether the body stands there as it is.
    var isIdentity: Bool { self == .sevenBit || self == .wide }
}
