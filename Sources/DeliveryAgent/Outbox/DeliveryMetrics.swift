public import CoreMetrics
public import DeliveryQueue

/// Counts for a metrics system what a queue records of recipients.
///
/// There is one counter for each way that a recipient can go, with the way in its dimension `event`: `accepted`,
/// `deferred`, and `delivered`, `bounced`, `expired` or `cancelled` as its end. They count recipients, not messages, and
/// from 0 on at each start; those of our own reports are among them.
public struct DeliveryMetrics: MailQueueObserver {
    private let counters: [RecipientEvent.Kind: Counter]

    /// What is counted.
    private static let kinds: [RecipientEvent.Kind] = [
        .accepted, .deferred, .delivered, .bounced, .expired, .cancelled,
    ]

    /// Makes the counters, so that all of them are there with 0 from the beginning.
    ///
    /// - Parameters:
    ///   - factory: the metrics system.
    ///   - label: the name of the counters.
    public init(factory: any MetricsFactory, label: String = "waxwing_recipients") {
        counters = Dictionary(
            uniqueKeysWithValues: Self.kinds.map { kind in
                (kind, Counter(label: label, dimensions: [("event", kind.rawValue)], factory: factory))
            })
    }

    /// Counts the recipients that an event concerns.
    ///
    /// - Parameters:
    ///   - event: what happened.
    ///   - message: the envelope.
    ///   - recipients: the recipients' indices.
    public func recorded(_ event: RecipientEvent, of message: QueuedMessage, recipients: [Int]) {
        counters[event.kind]?.increment(by: recipients.count)
    }
}
