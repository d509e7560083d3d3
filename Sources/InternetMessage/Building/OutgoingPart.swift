/// One part of a message that is being written, or all of its content.
struct OutgoingPart: Sendable {
    /// What stands behind the header; complete, as these are the ways of writing.
    enum Body: Sendable {
        /// 7-bit data as it is.
        case sevenBit([UInt8])
        /// Text that was encoded already.
        case quotedPrintable([UInt8])
        /// Octets that are encoded when they are written, so that they are not kept twice.
        case base64([UInt8])
        /// Parts, and the boundary between them.
        case parts([OutgoingPart], boundary: [UInt8])
    }

    /// The type and the subtype.
    let mediaType: String
    /// The fields that say what it is, each with its CRLF, without that of the encoding.
    let fields: [UInt8]
    /// What stands behind the header.
    let body: Body
}

extension OutgoingPart {
    /// Makes a part of a text.
    init(text: String, subtype: String) {
        let text = OutgoingText(text)
        let mediaType = "text/\(subtype)"
        var field = HeaderLineFolder(name: "Content-Type")
        field.append(mediaType.utf8)
        MIMEParameters.append(name: "charset", value: text.isASCII ? "us-ascii" : "utf-8", to: &field)
        self.init(mediaType: mediaType, fields: field.finish(), body: text.body)
    }

    /// Makes a multipart (RFC 2046, section 5.1), for a related one with the type of its first part (RFC 2387).
    init(multipart subtype: String, of parts: [OutgoingPart], boundary: [UInt8], rootType: String? = nil) {
        let mediaType = "multipart/\(subtype)"
        var field = HeaderLineFolder(name: "Content-Type")
        field.append(mediaType.utf8)
        if let rootType { MIMEParameters.append(name: "type", value: rootType, to: &field) }
        MIMEParameters.append(name: "boundary", value: String(decoding: boundary, as: UTF8.self), to: &field)
        self.init(mediaType: mediaType, fields: field.finish(), body: .parts(parts, boundary: boundary))
    }

    /// The fields and the empty line behind them.
    var header: [UInt8] {
        let encoding =
            switch body {
            case .sevenBit: "7bit"
            case .quotedPrintable: "quoted-printable"
            case .base64: "base64"
            case .parts: String?.none
            }
        return fields + Array((encoding.map { "Content-Transfer-Encoding: \($0)\r\n" } ?? "").utf8) + Self.lineEnd
    }

    /// Writes the body; the line end behind it belongs to what comes next.
    func appendBody(to output: inout [UInt8]) {
        switch body {
        case .sevenBit(let octets), .quotedPrintable(let octets): output += octets
        case .base64(let octets): Base64Lines.append(octets[...], to: &output)
        case .parts(let parts, let boundary):
            let delimiter = Self.hyphens + boundary
            for (index, part) in parts.enumerated() {
                if index > 0 { output += Self.lineEnd }
                output += delimiter + Self.lineEnd
                output += part.header
                part.appendBody(to: &output)
            }
            output += Self.lineEnd + delimiter + Self.hyphens + Self.lineEnd
        }
    }

    private static let hyphens = Array("--".utf8)
    private static let lineEnd = Array("\r\n".utf8)
}
