import Logging

/// Which way the mail of sites takes, where the queue chooses it.
extension MailQueue {
    /// Takes what an attempt has told of the ways to its site.
    func measure(
        _ outcomes: [DeliveryOutcome], of delivery: DeliveryScheduler.Delivery, since start: WallTime
    ) {
        guard configuration.scheduling.wayChoice != nil, !Task.isCancelled else { return }
        let now = clock.now()
        let samples = WaySample.samples(
            of: outcomes, by: delivery.way, lasting: max(.zero, now - start),
            since: max(.zero, now - scheduler.waitsSince(delivery.item.due)), isTrial: delivery.isTrial)
        let site = delivery.item.site
        guard let way = scheduler.measured(samples, of: site, at: now) else { return }
        let about: Logger.Metadata = [
            "site": "\(site)", "reason": "\(scheduler.way(to: site, at: now)?.description ?? "")",
        ]
        switch way {
        case .usual: logger.notice("The mail of a site goes directly again", metadata: about)
        case .overflow: logger.notice("The mail of a site takes the relay from now on", metadata: about)
        }
    }

    /// Takes the way that people choose for a site's mail, or leaves the choice to the queue again.
    ///
    /// - Parameters:
    ///   - way: the way; nil leaves it open.
    ///   - site: the site, or a recipient's domain: then it is about the site that the domain's mail goes to.
    /// - Returns: what holds from now on, when it is on disk; nil where there is no choice, as the mode is another one
    ///   or a rule has chosen the way.
    /// - Throws: `QueueStoreError` when it cannot be written for now; it holds all the same, and is written later.
    public func choose(_ way: DeliveryWay?, forSite site: String) async throws(QueueStoreError) -> WayReport? {
        let site = home(of: site.lowercased())
        guard scheduler.fix(way, forSite: site, at: clock.now()) else { return nil }
        pump()
        try await writeState()
        return scheduler.way(to: site, at: clock.now())
    }
}
