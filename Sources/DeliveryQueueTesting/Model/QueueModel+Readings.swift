import DeliveryQueue
import MailAddressing
import SMTPProtocol

/// What the model answers.
extension QueueModel {
    /// A page of the recipients that are not settled, in order.
    func openRecipients(after place: RecipientPlace?, limit: Int) -> [OpenRecipient] {
        let all = entries.values.flatMap { entry in
            let message = entry.stored.message
            let sender = message.reversePath.mailbox.map { "\($0)".lowercased() } ?? ""
            return entry.stored.recipients.enumerated().filter { !$0.element.state.isSettled }.map { index, record in
                OpenRecipient(
                    place: RecipientPlace(message: message.id, recipient: index),
                    host: message.recipients[index].host.description, state: record.state,
                    nextAttempt: record.nextAttempt, sender: sender,
                    priority: message.options.priority.map { Int($0.level) },
                    recipientCount: message.recipients.count, size: message.size,
                    acceptedAt: message.acceptedAt, expiresAt: message.expiresAt)
            }
        }
        let rest = all.filter { open in place.map { open.place > $0 } ?? true }
        return Array(rest.sorted { $0.place < $1.place }.prefix(limit))
    }

    /// The messages that a query is for, the newest last.
    func messages(_ query: MessageQuery) -> [StoredMessage] {
        let found = entries.values.filter { matches($0, query) }.map(\.stored)
        return Array(found.sorted { $0.message.id < $1.message.id }.suffix(query.limit))
    }

    private func matches(_ entry: Entry, _ query: MessageQuery) -> Bool {
        let message = entry.stored.message
        let findsSettled = query.includesSettled || query.state?.isSettled == true
        if entry.settledAt != nil, !findsSettled { return false }
        if let sender = query.sender {
            guard Self.matches(message.reversePath.mailbox, sender) else { return false }
        }
        if let recipient = query.recipient {
            guard message.recipients.contains(where: { Self.matches($0, recipient) }) else { return false }
        }
        if let state = query.state {
            guard entry.stored.recipients.contains(where: { $0.state == state }) else { return false }
        }
        if let from = query.from, message.acceptedAt < from { return false }
        if let until = query.until, message.acceptedAt >= until { return false }
        return true
    }

    private static func matches(_ mailbox: Mailbox?, _ text: String) -> Bool {
        guard let mailbox else { return text.isEmpty }
        let compared = text.hasPrefix("@") ? "@\(mailbox.host)" : mailbox.description
        return compared.lowercased() == text.lowercased()
    }

    /// What the queue holds, in numbers.
    func summary() -> QueueSummary {
        let open = entries.values.filter { $0.settledAt == nil }.map(\.stored)
        var states: [RecipientState: Int] = [:]
        for record in entries.values.flatMap(\.stored.recipients) { states[record.state, default: 0] += 1 }
        return QueueSummary(
            unsettledMessages: open.count, unsettledOctets: open.reduce(0) { $0 + $1.message.size },
            recipients: states,
            ambiguous: open.flatMap(\.recipients).count { $0.isAmbiguous && !$0.state.isSettled },
            oldest: open.map(\.message.acceptedAt).min())
    }

    /// What became of recipients, by the domain they are in, in the order of domains.
    func statistics(from start: WallTime, until end: WallTime) -> [DomainStatistics] {
        var domains: [String: DomainStatistics] = [:]
        for entry in entries.values where entry.stored.message.acceptedAt >= start {
            guard entry.stored.message.acceptedAt < end else { continue }
            for (mailbox, record) in zip(entry.stored.message.recipients, entry.stored.recipients) {
                let host = mailbox.host.description
                var domain = domains[host] ?? DomainStatistics(domain: host, recipients: [:], attempts: 0)
                domain.recipients[record.state, default: 0] += 1
                domain.attempts += record.attempts
                domains[host] = domain
            }
        }
        return domains.values.sorted { $0.domain < $1.domain }
    }
}
