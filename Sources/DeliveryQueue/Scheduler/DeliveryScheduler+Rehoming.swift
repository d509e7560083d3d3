/// What waits at a site that its domain's mail does not go to any more.
extension DeliveryScheduler {
    /// Has everything of a domain that is ready at one site be ready at another, due as before.
    ///
    /// Those under way are not concerned; those that wait for their time are left to `rehomeDue(at:to:)`. It costs a
    /// look at each delivery that is ready at the old site.
    ///
    /// - Parameters:
    ///   - domain: the domain.
    ///   - old: the site that its mail went to.
    ///   - new: the site that it goes to now.
    public mutating func rehome(domain: String, from old: String, to new: String) {
        guard old != new, let site = sites.find(old), sites[site].ready > 0 else { return }
        let name = domain == old ? Chain.nowhere : domains.use(domain)
        var moved = takeReady(to: name, at: site)
        // What was set aside lies in one chain, whatever the site.
        if sites[site].aside > 0 { arena.split(site: site, domain: name, from: &aside, to: &moved) }
        if !moved.isEmpty {
            let target = sites.place(of: new)
            // Held until the last has come: the first may be void, and be forgotten with the site that it was alone at.
            sites[target].uses += 1
            while let place = arena.popFirst(from: &moved) {
                sites[site].ready -= 1
                if arena[place].stage == .aside { sites[site].aside -= 1 }
                move(place, to: target)
                makeReady(place)
            }
            sites[target].uses -= 1
            forgetSite(target, at: lastTime)
        }
        if name >= 0 { domains.release(name) }
    }

    /// Has everything that has become due since the last `take` wait at the site that its domain's mail goes to.
    ///
    /// It costs a look at each delivery that has become due.
    ///
    /// - Parameters:
    ///   - now: the time, as the next `take` has it.
    ///   - home: tells the site of a domain.
    public mutating func rehomeDue(at now: WallTime, to home: (String) -> String) {
        var due = Chain()
        arena.append(contentsOf: &arrived, to: &due)
        if now.milliseconds > wheel.reached { wheel.advance(to: now.milliseconds, in: &arena, into: &due) }
        while let place = arena.popFirst(from: &due) {
            let entry = arena[place]
            let site = home(entry.domain < 0 ? sites.name(entry.site) : domains[entry.domain])
            if site != sites.name(entry.site) { move(place, to: sites.place(of: site)) }
            arena.append(place, to: &arrived)
            arrivedEarliest = min(arrivedEarliest, entry.due)
        }
    }

    /// Takes everything to a domain out of the queues of a site's senders.
    private mutating func takeReady(to domain: Int32, at site: Int32) -> Chain {
        var moved = Chain()
        for priority in DeliveryPriority.allCases {
            var (old, new) = (sites[site].lanes[priority], Chain.nowhere)
            while let queue = queues.popFirst(from: &old) {
                arena.split(site: site, domain: domain, from: &queues[queue].deliveries, to: &moved)
                if queues[queue].deliveries.isEmpty { queues.remove(queue) } else { queues.append(queue, to: &new) }
            }
            sites[site].lanes[priority] = new
        }
        return moved
    }

    /// Names another site as that of a delivery which no site's senders have in their queues.
    private mutating func move(_ place: Int32, to site: Int32) {
        let entry = arena[place]
        let domain = entry.domain < 0 ? sites.name(entry.site) : domains[entry.domain]
        arena[place].domain = domain == sites.name(site) ? Chain.nowhere : domains.use(domain)
        if entry.domain >= 0 { domains.release(entry.domain) }
        arena[place].site = site
        sites[site].uses += 1
        sites[entry.site].uses -= 1
        forgetSite(entry.site, at: lastTime)
    }
}

extension DeliveryArena {
    /// Takes what is to a domain at a site out of a chain, whose order stays.
    fileprivate mutating func split(site: Int32, domain: Int32, from chain: inout Chain, to moved: inout Chain) {
        var left = Chain()
        while let place = popFirst(from: &chain) {
            if self[place].site == site, self[place].domain == domain {
                append(place, to: &moved)
            } else {
                append(place, to: &left)
            }
        }
        chain = left
    }
}
