public import DeliveryQueue
import MailAddressing
import SMTPProtocol

/// A deliverer with the receiver behind it, that counts what the receiver took, for `AcknowledgementAudit`.
///
/// It can lose the receiver's reply after the receiver took the message, and stop the world at the moments at which the
/// end of a process does most harm.
public actor CountingDeliverer: MessageDeliverer {
    /// What happens to one recipient in one attempt; complete, as a script needs no more.
    public enum Step: Hashable, Sendable {
        /// The receiver takes the message and says so.
        case take
        /// The receiver says that it may be tried again.
        case `defer`
        /// The receiver refuses for good.
        case refuse
        /// The receiver takes the message, and its reply is lost: the outcome is ambiguous.
        case loseReply
        /// The process ends at a point.
        case crash(CrashPoint)
    }

    /// Where a process can end in an attempt; complete.
    public enum CrashPoint: Hashable, Sendable, CaseIterable {
        /// Before it is on disk that the attempt began.
        case beforeRecord
        /// When it is on disk that the attempt began, before the receiver took the message.
        case afterRecord
        /// When the receiver took the message, before the outcome is recorded.
        case afterTaking
    }

    /// Decides: given the message and recipient, and how many attempts there were before.
    public typealias Script = @Sendable (RecipientPlace, Int) -> Step

    /// Says where recipients belong, or nil where an attempt is made: asked where the attempt may be answered so.
    public typealias Routing = @Sendable (DeliveryAttempt) -> String?

    private let script: Script
    private let routing: Routing
    private let crash: @Sendable (CrashPoint) async -> Void
    private var attempts: [RecipientPlace: Int] = [:]
    /// How many times the receiver took each message for each recipient, for `AcknowledgementAudit.noteDeliveries`.
    public private(set) var deliveries: [RecipientPlace: Int] = [:]

    /// Makes a deliverer.
    ///
    /// - Parameters:
    ///   - script: decides what happens.
    ///   - crash: ends the process, or what stands for it: nothing that is recorded after its return may count.
    ///     Default: nothing happens.
    ///   - routing: says at which site recipients belong. Default: at the attempt's own.
    public init(
        script: @escaping Script = { _, _ in .take }, crash: @escaping @Sendable (CrashPoint) async -> Void = { _ in },
        routing: @escaping Routing = { _ in nil }
    ) {
        self.script = script
        self.routing = routing
        self.crash = crash
    }

    /// Does what the script says; awaits the attempt's record as every deliverer must.
    ///
    /// - Parameter attempt: what to deliver.
    /// - Returns: an outcome for each recipient, in their order. After a crash they are deferrals.
    public func deliver(_ attempt: DeliveryAttempt) async -> AttemptResult {
        if attempt.mayReroute, let site = routing(attempt) { return .rerouted(site: site) }
        let outcomes = await outcomes(of: attempt)
        return .settled(outcomes, ScriptedDeliverer.plainSignal(attempt, outcomes))
    }

    private func outcomes(of attempt: DeliveryAttempt) async -> [DeliveryOutcome] {
        let places = attempt.recipients.map { RecipientPlace(message: attempt.message.id, recipient: $0) }
        let steps = places.map { place in
            let step = script(place, attempts[place] ?? 0)
            attempts[place, default: 0] += 1
            return step
        }
        let none = places.map { _ in ScriptedDeliverer.deferral("451 4.3.0 the attempt was not made") }
        if steps.contains(.crash(.beforeRecord)) {
            await crash(.beforeRecord)
            return none
        }
        guard await attempt.awaitRecord() else { return none }
        if steps.contains(.crash(.afterRecord)) {
            await crash(.afterRecord)
            return none
        }
        for (place, step) in zip(places, steps) where [.take, .loseReply, .crash(.afterTaking)].contains(step) {
            deliveries[place, default: 0] += 1
        }
        if steps.contains(.crash(.afterTaking)) {
            await crash(.afterTaking)
            return none
        }
        return steps.map(Self.outcome)
    }

    private static func outcome(of step: Step) -> DeliveryOutcome {
        switch step {
        case .take: return ScriptedDeliverer.success
        case .refuse: return ScriptedDeliverer.refusal("550 5.1.1 nobody here")
        case .defer, .crash: return ScriptedDeliverer.deferral("451 4.7.1 later")
        case .loseReply:
            var outcome = DeliveryOutcome(
                .deferred, reply: SMTPReply(451, .init(4, 4, 2), "the connection was lost after the final dot"),
                isRemoteReply: false, host: "mx.test")
            outcome.isAmbiguous = true
            return outcome
        }
    }
}
