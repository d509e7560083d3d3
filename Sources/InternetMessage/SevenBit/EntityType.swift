/// The type of an entity and the one parameter that its structure needs, read strictly (RFC 2045, section 5.1).
///
/// ``ContentType`` reads what people see, and so makes the best of what is broken. This decides what is rewritten, and
/// so answers nothing where two readers could see two structures.
struct EntityType: Hashable, Sendable {
    /// The type in lower case, never empty.
    let type: String
    /// The subtype in lower case; empty when the field has none, as before MIME.
    let subtype: String
    /// The boundary of a multipart without blanks at its end, which it may not have (RFC 2046, section 5.1.1), never
    /// empty; nil when there is none, or several that differ.
    let boundary: [UInt8]?

    /// Reads the value of a Content-Type field; nil when not even a type stands there.
    init?(parsing value: ArraySlice<UInt8>) {
        var reader = MIMEValueReader(value)
        type = reader.readToken()
        guard !type.isEmpty else { return nil }
        subtype = reader.take(UInt8(ascii: "/")) ? reader.readToken() : ""
        var boundaries: [[UInt8]?] = []
        while !reader.isAtEnd {
            reader.skipToNextParameter()
            guard reader.readToken() == "boundary", reader.take(UInt8(ascii: "=")) else { continue }
            let text = reader.readParameterValue()
            if !boundaries.contains(text) { boundaries.append(text) }
            // Two that differ are as good as any number.
            guard boundaries.count < 2 else { break }
        }
        boundary = boundaries.count == 1 ? Self.trimmed(boundaries[0]) : nil
    }

    private static func trimmed(_ boundary: [UInt8]?) -> [UInt8]? {
        guard let boundary, let last = boundary.lastIndex(where: { !$0.isBlank }) else { return nil }
        return Array(boundary[...last])
    }
}
