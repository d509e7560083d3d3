public import DeliveryReports

extension SuppressionPolicy {
    /// The state after a verdict.
    ///
    /// A pure function. The state of a whole domain stays as it is, as one mailbox says nothing about all: only people
    /// put domains on the list.
    ///
    /// Do not hand in what this list itself led to: an answer of `Suppression.reply` is read as the cause
    /// `suppressedRecipient`, and an entry would confirm itself for ever.
    ///
    /// - Parameters:
    ///   - state: the state before.
    ///   - verdict: what the reply means.
    ///   - reply: the reply's text, which becomes that of the reason.
    ///   - now: the time, in seconds since 1970.
    public func state(
        after state: SuppressionState, verdict: BounceVerdict, reply: String, at now: Int64
    ) -> SuppressionState {
        guard !state.key.target.isDomain else { return state }
        let reason = SuppressionReason.bounce(verdict.cause, reply: reply)
        var next = state
        switch response(to: verdict) {
        case .suppress: suppress(&next, because: reason, for: hardBounceTime, at: now)
        case .countRefusal:
            guard !state.isSuppressed(at: now) else { break }
            let count = StrikeCount.adding(to: state.refusals, at: now, by: weakRefusals)
            next.refusals = count
            guard count.strikes(at: now, by: weakRefusals) == weakRefusals.threshold else { break }
            suppress(&next, because: reason, for: strikeTime, at: now)
        case .countFullMailbox:
            guard !state.isSuppressed(at: now) else { break }
            let count = StrikeCount.adding(to: state.fullMailbox, at: now, by: fullMailboxes)
            next.fullMailbox = count
            guard count.strikes(at: now, by: fullMailboxes) == fullMailboxes.threshold else { break }
            suppress(&next, because: reason, for: strikeTime, at: now)
        case .forgetStrikes: next.forgetStrikes()
        case .nothing: break
        }
        return next
    }

    /// The state after a complaint.
    ///
    /// A pure function. The state of a whole domain stays as it is.
    ///
    /// - Parameters:
    ///   - state: the state before, best that of a sender domain or a stream: who complains about one is not tired of
    ///     all.
    ///   - type: the type of the complaint.
    ///   - text: what else is known of it, which becomes the text of the reason.
    ///   - now: the time, in seconds since 1970.
    public func state(
        after state: SuppressionState, feedback type: FeedbackType, text: String = "", at now: Int64
    ) -> SuppressionState {
        guard !state.key.target.isDomain, response(to: type) == .suppress else { return state }
        var next = state
        suppress(&next, because: .feedback(type, text: text), for: nil, at: now)
        return next
    }

    /// Makes an entry, or confirms the one that is there.
    ///
    /// While an entry holds nothing is sent, so that whatever comes was under way before: it confirms the entry and
    /// does not make it longer, unless the new reason weighs more or is a complaint. An entry after a refusal that
    /// follows another one holds for twice as long as that did.
    private func suppress(
        _ state: inout SuppressionState, because reason: SuppressionReason, for time: Int64?, at now: Int64
    ) {
        let end = time.map { now.adding(max(1, min($0, longestTime))) }
        guard let entry = state.suppression else {
            state.suppress(because: reason, since: now, expiry: end, confirmations: 0)
            return
        }
        let confirmations = entry.confirmations == .max ? .max : entry.confirmations + 1
        guard entry.holds(at: now) else {
            var expiry = end
            if let end, let before = entry.expiry, entry.reason.rank == reason.rank {
                let held = max(0, before.subtracting(entry.since))
                expiry = max(end, now.adding(min(held.adding(held), max(1, longestTime))))
            }
            state.suppress(because: reason, since: now, expiry: expiry, confirmations: confirmations)
            return
        }
        let isWeightier = reason.rank > entry.reason.rank
        // A complaint stays true when a person's entry for some time has ended.
        let isFeedback = if case .feedback = reason.kind { true } else { false }
        let longer: Int64? = if let end, let expiry = entry.expiry { max(end, expiry) } else { nil }
        state.suppress(
            because: reason.rank >= entry.reason.rank ? reason : entry.reason, since: entry.since,
            expiry: isWeightier || isFeedback ? longer : entry.expiry, confirmations: confirmations)
    }
}
