import DeliveryQueue

/// Reads how much the queue holds, in which state, and for how long.
struct QueueCollector: MetricCollector {
    /// How old the counts of the store may be, 10 seconds: it counts all recipients that are not settled, and nobody
    /// sees a queue in shorter steps.
    static let summaryAge = Duration.seconds(10)

    private let queue: MailQueue
    private let limit: QueueLimit?
    private let clock: any QueueClock
    private let summary: Remembered<QueueSummary?>

    /// Makes a collector.
    ///
    /// - Parameters:
    ///   - queue: the queue.
    ///   - store: its store.
    ///   - limit: how much the queue may hold; nil for as much as the store takes.
    ///   - summaryAge: how old the counts of the store may be.
    ///   - clock: civil time.
    init(
        queue: MailQueue, store: any QueueStore, limit: QueueLimit?, summaryAge: Duration = summaryAge,
        clock: any QueueClock = SystemQueueClock()
    ) {
        self.queue = queue
        self.limit = limit
        self.clock = clock
        summary = Remembered(for: summaryAge) { try? await store.summary() }
    }

    /// What the store has counted, and what is suspended.
    func families() async -> [MetricFamily] {
        let summary = await summary.value
        var families = [
            MetricFamily(
                .gauge, "waxwing_queue_readable", "1 where the store could be read for the metrics, else 0.",
                [.init(summary == nil ? 0 : 1)]),
            MetricFamily(
                .gauge, "waxwing_queue_suspensions", "Suspensions that hold.", [.init(await queue.suspensions().count)]),
        ]
        if let limit {
            families.append(
                MetricFamily(
                    .gauge, "waxwing_queue_limit", "What the queue holds at most before it refuses mail.",
                    [.init(["of": "messages"], limit.messages), .init(["of": "recipients"], limit.recipients)]))
        }
        if let summary { families += Self.families(summary, at: clock.now()) }
        return families
    }

    /// What the store has counted.
    ///
    /// - Parameters:
    ///   - summary: the counts.
    ///   - now: the time.
    static func families(_ summary: QueueSummary, at now: WallTime) -> [MetricFamily] {
        [
            MetricFamily(
                .gauge, "waxwing_queue_messages", "Messages, by state: not settled, or put aside as damaged.",
                [
                    .init(["state": "unsettled"], summary.unsettledMessages),
                    .init(["state": "quarantined"], summary.quarantined),
                ]),
            MetricFamily(
                .gauge, "waxwing_queue_bytes", "Octets of the messages that are not settled.",
                [.init(summary.unsettledOctets)]),
            MetricFamily(
                .gauge, "waxwing_queue_recipients", "Recipients by state, the settled ones of the history among them.",
                RecipientState.allCases.map { .init(["state": $0.rawValue], summary.recipients[$0] ?? 0) }),
            MetricFamily(
                .gauge, "waxwing_queue_ambiguous_recipients",
                "Recipients that are not settled and may have the message already.", [.init(summary.ambiguous)]),
            MetricFamily(
                .gauge, "waxwing_queue_oldest_seconds",
                "How long ago the oldest message was accepted that is not settled; 0 for none.",
                [.init(summary.oldest.map { max(0, (now - $0) / .seconds(1)) } ?? 0)]),
        ]
    }
}
