import MailAddressing
import SMTPProtocol

extension MemoryQueueStore {
    /// Finds messages, the newest last; see the contract of `QueueStore`.
    public func messages(_ query: MessageQuery) -> [StoredMessage] {
        let includesSettled = query.includesSettled || query.state?.isSettled == true
        let candidates = includesSettled ? known : open
        var found: [StoredMessage] = []
        for id in candidates.descending {
            guard found.count < query.limit else { break }
            if let stored = messages[id], query.matches(stored) { found.append(stored) }
        }
        return found.reversed()
    }

    /// Counts what the queue holds; see the contract of `QueueStore`.
    public func summary() -> QueueSummary {
        var summary = QueueSummary(unsettledMessages: open.count, unsettledOctets: 0, recipients: [:], oldest: nil)
        for (id, stored) in messages {
            for recipient in stored.recipients {
                summary.recipients[recipient.state, default: 0] += 1
                if recipient.isAmbiguous, !recipient.state.isSettled { summary.ambiguous += 1 }
            }
            guard contents[id] != nil else { continue }
            summary.unsettledOctets += stored.message.size
            summary.oldest = min(summary.oldest ?? stored.message.acceptedAt, stored.message.acceptedAt)
        }
        return summary
    }

    /// Counts what became of recipients, by domain in the order of their names; see the contract of `QueueStore`.
    public func statistics(from start: WallTime, until end: WallTime) -> [DomainStatistics] {
        var domains: [String: DomainStatistics] = [:]
        for stored in messages.values where stored.message.acceptedAt >= start && stored.message.acceptedAt < end {
            for (mailbox, recipient) in zip(stored.message.recipients, stored.recipients) {
                let domain = mailbox.host.description
                var count = domains[domain] ?? DomainStatistics(domain: domain, recipients: [:], attempts: 0)
                count.recipients[recipient.state, default: 0] += 1
                count.attempts += recipient.attempts
                domains[domain] = count
            }
        }
        return domains.values.sorted { $0.domain < $1.domain }
    }
}

extension MessageQuery {
    /// Whether a message is one of those that are looked for, whatever its recipients' states but for `state`.
    fileprivate func matches(_ stored: StoredMessage) -> Bool {
        let message = stored.message
        if let from, message.acceptedAt < from { return false }
        if let until, message.acceptedAt >= until { return false }
        if let state, !stored.recipients.contains(where: { $0.state == state }) { return false }
        if let sender {
            guard Self.matches(sender, message.reversePath.mailbox) else { return false }
        }
        if let recipient, !message.recipients.contains(where: { Self.matches(recipient, $0) }) { return false }
        return true
    }

    /// Whether a mailbox, or with `@` before it its domain, is the one in words; an empty one is the null reverse path.
    private static func matches(_ text: String, _ mailbox: Mailbox?) -> Bool {
        guard let mailbox else { return text.isEmpty }
        let full = text.hasPrefix("@") ? "@\(mailbox.host)" : mailbox.description
        return full.lowercased() == text.lowercased()
    }
}
