import DeliveryQueue
import Foundation
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

/// Prints log lines to standard error: time, level, event, and the values in a fixed order.
struct PlainLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level

    init(level: Logger.Level) { logLevel = level }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    private static let order = ["id", "from", "to", "host", "reply", "detail", "next"]

    func log(event: LogEvent) {
        var line = "\(SystemQueueClock().now()) \(event.level) \(event.message)"
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        let keys = Self.order.filter { all[$0] != nil } + all.keys.filter { !Self.order.contains($0) }.sorted()
        for key in keys {
            guard let value = all[key] else { continue }
            line += " \(key)=\(Self.quoted("\(value)"))"
        }
        Console.error(line)
    }

    /// A value in quotes where it has spaces; control characters never get through.
    private static func quoted(_ text: String) -> String {
        let clean = Console.printable(text)
        guard clean.utf8.contains(where: { $0 == 32 || $0 == 34 }) || clean.isEmpty else { return clean }
        return "\"" + clean.replacingOccurrences(of: "\"", with: "'") + "\""
    }
}
