import Logging

/// Which site a delivery waits at: that of its domain's mail hosts, once somebody has found them.
extension MailQueue {
    /// How often in succession a delivery may be moved to another site without an attempt.
    static let mostReroutings = 3
    /// How many deliveries are remembered that were moved and not attempted yet; with more, all are forgotten.
    private static let reroutingsRemembered = 10_000

    /// The site at which deliveries to a domain wait: the domain by itself where its site is not known.
    ///
    /// - Parameter domain: the domain, with the rule that chooses its way, if one does.
    func home(of domain: String) -> String { sites.site(of: domain) ?? domain }

    /// Moves a delivery that waited at another site than it should by now, without an attempt.
    ///
    /// - Returns: whether it was moved; it is due as before.
    func moveHome(_ delivery: DeliveryScheduler.Delivery, at now: WallTime) -> Bool {
        let home = home(of: delivery.item.domain)
        guard home != delivery.item.site else { return false }
        var item = delivery.item
        item.site = home
        scheduler.finished(delivery, .notTried, at: now)
        scheduler.add(item, due: item.due)
        return true
    }

    /// Whether an attempt may be answered with another site.
    func mayReroute(_ item: DeliveryScheduler.Item) -> Bool {
        guard !reroutings.isEmpty, let place = Self.place(of: item) else { return true }
        return reroutings[place, default: 0] < Self.mostReroutings
    }

    /// Learns the site of a delivery's domain, and has the delivery wait there, as all that is ready for the domain.
    ///
    /// The recipients are free.
    func reroute(_ item: DeliveryScheduler.Item, to site: String) {
        let earlier = home(of: item.domain)
        sites.learn(site, of: item.domain)
        if let place = Self.place(of: item) {
            if reroutings.count >= Self.reroutingsRemembered, reroutings[place] == nil { reroutings = [:] }
            reroutings[place, default: 0] += 1
        }
        var item = item
        item.site = home(of: item.domain)
        scheduler.rehome(domain: item.domain, from: earlier, to: item.site)
        // What was chosen for the domain before its site was known holds for the site.
        if earlier == item.domain { scheduler.moveWay(of: earlier, to: item.site, at: clock.now()) }
        scheduler.add(item, due: item.due)
        stateChanged()
    }

    /// Ends a delivery that was not tried, has its path pause, and adds it again: it is due as before, and another
    /// source may take it.
    ///
    /// - Returns: false where nothing was done, as no other source has a way to the site.
    func tryElsewhere(_ delivery: DeliveryScheduler.Delivery, _ pause: PathPause) -> Bool {
        let now = clock.now()
        guard pause != .noWay || scheduler.hasOtherWay(for: delivery, at: now) else { return false }
        // In one step, so that of several sources that have no way the last one finds out that it is the last.
        scheduler.finished(delivery, .paused(pause), at: now)
        scheduler.add(delivery.item, due: delivery.item.due)
        return true
    }

    /// Forgets how often a delivery was moved, as it is attempted.
    func endReroutings(of item: DeliveryScheduler.Item) {
        guard !reroutings.isEmpty, let place = Self.place(of: item) else { return }
        reroutings[place] = nil
    }

    /// Forgets how often deliveries were moved to recipients that do not wait for them any more.
    func endReroutings(of recipients: [Int], of id: MessageID) {
        guard !reroutings.isEmpty else { return }
        for recipient in recipients { reroutings[RecipientPlace(message: id, recipient: recipient)] = nil }
    }

    private static func place(of item: DeliveryScheduler.Item) -> RecipientPlace? {
        item.recipients.first.map { RecipientPlace(message: item.message, recipient: $0) }
    }
}
