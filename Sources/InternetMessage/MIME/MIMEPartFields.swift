/// What the fields of a part's header say about how the part is read (RFC 2045, RFC 2183).
struct MIMEPartFields: Sendable {
    /// The type, or that which counts where none is said.
    let contentType: ContentType
    /// Whether the type is said.
    let isTypeDeclared: Bool
    /// How the part wants to be shown.
    let disposition: ContentDisposition?
    /// How the body is encoded.
    let transferEncoding: TransferEncoding
    /// The Content-ID without its angle brackets.
    let identifier: String?
    /// What is wrong with the fields.
    let problems: [MIMEDefect.Problem]

    /// Reads the fields; of several of one name the first counts.
    init(_ fields: [HeaderField], as role: MIMEWalker.Role) {
        let types = fields.filter { $0.isNamed("Content-Type") }
        let encodings = fields.filter { $0.isNamed("Content-Transfer-Encoding") }
        let declared = types.first.flatMap { ContentType(parsing: $0.value) }
        contentType = declared ?? (role == .digestPart ? .wholeMessage : .plainText)
        isTypeDeclared = declared != nil
        transferEncoding = encodings.first.map { TransferEncoding(parsing: $0.value) } ?? .sevenBit
        disposition = fields.first { $0.isNamed("Content-Disposition") }.flatMap {
            ContentDisposition(parsing: $0.value)
        }
        identifier = fields.first { $0.isNamed("Content-ID") }.flatMap { Self.identifier(in: $0.unfoldedValue) }
        var problems: [MIMEDefect.Problem] = []
        if types.count > 1 || encodings.count > 1 { problems.append(.repeatedField) }
        if !types.isEmpty, declared == nil { problems.append(.malformedContentType) }
        if case .other = transferEncoding {
            problems.append(.unknownTransferEncoding)
        } else if contentType.type == "multipart", !transferEncoding.isIdentity {
            problems.append(.encodedMultipart)
        }
        self.problems = problems
    }

    /// The text between the angle brackets, or all of it where they are missing; nil where nothing is left.
    private static func identifier(in value: String) -> String? {
        var text = value[...]
        if let start = text.firstIndex(of: "<") { text = text[text.index(after: start)...] }
        if let end = text.firstIndex(of: ">") { text = text[..<end] }
        return text.isEmpty ? nil : String(text)
    }
}
