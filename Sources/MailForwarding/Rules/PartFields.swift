import InternetMessage

/// The fields of a part's header that say whether it is an attachment, gathered line by line.
///
/// Which lines are fields, and which one ends the header, is as `MessageHeader` has it. Of several fields of one name
/// the first counts.
struct PartFields: Sendable {
    /// What a line turned out to be; complete.
    enum Step: Sendable {
        /// A field, or the folded part of one.
        case field
        /// The empty line that ends the header.
        case end
        /// No field: the body begins with it.
        case noField
    }

    /// Whether there is a field, be it one that is not kept.
    private(set) var hasField = false

    /// The values of the fields of ``names``, folding and all; nil for those that there are not.
    private var values: [[UInt8]?] = Array(repeating: nil, count: PartFields.names.count)
    /// Which of them goes on; nil while a field is passed over.
    private var current: Int?

    /// Takes a line without its end.
    mutating func take(_ line: [UInt8]) -> Step {
        guard let first = line.first else { return .end }
        if Self.isBlank(first) {
            guard hasField else { return .noField }
            append(Self.lineEnd + line)
            return .field
        }
        let nameEnd = line.firstIndex { !Self.isNameText($0) } ?? line.endIndex
        guard nameEnd > 0, let colon = line[nameEnd...].firstIndex(where: { !Self.isBlank($0) }),
            line[colon] == UInt8(ascii: ":")
        else { return .noField }
        hasField = true
        current = nil
        guard nameEnd <= Self.longestName else { return .field }
        let name = String(decoding: line[..<nameEnd], as: UTF8.self).lowercased()
        guard let place = Self.names.firstIndex(of: name), values[place] == nil else { return .field }
        values[place] = []
        current = place
        append(Array(line[(colon + 1)...]))
        return .field
    }

    /// What the fields make of the part.
    ///
    /// - Parameter multipart: the subtype of the multipart that it lies in; nil for the message itself.
    func part(in multipart: String?) -> Part {
        let declared = values[0].flatMap { ContentType(parsing: $0[...]) }
        let isInDigest = multipart == "digest"
        return Part(
            type: declared
                ?? (isInDigest
                    ? ContentType(type: "message", subtype: "rfc822") : ContentType(type: "text", subtype: "plain")),
            disposition: values[1].flatMap { ContentDisposition(parsing: $0[...]) },
            hasIdentifier: values[2].map { $0.contains(where: Self.isIdentifierText) } ?? false,
            isInRelated: multipart == "related")
    }

    private mutating func append(_ octets: [UInt8]) {
        guard let current, let kept = values[current]?.count else { return }
        values[current]?.append(contentsOf: octets.prefix(max(0, Self.maximumLength - kept)))
    }
}

extension PartFields {
    /// What is said of a part.
    struct Part: Sendable {
        /// The type, or that which counts where none is said (RFC 2045, section 5.2; RFC 2046, section 5.1.5).
        var type: ContentType
        /// How the part wants to be shown.
        var disposition: ContentDisposition?
        /// Whether others can refer to it, by a Content-ID.
        var hasIdentifier: Bool
        /// Whether it lies directly in a multipart/related.
        var isInRelated: Bool

        /// The boundary, if it is a multipart that has parts.
        var boundary: [UInt8]? { type.type == "multipart" ? type.boundary : nil }

        /// Whether it is an attachment, as ``AttachmentDetector`` says.
        var isAttachment: Bool {
            guard boundary == nil, !PartFields.signatures.contains(type.mediaType) else { return false }
            let isInline = disposition?.kind == .inline
            if disposition != nil, !isInline { return true }
            if isInRelated, hasIdentifier, type.type == "image" { return false }
            if disposition?.fileName != nil || type.parameters["name"] != nil {
                return !(type.type == "text" && isInline)
            }
            return type.type != "text" && type.type != "multipart" && !PartFields.reports.contains(type.mediaType)
        }
    }

    private static func isBlank(_ octet: UInt8) -> Bool { octet == UInt8(ascii: " ") || octet == UInt8(ascii: "\t") }

    /// Whether an octet may stand in the name of a field (RFC 5322, section 2.2).
    private static func isNameText(_ octet: UInt8) -> Bool {
        (33...126).contains(octet) && octet != UInt8(ascii: ":")
    }

    /// Whether an octet is more than what stands around an identifier.
    private static func isIdentifierText(_ octet: UInt8) -> Bool {
        octet > 32 && octet != UInt8(ascii: "<") && octet != UInt8(ascii: ">")
    }

    /// The most octets that are kept of a field, and of a line: 16 KiB, far more than these three fields have.
    static let maximumLength = 16_384
    /// The fields that are kept, in the order of their values.
    private static let names = ["content-type", "content-disposition", "content-id"]
    private static let longestName = 19
    private static let lineEnd = Array("\r\n".utf8)
    /// Signatures that stand apart from what they sign (RFC 3156, section 5; RFC 8551, section 3.5.3).
    fileprivate static let signatures: Set<String> = [
        "application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature",
    ]
    /// What machines have to say of a message (RFC 3464, RFC 8098, RFC 3886, RFC 5965, RFC 6533).
    fileprivate static let reports: Set<String> = [
        "message/delivery-status", "message/disposition-notification", "message/tracking-status",
        "message/feedback-report", "message/global-delivery-status", "message/global-disposition-notification",
        "message/global-headers",
    ]
}
