public import InternetMessage

/// What reading a message as a report came to: the report, or why it is none of this kind.
///
/// Complete, as there is nothing between the two: what is wrong with a report is in its defects.
public enum ReportVerdict<Report: Hashable & Sendable>: Hashable, Sendable {
    /// It is a report of this kind.
    case report(Report)
    /// It is none.
    case noReport(NoReportReason)

    /// The report, or nil.
    public var report: Report? {
        if case .report(let report) = self { report } else { nil }
    }
}

/// Why a message is no report of the kind that was asked for.
///
/// Complete: a new reason is a new way of reading.
public enum NoReportReason: Hashable, Sendable {
    /// It is another kind of message: it has no part of this kind and does not say that it is such a report.
    case otherMessage
    /// It says that it is a report of this kind (`report-type` of RFC 6522, section 3), but the part for programs is
    /// missing.
    case missingPart
    /// The part for programs is there, but none of the fields that it is made of.
    case emptyPart
    /// A header in it is beyond the limits.
    case unreadable(MessageError)
}
