public import DeliveryQueue
public import MailAddressing
import SMTPProtocol

/// A deliverer that does as it is told and remembers what it was given.
public actor ScriptedDeliverer: MessageDeliverer {
    /// Decides an outcome: given the recipient and how many attempts it had before.
    public typealias Script = @Sendable (Mailbox, Int) -> DeliveryOutcome

    private let script: Script
    private var counts: [String: Int] = [:]
    /// The deliveries that were made: message and recipient, in order.
    public private(set) var delivered: [(message: MessageID, recipient: Mailbox)] = []
    /// The octets of each message that was attempted.
    public private(set) var contents: [MessageID: [UInt8]] = [:]

    /// Makes a deliverer.
    ///
    /// - Parameter script: decides the outcome for a recipient and the number of attempts before.
    public init(script: @escaping Script = { _, _ in ScriptedDeliverer.success }) { self.script = script }

    /// Does what the script says; awaits the attempt's record as every deliverer must.
    public func deliver(_ attempt: DeliveryAttempt) async -> [DeliveryOutcome] {
        contents[attempt.message.id] = attempt.content
        guard await attempt.awaitRecord() else {
            return attempt.recipients.map { _ in Self.deferral("451 4.3.0 the attempt could not be recorded") }
        }
        return attempt.recipients.map { index in
            let mailbox = attempt.message.recipients[index]
            let key = "\(attempt.message.id) \(index)"
            let outcome = script(mailbox, counts[key] ?? 0)
            counts[key, default: 0] += 1
            if outcome.kind == .delivered { delivered.append((attempt.message.id, mailbox)) }
            return outcome
        }
    }

    /// The outcome of a delivery.
    public static var success: DeliveryOutcome {
        DeliveryOutcome(
            .delivered, reply: SMTPReply(250, .init(2, 0, 0), "taken"), isRemoteReply: true, host: "mx.test")
    }

    /// The outcome of a deferral.
    ///
    /// - Parameter reply: the reply in words, beginning with its code.
    public static func deferral(_ reply: String) -> DeliveryOutcome {
        let parsed = SMTPReply(parsing: reply) ?? SMTPReply(451, .init(4, 0, 0), reply)
        return DeliveryOutcome(.deferred, reply: parsed, isRemoteReply: true, host: "mx.test")
    }

    /// The outcome of a refusal.
    ///
    /// - Parameter reply: the reply in words, beginning with its code.
    public static func refusal(_ reply: String) -> DeliveryOutcome {
        let parsed = SMTPReply(parsing: reply) ?? SMTPReply(550, .init(5, 0, 0), reply)
        return DeliveryOutcome(.failed, reply: parsed, isRemoteReply: true, host: "mx.test")
    }
}
