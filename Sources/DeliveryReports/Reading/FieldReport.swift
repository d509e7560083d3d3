import InternetMessage

/// A report whose part for programs is one group of fields, as far as it is read alike whatever its kind.
struct FieldReport {
    /// Its parts.
    let parts: ReportParts
    /// The fields of the part for programs.
    let fields: [ReportField]
    /// What was found to be wrong so far.
    let log: ReportDefectLog
    /// What it says to people.
    let text: ReportText
    /// What it gives back of the message it is about.
    let returned: ReturnedMessage?
}

extension ReportVerdict {
    /// Takes a message apart and has it read; one whose headers are beyond the limits is no report.
    init(
        of message: [UInt8], limits: ReportLimits, reading: (MIMEStructure) -> ReportVerdict<Report>
    ) {
        do throws(MessageError) {
            self = reading(try MIMEStructure(parsing: message, limits: limits.structure))
        } catch {
            self = .noReport(.unreadable(error))
        }
    }

    /// Reads a report whose part for programs is one group of fields.
    ///
    /// - Parameters:
    ///   - kind: its kind.
    ///   - message: the whole message.
    ///   - structure: its structure.
    ///   - limits: how much of it is read.
    ///   - names: the fields, in lower case, of which it has at least one.
    ///   - make: makes the report of what was found.
    init(
        _ kind: ReportParts.Kind, in message: [UInt8], _ structure: MIMEStructure, limits: ReportLimits,
        knownBy names: Set<String>, make: (FieldReport) -> Report
    ) {
        let parts = ReportParts(kind, in: structure)
        guard let part = parts.status else {
            self = .noReport(parts.isDeclared ? .missingPart : .otherMessage)
            return
        }
        let isKnown = { (groups: [[ReportField]]) in groups.contains { $0.contains { names.contains($0.key) } } }
        let content = StatusContent(part, in: message, limits: limits, isStatus: isKnown)
        guard isKnown(content.groups) else {
            self = .noReport(.emptyPart)
            return
        }
        var log = ReportDefectLog(parts.problems)
        log.append(content.problems)
        if content.groups.count > 1 { log.append([.strayEmptyLine]) }
        self = .report(
            make(
                FieldReport(
                    parts: parts, fields: content.groups.flatMap(\.self), log: log,
                    text: parts.text(in: message, limits: limits),
                    returned: parts.returnedMessage(in: message, limits: limits))))
    }
}

extension ReportParts {
    /// What is said to people.
    func text(in message: [UInt8], limits: ReportLimits) -> ReportText {
        ReportText(plain: plainText, html: html, in: message, maximumSize: limits.maximumTextSize)
    }

    /// What is given back of the message that the report is about.
    func returnedMessage(in message: [UInt8], limits: ReportLimits) -> ReturnedMessage? {
        returned.flatMap {
            ReturnedMessage($0, of: structure, in: message, maximumSize: limits.maximumReturnedHeaderSize)
        }
    }
}
