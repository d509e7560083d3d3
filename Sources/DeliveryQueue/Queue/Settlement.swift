/// What an attempt leads to, or the end of a recipient's time.
struct Settlement {
    /// What can be recorded by itself, where there is no room for all; complete.
    enum Part: CaseIterable {
        /// All that needs no report, without a notice of delay: that is for another time.
        case unreported
        /// The failures and their report.
        case failures
    }

    /// What happened to the recipients, in order.
    var events: [(recipient: Int, event: RecipientEvent)] = []
    /// Those that failed.
    var failures: [(recipient: Int, failure: RecipientFailure)] = []
    /// The report on them.
    var report: (message: QueuedMessage, content: QueueContent)?
    /// The notice on those that are late.
    var notice: (message: QueuedMessage, content: QueueContent)?

    /// Whether parts of it can be recorded by themselves that are easier to find room for.
    var isDivisible: Bool {
        (report != nil || notice != nil) && !part(.unreported).events.isEmpty
    }

    /// What can be recorded by itself.
    ///
    /// - Parameter part: which part.
    func part(_ part: Part) -> Settlement {
        let failed = Set(failures.map(\.recipient))
        switch part {
        case .unreported:
            return Settlement(
                events: events.filter { !failed.contains($0.recipient) && $0.event.kind != .delayReported })
        case .failures:
            return Settlement(
                events: events.filter { failed.contains($0.recipient) }, failures: failures, report: report)
        }
    }

    /// Says of events where their report went.
    ///
    /// - Parameters:
    ///   - report: the report's name.
    ///   - recipients: whose events.
    mutating func name(_ report: MessageID, for recipients: Set<Int>) {
        let told = "the sender is told by \(report)"
        for index in events.indices where recipients.contains(events[index].recipient) {
            events[index].event.report = report
            events[index].event.detail = events[index].event.detail.map { "\($0); \(told)" } ?? told
        }
    }
}
