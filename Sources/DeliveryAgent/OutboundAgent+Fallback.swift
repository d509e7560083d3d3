import DeliveryQueue
import NIOCore

extension OutboundAgent {
    /// Gives the relay what could not be delivered to the destination's own hosts for a reason that another way can cure.
    ///
    /// What the relay says stands in the place of what they said, which the trace keeps.
    ///
    /// - Parameters:
    ///   - attempt: the attempt.
    ///   - content: the signed octets.
    ///   - outcomes: what became of each recipient.
    func fallBack(_ attempt: DeliveryAttempt, _ content: ByteBuffer, _ outcomes: inout [DeliveryOutcome]) async {
        guard configuration.fallsBack, let relay = configuration.overflowRelay, !Task.isCancelled else { return }
        let curable = outcomes.indices.filter {
            FailurePolicy.isCurable(outcomes[$0], earlierAttempts: attempt.earlierAttempts)
        }
        guard !curable.isEmpty, !isOverdue(attempt.message) else { return }
        let relayed: [DeliveryOutcome]
        switch await targets(at: relay, from: .standard) {
        case .targets(let targets):
            (relayed, _) = await self.outcomes(
                of: curable.map { attempt.recipients[$0] }, attempt, content, at: targets, isOfOwnHost: false)
        case .refused(let refusal): relayed = curable.map { _ in refusal.outcome }
        case .otherSite, .noWay: return
        }
        for (position, outcome) in zip(curable, relayed) {
            let direct = outcomes[position]
            outcomes[position] = outcome
            let words = "by way of the relay, as \(direct.host ?? "the destination") said: \(direct.reply)"
            outcomes[position].detail = [outcome.detail, words].compactMap { $0 }.joined(separator: ", ")
        }
    }
}

extension DeliveryAttempt {
    /// Whether it leads to the hosts that the destination itself names.
    func isDirect(by configuration: OutboundAgentConfiguration) -> Bool {
        if case (.usual, .direct) = (way, configuration.route) { true } else { false }
    }
}
