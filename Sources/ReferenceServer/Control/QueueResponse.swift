/// The answer to a question about the queue, or something that comes before it; exactly one part is there.
struct QueueResponse: Codable, Sendable {
    /// The answer to `summary`.
    var summary: SummaryView?
    /// Messages of `list`, of which there may be several pages before its answer, the newest last.
    var page: [MessageView]?
    /// The answer to `list`: how many messages there were on all pages.
    var listed: Int?
    /// The answer to `trace`.
    var trace: TraceView?
    /// The answer to `statistics`.
    var statistics: [DomainView]?
    /// The answer to `explain` without a subject.
    var overview: OverviewView?
    /// The answer to `explain` of a site.
    var site: SiteView?
    /// The answer to `show`, and to `explain` of a message.
    var report: MessageReportView?
    /// The answer to `suspend` and `resume`.
    var suspension: SuspensionChangeView?
    /// The answer to `suspensions`.
    var suspensions: [SuspensionView]?
    /// The answer to `choose`.
    var way: WayChangeView?
    /// The answer to `change`.
    var change: ChangeView?
    /// The answer to `suppression` that asks for a page of the list.
    var suppressions: SuppressionPageView?
    /// The answer to `suppression` that asks for a recipient.
    var suppressed: SuppressionReportView?
    /// The answer to `suppression` that changes the list.
    var suppressionChange: SuppressionChangeView?
    /// The answer to `tlsReport`.
    var tlsReport: TLSReportPageView?
    /// The answer to `directory`.
    var directory: DirectoryAnswer?
    /// The answer to `backup`.
    var backup: BackupView?
    /// The answer to `check`.
    var check: CheckView?
    /// How far the answer is, of which there may be several before it.
    var progress: ProgressView?
    /// What was asked is not there.
    var notFound: String?
    /// The question could not be answered.
    var failure: String?

    /// Whether the answer is still to come.
    var isPartial: Bool { progress != nil || page != nil }
}
