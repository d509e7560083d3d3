import InternetMessage

/// Finds the fields of a delivery status in the text of a message whose parts were lost.
///
/// It is looked for only where the message says that it is such a report, or that no person wrote it; otherwise a
/// report that somebody quotes would count.
struct LooseStatus {
    /// The groups of fields, each with one that is known.
    private(set) var groups: [[ReportField]] = []
    /// What is wrong with them.
    private(set) var problems: [ReportDefect.Problem] = []

    /// Looks for the fields; nil where there is no recipient among them.
    init?(in message: [UInt8], parts: ReportParts, limits: ReportLimits) {
        guard parts.isDeclared || Self.isAutomatic(parts, message) else { return nil }
        for part in parts.looseTexts.prefix(Self.maximumTextCount) {
            let body = part.decodedBody(in: message, maximumSize: limits.maximumStatusSize)
            guard let start = Self.start(in: body) else { continue }
            read(ReportFieldReader(body[start...], limits: limits))
            if namesRecipient { return }
        }
        return nil
    }

    private mutating func read(_ reader: ReportFieldReader) {
        problems = reader.problems.filter { $0 != .malformedLine }
        groups = []
        for group in reader.groups {
            // The delimiter of a part, or the header of the message that is given back.
            guard DeliveryStatusGroups([group], maximumRecipientCount: 1).hasKnownField else { break }
            groups.append(group)
        }
    }

    /// Whether a recipient is there, and something of what became of it.
    private var namesRecipient: Bool {
        guard let recipient = DeliveryStatusGroups(groups, maximumRecipientCount: 1).recipients.first else {
            return false
        }
        let keys = Set(recipient.map(\.key))
        return !keys.isDisjoint(with: ["final-recipient", "original-recipient"])
            && !keys.isDisjoint(with: ["action", "status"])
    }

    private static func isAutomatic(_ parts: ReportParts, _ message: [UInt8]) -> Bool {
        guard let root = parts.structure.parts.first,
            let header = MessageHeader(tolerating: message[root.headerRange.clamped(to: message.indices)])
        else { return false }
        return AutomaticReplyVerdict(header: header).evidence.contains { evidence in
            switch evidence.kind {
            case .nullSender, .programSender, .repliedAutomatically, .submittedAutomatically: true
            default: false
            }
        }
    }

    /// Where the first line begins that is a field of a delivery status and stands behind an empty line or a header.
    private static func start(in body: [UInt8]) -> Int? {
        var start = 0
        var canBegin = true
        while start < body.count {
            let end = body[start...].firstIndex(of: UInt8(ascii: "\n")) ?? body.count
            let line = body[start..<end].filter { $0 != UInt8(ascii: "\r") }
            if canBegin, let colon = ReportFieldReader.colon(in: line[...]) {
                let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
                if firstNames.contains(name) { return start }
            }
            canBegin = line.allSatisfy { $0.isBlank }
            start = end + 1
        }
        return nil
    }

    /// The fields stand in one of the first texts, if anywhere.
    private static let maximumTextCount = 8
    private static let firstNames: Set<String> = ["reporting-mta", "original-envelope-id", "final-recipient"]
}
