import InternetMessage

/// The structure of a message as a plain reader sees it, written apart from what is tested.
///
/// It goes by lists of lines, and walks by the rules that `SevenBitConversion` gives for its own walk.
struct MIMETree {
    enum Content {
        /// A single part, and how it is encoded.
        case leaf([UInt8], encoding: String)
        /// A multipart with its delimiter lines.
        case parts([MIMETree], delimiters: [[UInt8]])
        case message([MIMETree])
    }

    var fields: [HeaderField]
    var content: Content

    init(_ message: [UInt8]) throws {
        var reader = Reader(lines: MIMEDecoding.lines(of: message))
        self = try reader.entity(defaultType: "text/plain")
    }

    fileprivate init(fields: [HeaderField], content: Content) {
        self.fields = fields
        self.content = content
    }

    /// What is different in a conversion that may not be, or nil.
    func difference(from converted: MIMETree) -> String? {
        if comparedFields != converted.comparedFields, !addsOnlyMIME(converted) { return "the fields" }
        switch (content, converted.content) {
        case (.leaf(let old, let label), .leaf(let new, let newLabel)):
            if old == new, label == newLabel { return nil }
            guard label.isEmpty || Self.identities.contains(label) else { return "an encoded part" }
            let decoded =
                switch newLabel {
                case "quoted-printable": MIMEDecoding.quotedPrintable(new)
                case "base64": MIMEDecoding.base64(new)
                default: [UInt8]?.none
                }
            return decoded == old ? nil : "a body as \(newLabel)"
        case (.parts(let old, let oldLines), .parts(let new, let newLines)):
            return oldLines == newLines ? Self.difference(old, new) : "the delimiters"
        case (.message(let old), .message(let new)): return Self.difference(old, new)
        default: return "the kind of content"
        }
    }

    fileprivate static let identities: Set<String> = ["7bit", "8bit", "binary"]

    private static func difference(_ old: [MIMETree], _ new: [MIMETree]) -> String? {
        guard old.count == new.count else { return "the number of parts" }
        return zip(old, new).lazy.compactMap { $0.difference(from: $1) }.first
    }

    private var comparedFields: [ArraySlice<UInt8>] {
        fields.filter { !$0.isNamed("Content-Transfer-Encoding") }.map(\.octets)
    }

    private func addsOnlyMIME(_ converted: MIMETree) -> Bool {
        let names = ["MIME-Version", "Content-Type"].filter { name in !fields.contains { $0.isNamed(name) } }
        let added = converted.fields.filter { field in names.contains { field.isNamed($0) } }
        let rest = converted.comparedFields.filter { octets in !added.contains { $0.octets == octets } }
        return added.first?.isNamed("MIME-Version") == true && comparedFields == rest
    }
}

/// Reads entities from lines, up to a line that is a delimiter of something open.
private struct Reader {
    let lines: [[UInt8]]
    var next = 0
    var open: [[UInt8]] = []

    mutating func entity(defaultType: String) throws -> MIMETree {
        let header = try readHeader()
        let types = header.filter { $0.isNamed("Content-Type") }.map(\.unfoldedValue)
        let type = types.first ?? defaultType
        let encodings = header.filter { $0.isNamed("Content-Transfer-Encoding") }.map { $0.unfoldedValue.lowercased() }
        let name = Self.name(of: type)
        let kinds = Set(types.map { "\(Self.name(of: $0)) \(Self.boundary($0) ?? [])" })
        let isPlain = kinds.count <= 1 && encodings.allSatisfy(MIMETree.identities.contains)
        var content = MIMETree.Content.leaf([], encoding: encodings.first ?? "")
        if isPlain, name == "message/rfc822" {
            content = .message([try entity(defaultType: "text/plain")])
        } else if isPlain, name.hasPrefix("multipart/"), let boundary = Self.boundary(type) {
            content = try parts(boundary, defaultType: name == "multipart/digest" ? "message/rfc822" : "text/plain")
        } else {
            content = .leaf(takeLines(), encoding: encodings.first ?? "")
        }
        return MIMETree(fields: header, content: content)
    }

    private mutating func parts(_ boundary: [UInt8], defaultType: String) throws -> MIMETree.Content {
        open.append(boundary)
        let level = open.count - 1
        var parts: [MIMETree] = []
        var delimiters: [[UInt8]] = []
        _ = takeLines()
        while let (found, isLast) = delimiter(), found == level {
            delimiters.append(lines[next])
            next += 1
            if isLast {
                open.removeLast()
                _ = takeLines()
                return .parts(parts, delimiters: delimiters)
            }
            parts.append(try entity(defaultType: defaultType))
        }
        open.removeLast()
        return .parts(parts, delimiters: delimiters)
    }

    /// The header; the lines of the body come next.
    private mutating func readHeader() throws -> [HeaderField] {
        var end = next
        let start = next
        while end < lines.count, !lines[end].isEmpty, delimiter(at: end) == nil { end += 1 }
        let isEmptyLine = end < lines.count && lines[end].isEmpty
        let text = Array(lines[start..<end].map { $0 + [13, 10] }.joined()) + (isEmptyLine ? [13, 10] : [])
        let header = try MessageHeader(parsing: text)
        let rest = MIMEDecoding.lines(of: Array(text[header.bodyOffset...])).count - 1
        next = header.ending == .malformedLine ? end + (isEmptyLine ? 1 : 0) - rest : end + (isEmptyLine ? 1 : 0)
        return header.fields
    }

    private mutating func takeLines() -> [UInt8] {
        let start = next
        while next < lines.count, delimiter() == nil { next += 1 }
        return Array(lines[start..<max(start, next)].joined(separator: [13, 10]))
    }

    private func delimiter() -> (level: Int, isLast: Bool)? { next < lines.count ? delimiter(at: next) : nil }

    private func delimiter(at index: Int) -> (level: Int, isLast: Bool)? {
        guard lines[index].starts(with: "--".utf8) else { return nil }
        let line = String(decoding: lines[index].dropFirst(2), as: UTF8.self)
        let text = String(line.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
        for level in open.indices.reversed() {
            let boundary = String(decoding: open[level], as: UTF8.self)
            if text == boundary { return (level, false) }
            if text == boundary + "--" { return (level, true) }
        }
        return nil
    }

    private static func name(of type: String) -> String { type.prefix { $0 != ";" && $0 != " " }.lowercased() }

    private static func boundary(_ type: String) -> [UInt8]? {
        guard let match = type.firstMatch(of: /;\s*(?i:boundary)\s*=\s*(?:"([^"]*)"|([^\s;"]+))/) else { return nil }
        let text = match.1 ?? match.2 ?? ""
        let trimmed = text.reversed().drop { $0 == " " }.reversed()
        return trimmed.isEmpty ? nil : Array(String(trimmed).utf8)
    }
}
