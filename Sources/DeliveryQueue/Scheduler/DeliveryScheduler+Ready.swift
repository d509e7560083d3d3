extension DeliveryScheduler {
    /// Puts a delivery whose time has come in its sender's queue at its site.
    mutating func makeReady(_ place: Int32) {
        guard !superseded.isVoid(place, in: arena) else { return forget(place) }
        let entry = arena[place]
        arena[place].stage = .ready
        sites[entry.site].ready += 1
        enqueue(place, entry)
    }

    /// Puts a ready delivery at the end of its sender's queue.
    private mutating func enqueue(_ place: Int32, _ entry: DeliveryArena.Entry) {
        let sender = senders.stem(of: entry.sender)
        if let queue = queues.find(site: entry.site, sender: sender, entry.priority) {
            arena.append(place, to: &queues[queue].deliveries)
            return
        }
        let queue = queues.insert(site: entry.site, sender: sender, entry.priority)
        arena.append(place, to: &queues[queue].deliveries)
        enterLane(queue)
    }

    /// Gives a sender's queue a turn after all others of its lane.
    private mutating func enterLane(_ queue: Int32) {
        let (site, priority) = (queues[queue].site, queues[queue].priority)
        queues.append(queue, to: &sites[site].lanes[priority])
        if !sites[site].isParked { enterTurns(site) }
    }

    /// The next delivery of a site that is neither void nor suspended; it stays where it is.
    mutating func nextReady(at site: Int32, _ now: WallTime) -> (place: Int32, priority: DeliveryPriority)? {
        while let priority = sites[site].lanes.next {
            let queue = queues[sites[site].lanes[priority]].next
            let place = queues[queue].deliveries.first
            if superseded.isVoid(place, in: arena) {
                leaveQueue(queue)
                sites[site].ready -= 1
                forget(place)
            } else if isSenderSuspended(arena[place].sender, at: now)
                || isDomainSuspended(arena[place].domain, at: now)
            {
                leaveQueue(queue)
                arena[place].stage = .aside
                arena.append(place, to: &aside)
                sites[site].aside += 1
            } else {
                return (place, priority)
            }
        }
        return nil
    }

    /// Takes the first delivery out of the queue that is first in its lane, and ends the queue's turn.
    mutating func takeTurn(of priority: DeliveryPriority, at site: Int32) {
        sites[site].lanes.took(priority)
        guard let queue = queues.popFirst(from: &sites[site].lanes[priority]) else { return }
        _ = arena.popFirst(from: &queues[queue].deliveries)
        if queues[queue].deliveries.isEmpty {
            queues.remove(queue)
        } else {
            queues.append(queue, to: &sites[site].lanes[priority])
        }
    }

    /// Takes the first delivery out of a queue that is first in its lane; it keeps its turn while it has others.
    private mutating func leaveQueue(_ queue: Int32) {
        _ = arena.popFirst(from: &queues[queue].deliveries)
        guard queues[queue].deliveries.isEmpty else { return }
        _ = queues.popFirst(from: &sites[queues[queue].site].lanes[queues[queue].priority])
        queues.remove(queue)
    }

    /// Gives everything that was set aside a turn; what is suspended still is set aside again.
    mutating func bringBack() {
        var deliveries = aside
        aside = Chain()
        while let place = arena.popFirst(from: &deliveries) {
            arena[place].stage = .ready
            sites[arena[place].site].aside -= 1
            enqueue(place, arena[place])
        }
    }
}
