public import DeliveryQueue
public import MailAddressing
import SMTPProtocol

/// A deliverer that does as it is told and remembers what it was given.
public actor ScriptedDeliverer: MessageDeliverer {
    /// Decides an outcome: given the recipient and how many attempts it had before.
    public typealias Script = @Sendable (Mailbox, Int) -> DeliveryOutcome

    /// Says what an attempt tells of its path: given the attempt and its outcomes.
    public typealias SignalScript = @Sendable (DeliveryAttempt, [DeliveryOutcome]) -> PathSignal
    /// Says where recipients belong, or nil where an attempt is made: asked where the attempt may be answered so.
    public typealias Routing = @Sendable (DeliveryAttempt) -> String?

    private let script: Script
    private let signal: SignalScript
    private let routing: Routing
    private var counts: [String: Int] = [:]
    /// The deliveries that were made: message and recipient, in order.
    public private(set) var delivered: [(message: MessageID, recipient: Mailbox)] = []
    /// The octets of each message that was attempted.
    public private(set) var contents: [MessageID: [UInt8]] = [:]

    /// The attempts that were made, those that were answered with another site among them, without their octets: in
    /// order.
    public private(set) var attempts: [Attempt] = []

    /// What an attempt was asked to be.
    public struct Attempt: Hashable, Sendable {
        /// The message.
        public var message: MessageID
        /// The recipients' indices.
        public var recipients: [Int]
        /// The site.
        public var site: String
        /// Where it was made from.
        public var source: String
        /// Which way out it took.
        public var way: DeliveryWay
        /// Whether it was answered with another site.
        public var isRerouted: Bool
    }

    /// Makes a deliverer.
    ///
    /// - Parameters:
    ///   - script: decides the outcome for a recipient and the number of attempts before.
    ///   - routing: says at which site recipients belong. Default: at the attempt's own.
    ///   - signal: says what an attempt tells of its path. Default: success where any recipient was delivered or
    ///     refused, otherwise nothing.
    public init(
        script: @escaping Script = { _, _ in ScriptedDeliverer.success }, routing: @escaping Routing = { _ in nil },
        signal: @escaping SignalScript = ScriptedDeliverer.plainSignal
    ) {
        self.routing = routing
        self.signal = signal
        self.script = script
    }

    /// Does what the script says; awaits the attempt's record as every deliverer must.
    public func deliver(_ attempt: DeliveryAttempt) async -> AttemptResult {
        let site = attempt.mayReroute ? routing(attempt) : nil
        attempts.append(
            Attempt(
                message: attempt.message.id, recipients: attempt.recipients, site: attempt.site,
                source: attempt.source.name, way: attempt.way, isRerouted: site != nil))
        if let site { return .rerouted(site: site) }
        let outcomes = await outcomes(of: attempt)
        return .settled(outcomes, signal(attempt, outcomes))
    }

    private func outcomes(of attempt: DeliveryAttempt) async -> [DeliveryOutcome] {
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

    /// Success where any recipient was delivered or refused, otherwise nothing.
    public static let plainSignal: SignalScript = { _, outcomes in
        outcomes.contains { $0.kind != .deferred } ? .success : .none
    }

    /// The outcome of a delivery.
    public static var success: DeliveryOutcome {
        DeliveryOutcome(
            .delivered, reply: SMTPReply(250, .init(2, 0, 0), "taken"), isRemoteReply: true, host: "mx.test")
    }

    /// The outcome of a deferral.
    ///
    /// - Parameters:
    ///   - reply: the reply in words, beginning with its code.
    ///   - errorClass: what kind of trouble it is.
    ///   - retryAfter: how long the other side asks to wait.
    public static func deferral(
        _ reply: String, _ errorClass: DeliveryErrorClass = .other, retryAfter: Duration? = nil
    ) -> DeliveryOutcome {
        let parsed = SMTPReply(parsing: reply) ?? SMTPReply(451, .init(4, 0, 0), reply)
        return DeliveryOutcome(
            .deferred, reply: parsed, isRemoteReply: true, host: "mx.test", errorClass: errorClass,
            retryAfter: retryAfter)
    }

    /// The outcome of a refusal.
    ///
    /// - Parameter reply: the reply in words, beginning with its code.
    public static func refusal(_ reply: String) -> DeliveryOutcome {
        let parsed = SMTPReply(parsing: reply) ?? SMTPReply(550, .init(5, 0, 0), reply)
        return DeliveryOutcome(.failed, reply: parsed, isRemoteReply: true, host: "mx.test")
    }
}
