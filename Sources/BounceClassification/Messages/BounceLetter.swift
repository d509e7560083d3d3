import DeliveryReports
import InternetMessage

/// A message with what the readers of bounces ask of it.
struct BounceLetter {
    let message: [UInt8]
    let structure: MIMEStructure
    let limits: ReportLimits
    private let fields: [HeaderField]
    /// The decoded subject, in lower case.
    let subject: String

    /// Takes a message apart; nil where a header is beyond the limits.
    init?(_ message: [UInt8], limits: ReportLimits) {
        guard let structure = try? MIMEStructure(parsing: message, limits: limits.structure) else { return nil }
        self.message = message
        self.structure = structure
        self.limits = limits
        fields = structure.parts.first?.fields ?? []
        let field = fields.first { $0.isNamed("Subject") }
        subject = field.map { EncodedWords.decoded($0.value.prefix(Self.maximumFieldLength)).lowercased() } ?? ""
    }

    /// The unfolded values of all fields of a name, cut at `maximumFieldLength`.
    func values(named name: String) -> [String] {
        fields.filter { $0.isNamed(name) }.map { field in
            String(decoding: field.unfoldedValue.utf8.prefix(Self.maximumFieldLength), as: UTF8.self)
        }
    }

    /// The header for those who look for signs of automatic replies.
    var header: MessageHeader? {
        // The fields have CRLF at the ends of lines whatever the message has.
        let octets = fields.flatMap { field in
            field.octets.last == 10 ? Array(field.octets) : Array(field.octets) + [13, 10]
        }
        return try? MessageHeader(parsing: octets + [13, 10], limits: limits.structure.header)
    }

    /// The parts that lie in no message inside of this one.
    var outerParts: [MIMEPart] {
        var isInside: [Bool] = []
        isInside.reserveCapacity(structure.parts.count)
        for part in structure.parts {
            guard let parent = part.parent, parent < isInside.count else {
                isInside.append(false)
                continue
            }
            isInside.append(isInside[parent] || structure.parts[parent].kind == .message)
        }
        return structure.parts.filter { !isInside[$0.index] }
    }

    /// The octets of a part, its transfer encoding undone, cut at a size.
    func content(of part: MIMEPart, maximumSize: Int) -> [UInt8] {
        let range = part.bodyRange.clamped(to: message.indices)
        // No encoding makes less than a third of what it encodes, soft line breaks aside.
        let window = range.prefix(min(maximumSize, Int.max / 8) * 4 + 4)
        let octets = message.span.extracting(window)
        guard part.kind == .single, part.contentType.type != "multipart" else {
            return Array(message[window].prefix(maximumSize))
        }
        return Array(TransferDecoder.decoded(octets, part.transferEncoding).prefix(maximumSize))
    }

    /// The text of a part; octets of an unknown character set are taken for UTF-8, whose ASCII is readable.
    func text(of part: MIMEPart) -> String {
        let octets = content(of: part, maximumSize: limits.maximumTextSize)
        if let charset = part.contentType.charset, !charset.isEmpty,
            let text = CharacterSetDecoder.decode(octets, charset: charset)
        {
            return text
        }
        return String(validating: octets, as: UTF8.self)
            ?? CharacterSetDecoder.decode(octets, charset: "windows-1252") ?? String(decoding: octets, as: UTF8.self)
    }

    /// A longer field says nothing more that is asked for: some hundred addresses fit.
    private static let maximumFieldLength = 8_192
}
