/// What an attempt leads to, or the end of a recipient's time.
struct Settlement {
    /// What can be recorded by itself, where there is no room for all; complete.
    enum Part: CaseIterable {
        /// All that needs no report, without a notice of delay, which is for another time, and without a report on
        /// successes: that a message was delivered must not wait for it.
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
    /// The report on those that were reached and whose sender wants to know, and which these are.
    var receipt: (message: QueuedMessage, content: QueueContent, recipients: Set<Int>)?

    /// All messages to the sender.
    var reports: [(message: QueuedMessage, content: QueueContent)] {
        [report, notice, receipt.map { ($0.message, $0.content) }].compactMap { $0 }
    }

    /// The settlement with its events naming the report on successes.
    var withReceiptNamed: Settlement {
        guard let receipt else { return self }
        var named = self
        named.name(receipt.message.id, for: receipt.recipients)
        return named
    }

    /// Whether parts of it can be recorded by themselves that are easier to find room for.
    var isDivisible: Bool { !reports.isEmpty && !part(.unreported).events.isEmpty }

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
