package import InternetMessage

/// A report of any kind that can be read, for whoever does not know which one came.
///
/// Complete: these are the kinds of multipart/report that have a reader here.
public enum ReceivedReport: Hashable, Sendable {
    /// On the delivery of a message (RFC 3464).
    case delivery(ReceivedDeliveryReport)
    /// On a message that somebody complained about (RFC 5965).
    case feedback(FeedbackReport)
    /// On whether a message was displayed (RFC 8098).
    case disposition(DispositionReport)
}

extension ReceivedReport {
    /// Reads a message as whichever report it is.
    ///
    /// The verdict on a message that is none is the one that says most: that a part is missing or empty rather than
    /// that it is another message. See ``ReceivedDeliveryReport/read(_:limits:)`` for what is put up with.
    ///
    /// - Parameters:
    ///   - message: the whole message with its header.
    ///   - limits: how much of it is read.
    public static func read(_ message: [UInt8], limits: ReportLimits = .standard) -> ReportVerdict<ReceivedReport> {
        ReportVerdict(of: message, limits: limits) { read(message, $0, limits: limits) }
    }

    /// Reads a message whose structure is known already: see ``read(_:limits:)``.
    package static func read(
        _ message: [UInt8], _ structure: MIMEStructure, limits: ReportLimits
    ) -> ReportVerdict<ReceivedReport> {
        var reason = NoReportReason.otherMessage
        let feedback = FeedbackReport.read(message, structure, limits: limits)
        if let report = feedback.report(orReason: &reason) { return .report(.feedback(report)) }
        let disposition = DispositionReport.read(message, structure, limits: limits)
        if let report = disposition.report(orReason: &reason) { return .report(.disposition(report)) }
        // Last, as its fields are even looked for in texts.
        let delivery = ReceivedDeliveryReport.read(message, structure, limits: limits)
        if let report = delivery.report(orReason: &reason) { return .report(.delivery(report)) }
        return .noReport(reason)
    }
}

extension ReportVerdict {
    /// The report; where it is none, the reason takes the place of one that says less.
    fileprivate func report(orReason reason: inout NoReportReason) -> Report? {
        switch self {
        case .report(let report): return report
        case .noReport(let other):
            if other != .otherMessage { reason = other }
            return nil
        }
    }
}
