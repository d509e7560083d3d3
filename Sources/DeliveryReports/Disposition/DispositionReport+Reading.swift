import InternetMessage

extension DispositionReport {
    /// Reads a message as a disposition notification.
    ///
    /// Tolerant in the same ways as ``ReceivedDeliveryReport/read(_:limits:)``. Any octets are taken; time grows with
    /// their number.
    ///
    /// - Parameters:
    ///   - message: the whole message with its header.
    ///   - limits: how much of it is read.
    public static func read(
        _ message: [UInt8], limits: ReportLimits = .standard
    ) -> ReportVerdict<DispositionReport> {
        do throws(MessageError) {
            return read(message, try MIMEStructure(parsing: message, limits: limits.structure), limits: limits)
        } catch {
            return .noReport(.unreadable(error))
        }
    }

    /// Reads a message whose structure is known.
    static func read(
        _ message: [UInt8], _ structure: MIMEStructure, limits: ReportLimits
    ) -> ReportVerdict<DispositionReport> {
        let parts = ReportParts(.dispositionNotification, in: structure)
        guard let part = parts.status else {
            return .noReport(parts.isDeclared ? .missingPart : .otherMessage)
        }
        let content = StatusContent(part, in: message, limits: limits, isStatus: isNotification)
        guard isNotification(content.groups) else { return .noReport(.emptyPart) }
        return .report(DispositionReport(content, parts: parts, message: message, limits: limits))
    }

    private init(_ content: StatusContent, parts: ReportParts, message: [UInt8], limits: ReportLimits) {
        var log = ReportDefectLog(parts.problems)
        log.append(content.problems)
        if content.groups.count > 1 { log.append([.strayEmptyLine]) }
        let fields = content.groups.flatMap(\.self)
        var problems: [ReportDefect.Problem] = []
        let values = ReportValueReader(fields) { problems.append($0) }
        disposition = values.required("Disposition").map { Disposition(parsing: $0) }
        if let disposition, !disposition.isComplete { problems.append(.malformedValue("Disposition")) }
        reportingAgent = values.text("Reporting-UA")
        gateway = values.typed("MDN-Gateway")
        originalRecipient = values.address("Original-Recipient")
        finalRecipient = values.address("Final-Recipient")
        if finalRecipient == nil { problems.append(.missingField("Final-Recipient")) }
        originalMessageID = values.text("Original-Message-ID").map { value in
            if let identifier = try? MessageIdentifier(value) { return identifier.text }
            problems.append(.malformedValue("Original-Message-ID"))
            return value
        }
        log.append(problems)
        failures = fields.values(named: "Failure").filter { !$0.isEmpty }
        errors = fields.values(named: "Error").filter { !$0.isEmpty }
        warnings = fields.values(named: "Warning").filter { !$0.isEmpty }
        self.fields = fields
        text = ReportText(
            plain: parts.plainText, html: parts.html, in: message, maximumSize: limits.maximumTextSize)
        returned = parts.returned.flatMap {
            ReturnedMessage(
                $0, of: parts.structure, in: message, maximumSize: limits.maximumReturnedHeaderSize)
        }
        isInternational = parts.isInternational
        defects = log.defects
    }

    /// Whether fields are there that a disposition notification is made of.
    private static func isNotification(_ groups: [[ReportField]]) -> Bool {
        groups.contains { $0.contains { names.contains($0.key) } }
    }

    private static let names: Set<String> = [
        "disposition", "reporting-ua", "final-recipient", "original-recipient", "original-message-id", "mdn-gateway",
    ]
}
