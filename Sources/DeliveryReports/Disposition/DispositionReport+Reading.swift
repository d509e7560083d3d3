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
        ReportVerdict(of: message, limits: limits) { read(message, $0, limits: limits) }
    }

    /// Reads a message whose structure is known.
    static func read(
        _ message: [UInt8], _ structure: MIMEStructure, limits: ReportLimits
    ) -> ReportVerdict<DispositionReport> {
        ReportVerdict(
            .dispositionNotification, in: message, structure, limits: limits, knownBy: names
        ) { DispositionReport($0) }
    }

    private init(_ report: FieldReport) {
        var log = report.log
        let fields = report.fields
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
        text = report.text
        returned = report.returned
        isInternational = report.parts.isInternational
        defects = log.defects
    }

    /// The fields that a disposition notification is made of.
    private static let names: Set<String> = [
        "disposition", "reporting-ua", "final-recipient", "original-recipient", "original-message-id", "mdn-gateway",
    ]
}
