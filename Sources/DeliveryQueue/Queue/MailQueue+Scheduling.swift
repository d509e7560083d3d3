import MailAddressing
import SMTPProtocol

/// A recipient that is to be scheduled.
struct Waiting {
    /// Its index in the envelope.
    let recipient: Int
    /// The host part of its mailbox in its canonical form.
    let domain: String
    /// When its next attempt is due.
    let due: WallTime

    /// Describes a recipient.
    init(_ recipient: Int, _ host: MailHost, due: WallTime) {
        self.init(recipient, domain: host.description, due: due)
    }

    /// Describes a recipient.
    init(_ recipient: Int, domain: String, due: WallTime) {
        self.recipient = recipient
        self.domain = domain
        self.due = due
    }
}

/// Whose turn a message is taken in, and how early.
struct Standing {
    /// The reverse path in lower case; empty for the null one.
    let sender: String
    /// How early it is taken.
    let priority: DeliveryPriority
    /// The message's size in octets: a rule may choose its way by it.
    let size: Int
}

extension MailQueue {
    /// Adds deliveries for recipients of a message, one for each domain and time, and more of them where a site takes
    /// fewer recipients at once.
    func schedule(_ id: MessageID, _ recipients: [Waiting], as standing: Standing) {
        struct Group: Hashable {
            var domain: String
            var due: WallTime
        }
        if recipients.count == 1, let only = recipients.first {
            let domain = routed(only.domain, standing)
            return scheduler.add(item(id, [only.recipient], home(of: domain), domain, standing), due: only.due)
        }
        var groups: [Group: [Int]] = [:]
        var order: [Group] = []
        for recipient in recipients {
            let group = Group(domain: recipient.domain, due: recipient.due)
            if groups[group] == nil { order.append(group) }
            groups[group, default: []].append(recipient.recipient)
        }
        for group in order {
            let domain = routed(group.domain, standing)
            let (site, all) = (home(of: domain), groups[group] ?? [])
            let most = all.count > 1 ? mostRecipients(at: site) : 1
            for start in stride(from: 0, to: all.count, by: most) {
                let some = Array(all[start..<min(start + most, all.count)])
                scheduler.add(item(id, some, site, domain, standing), due: group.due)
            }
        }
    }

    /// A domain as mail for it is known here: with the rule that the message falls under, where there is one.
    func routed(_ domain: String, _ standing: Standing) -> String {
        guard let routing else { return domain }
        return RoutedName.name(
            domain, by: routing.rule(forDomain: domain, sender: standing.sender, size: standing.size))
    }

    /// The domain of a recipient as mail for it is known here.
    func routedDomain(of recipient: Int, in message: QueuedMessage) -> String {
        routed(message.recipients[recipient].host.description, message.standing)
    }

    private func item(
        _ id: MessageID, _ recipients: [Int], _ site: String, _ domain: String, _ standing: Standing
    ) -> DeliveryScheduler.Item {
        DeliveryScheduler.Item(
            message: id, recipients: recipients, site: site, domain: domain, sender: standing.sender,
            priority: standing.priority)
    }

    /// How many recipients a site takes in one transaction, as far as the rules know.
    private func mostRecipients(at site: String) -> Int {
        max(1, configuration.scheduling.shaping.rule(for: site).limits.recipientsPerTransaction)
    }

    /// Makes the deliveries void that recipients have waited for until now, as something else follows for them.
    func supersede(_ recipients: [Int], of id: MessageID) {
        scheduler.supersede(recipients, of: id)
        endReroutings(of: recipients, of: id)
    }

    /// Adds deliveries for recipients of a message in memory that wait, when they are due.
    func scheduleQueued(_ recipients: [Int], of id: MessageID) {
        guard let entry = active[id] else { return }
        let waiting = recipients.filter { entry.recipients[$0].state == .queued }
        guard !waiting.isEmpty else { return }
        schedule(
            id, waiting.map { Waiting($0, entry.message.recipients[$0].host, due: entry.recipients[$0].nextAttempt) },
            as: entry.message.standing)
    }
}

extension QueuedMessage {
    /// Whose turn it is taken in, and how early.
    var standing: Standing {
        Standing(
            sender: reversePath.description.lowercased(),
            priority: DeliveryPriority(
                mtPriority: options.priority.map { Int($0.level) }, recipients: recipients.count), size: size)
    }
}

extension OpenRecipient {
    /// Whose turn its message is taken in, and how early.
    var standing: Standing {
        Standing(
            sender: sender, priority: DeliveryPriority(mtPriority: priority, recipients: recipientCount), size: size)
    }
}
