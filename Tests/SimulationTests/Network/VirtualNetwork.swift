import DeliveryQueue
import DeliveryQueueTesting

/// The other hosts of a simulated world, and where each domain's mail goes.
final class VirtualNetwork: @unchecked Sendable {
    // Unchecked: everything runs on one thread.

    /// The sites.
    let sites: [SimulatedSite]
    /// How many times each message was taken for each recipient.
    private(set) var deliveries: [RecipientPlace: Int] = [:]
    /// Decides what is left to chance.
    var random: SeededGenerator
    /// In how many of a thousand cases there is no room for a connection to a site.
    var crowding = 0
    /// Whether some sources have no way to some sites.
    var lacksWays = false
    /// Whether all trouble is over.
    private(set) var isHealed = false
    private var places: [String: Int]
    /// Where the mail of people goes that belong to no site of the scenario.
    private let home: SimulatedSite

    /// Makes a network.
    ///
    /// - Parameters:
    ///   - plans: the sites and their domains.
    ///   - seed: decides what is left to chance.
    init(_ plans: [SitePlan], seed: UInt64) {
        random = SeededGenerator(seed: seed)
        sites = plans.enumerated().map { index, plan in
            SimulatedSite(name: plan.name, behaviour: plan.behaviour, seed: seed &+ UInt64(index))
        }
        places = [:]
        for (index, plan) in plans.enumerated() {
            for domain in plan.domains { places[domain] = index }
        }
        home = SimulatedSite(name: "mx.home.test", behaviour: SiteBehaviour(), seed: seed)
    }

    /// The site that the mail of a domain goes to.
    func site(of domain: String) -> SimulatedSite { places[domain].map { sites[$0] } ?? home }

    /// Moves a domain to another site.
    func move(_ domain: String, to index: Int) {
        if sites.indices.contains(index) { places[domain] = index }
    }

    /// Why an attempt cannot be made at a site, for now; nil where it can.
    func pause(from source: String, at site: SimulatedSite) -> PathPause? {
        guard !isHealed else { return nil }
        let sum = (source + site.name).utf8.reduce(0) { $0 + Int($1) }
        if lacksWays, sum % 3 == 0 { return .noWay }
        return chance(crowding) ? .noRoom : nil
    }

    /// Counts what a receiver has taken.
    func take(_ places: [RecipientPlace]) {
        for place in places { deliveries[place, default: 0] += 1 }
    }

    /// Ends all trouble.
    func heal() {
        isHealed = true
        for site in sites { site.behaviour = site.behaviour.healed }
    }

    /// A chance.
    ///
    /// - Parameter thousandths: in how many of a thousand cases it is true.
    func chance(_ thousandths: Int) -> Bool {
        thousandths > 0 && Int.random(in: 0..<1_000, using: &random) < thousandths
    }
}
