import InternetMessage

extension MIMEStructure {
    /// The types of the parts as one line, for example `multipart/mixed(text/plain, message/rfc822(text/plain))`.
    var outline: String { parts.isEmpty ? "" : outline(of: parts[0]) }

    private func outline(of part: MIMEPart) -> String {
        let inside = children(of: part).map { outline(of: $0) }
        let type = part.contentType.mediaType
        return part.kind == .single ? type : "\(type)(\(inside.joined(separator: ", ")))"
    }

    /// The octets of the bodies that hold no parts, in order, as text.
    func bodies(in message: [UInt8]) -> [String] {
        parts.filter { $0.kind == .single }.map { String(decoding: message[$0.bodyRange], as: UTF8.self) }
    }

    /// The problems of the defects, in order.
    var problems: [MIMEDefect.Problem] { defects.map(\.problem) }
}

/// Short messages for tests.
enum MIMESamples {
    /// The lines with CRLF behind each.
    static func message(_ lines: String...) -> [UInt8] { Array((lines.joined(separator: "\r\n") + "\r\n").utf8) }

    /// A message that is a multipart with the boundary `b`, and these lines in its body.
    static func multipart(_ subtype: String = "mixed", _ lines: String...) -> [UInt8] {
        let start = "Content-Type: multipart/\(subtype); boundary=b\r\n\r\n"
        return Array((start + lines.joined(separator: "\r\n") + "\r\n").utf8)
    }

    /// The octets with LF for each CRLF.
    static func withBareLineFeeds(_ octets: [UInt8]) -> [UInt8] { octets.filter { $0 != UInt8(ascii: "\r") } }
}
