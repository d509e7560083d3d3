import MailAddressing

/// A recipient that is to be scheduled.
struct Waiting {
    /// Its index in the envelope.
    let recipient: Int
    /// The host part of its mailbox in its canonical form.
    let site: String
    /// When its next attempt is due.
    let due: WallTime

    /// Describes a recipient.
    init(_ recipient: Int, _ host: MailHost, due: WallTime) {
        self.init(recipient, site: host.description, due: due)
    }

    /// Describes a recipient.
    init(_ recipient: Int, site: String, due: WallTime) {
        self.recipient = recipient
        self.site = site
        self.due = due
    }
}

extension MailQueue {
    /// Adds deliveries for recipients of a message, one for each site and time.
    func schedule(_ id: MessageID, _ recipients: [Waiting]) {
        struct Group: Hashable {
            var site: String
            var due: WallTime
        }
        if recipients.count == 1, let only = recipients.first {
            let item = DeliveryScheduler.Item(message: id, recipients: [only.recipient], site: only.site)
            return scheduler.add(item, due: only.due)
        }
        var groups: [Group: [Int]] = [:]
        var order: [Group] = []
        for recipient in recipients {
            let group = Group(site: recipient.site, due: recipient.due)
            if groups[group] == nil { order.append(group) }
            groups[group, default: []].append(recipient.recipient)
        }
        for group in order {
            let item = DeliveryScheduler.Item(message: id, recipients: groups[group] ?? [], site: group.site)
            scheduler.add(item, due: group.due)
        }
    }

    /// Adds deliveries for recipients of a message in memory that wait, when they are due.
    func scheduleQueued(_ recipients: [Int], of id: MessageID) {
        guard let entry = active[id] else { return }
        let waiting = recipients.filter { entry.recipients[$0].state == .queued }
        schedule(
            id, waiting.map { Waiting($0, entry.message.recipients[$0].host, due: entry.recipients[$0].nextAttempt) })
    }
}
