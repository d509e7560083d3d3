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
    ///   - journal: what is done is noted there.
    func fallBack(
        _ attempt: DeliveryAttempt, _ content: ByteBuffer, _ outcomes: inout [DeliveryOutcome],
        _ journal: inout AttemptJournal
    ) async {
        guard configuration.fallsBack, !configuration.relays.isEmpty, !Task.isCancelled else { return }
        let curable = outcomes.indices.filter {
            FailurePolicy.isCurable(outcomes[$0], earlierAttempts: attempt.earlierAttempts)
        }
        guard !curable.isEmpty, !isOverdue(attempt.message) else { return }
        let relayed: [Finding]
        switch restricted(await targets(at: configuration.relays, from: .standard, for: attempt), for: attempt) {
        case .targets(let targets):
            (relayed, _) = await findings(
                for: curable.map { attempt.recipients[$0] }, attempt, content, at: targets, &journal,
                isOfOwnHost: false,
                isFallback: true)
        case .refused(let refusal): relayed = curable.map { _ in Finding(refusal.outcome, isSettled: false) }
        case .otherSite, .noWay: return
        }
        for (position, finding) in zip(curable, relayed) where !finding.isUnfit {
            let direct = outcomes[position]
            let said = direct.isRemoteReply ? "said" : "failed"
            outcomes[position] = finding.outcome.byWayOfTheRelay(
                "as \(direct.host ?? "the destination") \(said): \(direct.reply)")
            outcomes[position].way = .overflow
        }
    }

    /// What is recorded of a delivery that the queue has given the relay.
    ///
    /// What the relay cannot take, such as a message beyond its SIZE, may still go the usual way.
    func relayed(_ findings: [Finding]) -> [DeliveryOutcome] {
        findings.map { finding in
            var outcome = finding.outcome.byWayOfTheRelay(nil)
            if finding.isUnfit { outcome.kind = .deferred }
            return outcome
        }
    }
}

extension OutboundAgent.Finding {
    /// Whether none of the hosts can take such a message, which is no verdict on the message: others may.
    fileprivate var isUnfit: Bool { outcome.kind == .failed && !isSettled }
}

extension DeliveryOutcome {
    /// Whether it stands in the place of an earlier one, where no host has settled the matter.
    ///
    /// What a host has said is worth more than that the next one said nothing, and that one could not prove what was
    /// demanded more than that another could not be reached: nobody is to go round that.
    func outweighs(_ earlier: DeliveryOutcome?) -> Bool {
        guard let earlier else { return true }
        if earlier.errorClass == .security, errorClass != .security, kind != .delivered { return false }
        return !earlier.isRemoteReply || isRemoteReply
    }

    /// The outcome with a word on the way it took.
    fileprivate func byWayOfTheRelay(_ why: String?) -> DeliveryOutcome {
        var outcome = self
        outcome.detail = [detail, "by way of the relay", why].compactMap { $0 }.joined(separator: ", ")
        return outcome
    }
}
