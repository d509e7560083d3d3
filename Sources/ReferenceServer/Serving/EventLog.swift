import DeliveryQueue
import Logging

/// Writes what the queue records as one line an event, with no content and no secret in it.
struct EventLog: MailQueueObserver {
    private let logger: Logger

    init(logger: Logger) { self.logger = logger }

    func recorded(_ event: RecipientEvent, of message: QueuedMessage, recipients: [Int]) {
        guard event.kind != .attemptBegan else { return }
        for index in recipients where message.recipients.indices.contains(index) {
            var metadata: Logger.Metadata = [
                "id": "\(message.id)", "from": "<\(message.reversePath)>", "to": "<\(message.recipients[index])>",
            ]
            if let host = event.host { metadata["host"] = "\(host)" }
            if let reply = event.reply { metadata["reply"] = "\(reply)" }
            if let detail = event.detail { metadata["detail"] = "\(detail)" }
            if let next = event.nextAttempt { metadata["next"] = "\(next)" }
            logger.info("\(event.kind.rawValue)", metadata: metadata)
        }
    }
}
