import InternetMessage

extension ReceivedDeliveryReport {
    /// Reads a message as a delivery status notification.
    ///
    /// Made for reports as they come: LF ends a line as CRLF does, names are taken in any case, missing and surplus
    /// empty lines are made good, a part for programs in base64 or quoted-printable is decoded, unknown fields are
    /// kept. Where a message that says it is such a report has no parts, or an automatic one lost its Content-Type, the
    /// fields are looked for in its text. Any octets are taken; time grows with their number.
    ///
    /// A report inside a forwarded message is none: it is about another message.
    ///
    /// - Parameters:
    ///   - message: the whole message with its header.
    ///   - limits: how much of it is read.
    public static func read(
        _ message: [UInt8], limits: ReportLimits = .standard
    ) -> ReportVerdict<ReceivedDeliveryReport> {
        ReportVerdict(of: message, limits: limits) { read(message, $0, limits: limits) }
    }

    /// Reads a message whose structure is known.
    static func read(
        _ message: [UInt8], _ structure: MIMEStructure, limits: ReportLimits
    ) -> ReportVerdict<ReceivedDeliveryReport> {
        let parts = ReportParts(.deliveryStatus, in: structure)
        var log = ReportDefectLog(parts.problems)
        let groups: DeliveryStatusGroups
        if let part = parts.status {
            let content = StatusContent(part, in: message, limits: limits) { groups in
                DeliveryStatusGroups(groups, maximumRecipientCount: 1).hasKnownField
            }
            log.append(content.problems)
            groups = DeliveryStatusGroups(content.groups, maximumRecipientCount: limits.maximumRecipientCount)
            guard groups.hasKnownField else { return .noReport(.emptyPart) }
        } else {
            guard let loose = LooseStatus(in: message, parts: parts, limits: limits) else {
                return .noReport(parts.isDeclared ? .missingPart : .otherMessage)
            }
            log.append([.missingParts] + loose.problems)
            groups = DeliveryStatusGroups(loose.groups, maximumRecipientCount: limits.maximumRecipientCount)
        }
        log.append(groups.problems)
        return .report(
            ReceivedDeliveryReport(groups, parts: parts, message: message, limits: limits, log: log))
    }

    private init(
        _ groups: DeliveryStatusGroups, parts: ReportParts, message: [UInt8], limits: ReportLimits,
        log: ReportDefectLog
    ) {
        var log = log
        let found = groups.message
        var problems: [ReportDefect.Problem] = []
        let values = ReportValueReader(found) { problems.append($0) }
        reportingMTA = values.typed("Reporting-MTA")
        if reportingMTA == nil { problems.append(.missingField("Reporting-MTA")) }
        gateway = values.typed("DSN-Gateway")
        receivedFromMTA = values.typed("Received-From-MTA")
        originalEnvelopeID = values.text("Original-Envelope-Id")
        arrivalDate = values.date("Arrival-Date")
        if groups.recipients.isEmpty { problems.append(.noRecipients) }
        log.append(problems)
        recipients = groups.recipients.enumerated().map { index, fields in
            ReceivedRecipientStatus(fields) { log.append([$0], ofRecipient: index) }
        }
        fields = found
        text = parts.text(in: message, limits: limits)
        returned = parts.returnedMessage(in: message, limits: limits)
        isInternational = parts.isInternational
        defects = log.defects
    }
}
