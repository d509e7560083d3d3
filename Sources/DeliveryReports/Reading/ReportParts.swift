import InternetMessage

/// The parts of a received report: which of a message's parts are for programs, for people, and given back.
///
/// A report lies in the message itself or in multiparts, never in a message inside of it: a report that somebody
/// forwards as an attachment is about another message.
struct ReportParts {
    /// The kinds of report; complete, as each has its reader.
    enum Kind: String {
        case deliveryStatus = "delivery-status"
        case feedbackReport = "feedback-report"
        case dispositionNotification = "disposition-notification"

        /// The media types of the part for programs.
        var mediaTypes: [String] { ["message/\(rawValue)", "message/global-\(rawValue)"] }
    }

    let structure: MIMEStructure
    /// The part for programs; nil where it was not found.
    private(set) var status: MIMEPart?
    /// Whether the part for programs may have characters beyond ASCII by its type (RFC 6533).
    private(set) var isInternational = false
    /// The plain text and the HTML for people.
    private(set) var plainText: MIMEPart?
    private(set) var html: MIMEPart?
    /// The part that gives the message back.
    private(set) var returned: MIMEPart?
    /// The texts in which the fields may stand when the part for programs was not found.
    private(set) var looseTexts: [MIMEPart] = []
    /// Whether the message says that it is a report of this kind.
    private(set) var isDeclared = false
    /// What is wrong with the structure.
    private(set) var problems: [ReportDefect.Problem] = []

    /// Looks for the parts.
    init(_ kind: Kind, in structure: MIMEStructure) {
        self.structure = structure
        let outer = Self.partsOutsideOfMessages(structure)
        let reports = outer.filter { $0.isReport }
        isDeclared = reports.contains { $0.reportType == kind.rawValue }
        let candidates = outer.filter { $0.kind == .single && kind.mediaTypes.contains($0.contentType.mediaType) }
        guard let status = candidates.first else {
            // A multipart without its parts is a text.
            looseTexts = outer.filter {
                $0.kind != .message && $0.children.isEmpty && ["text", "multipart"].contains($0.contentType.type)
            }
            return
        }
        self.status = status
        isInternational = status.contentType.subtype != kind.rawValue
        if candidates.count > 1 { problems.append(.severalStatusParts) }

        let report = Self.report(around: status, in: structure)
        if let report {
            if report.reportType != kind.rawValue { problems.append(.otherReportType) }
        } else {
            problems.append(.noMultipartReport)
        }
        let container = report?.index ?? status.parent ?? status.index
        choose(among: Self.parts(under: container, among: outer, in: structure), status: status)
        noteStructure(outer)
    }

    private mutating func choose(among parts: [MIMEPart], status: MIMEPart) {
        let before = parts.prefix { $0.index != status.index }
        let behind = parts.filter { $0.index > status.index }
        let isReturned = { (part: MIMEPart) in ReturnedMessage.types.contains(part.contentType.mediaType) }
        returned = behind.first(where: isReturned) ?? before.first(where: isReturned)
        let texts = (before + behind).filter { $0.kind == .single && $0.contentType.type == "text" }
        plainText = texts.first { $0.contentType.subtype == "plain" || $0.contentType.subtype.isEmpty }
        html = texts.first { $0.contentType.subtype == "html" }
    }

    private mutating func noteStructure(_ outer: [MIMEPart]) {
        let indices = Set(outer.map(\.index))
        for defect in structure.defects where indices.contains(defect.part) {
            let problem = ReportDefect.Problem.structure(defect.problem)
            if !problems.contains(problem) { problems.append(problem) }
        }
    }

    private static func partsOutsideOfMessages(_ structure: MIMEStructure) -> [MIMEPart] {
        let isInside = marks(structure) { parent, isMarked in isMarked || parent.kind == .message }
        return structure.parts.filter { !isInside[$0.index] }
    }

    /// Those of some parts that lie in a part, itself too.
    private static func parts(under index: Int, among parts: [MIMEPart], in structure: MIMEStructure) -> [MIMEPart] {
        let isInside = marks(structure) { parent, isMarked in isMarked || parent.index == index }
        return parts.filter { isInside[$0.index] || $0.index == index }
    }

    /// Marks each part by the one around it and by whether that is marked; the message itself is not.
    private static func marks(_ structure: MIMEStructure, _ rule: (MIMEPart, Bool) -> Bool) -> [Bool] {
        var marks: [Bool] = []
        marks.reserveCapacity(structure.parts.count)
        for part in structure.parts {
            // A part stands behind the one around it.
            if let parent = part.parent, parent < marks.count {
                marks.append(rule(structure.parts[parent], marks[parent]))
            } else {
                marks.append(false)
            }
        }
        return marks
    }

    /// The innermost multipart/report around a part.
    private static func report(around part: MIMEPart, in structure: MIMEStructure) -> MIMEPart? {
        var next = part.parent
        while let index = next, structure.parts.indices.contains(index) {
            if structure.parts[index].isReport { return structure.parts[index] }
            next = structure.parts[index].parent
        }
        return nil
    }
}

extension MIMEPart {
    /// Whether it is a multipart/report.
    fileprivate var isReport: Bool { contentType.type == "multipart" && contentType.subtype == "report" }

    /// Which kind of report a multipart/report says it is, in lower case.
    fileprivate var reportType: String? { contentType.parameters["report-type"]?.lowercased() }
}
