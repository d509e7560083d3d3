import DeliveryQueue

/// Several who are told of what a queue records, in their order.
struct MailQueueObservers: MailQueueObserver {
    private let observers: [any MailQueueObserver]

    /// Takes those that are there.
    init(_ observers: [(any MailQueueObserver)?]) { self.observers = observers.compactMap { $0 } }

    func recorded(_ event: RecipientEvent, of message: QueuedMessage, recipients: [Int]) {
        for observer in observers { observer.recorded(event, of: message, recipients: recipients) }
    }
}
