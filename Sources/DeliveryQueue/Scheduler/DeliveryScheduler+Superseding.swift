extension DeliveryScheduler {
    /// With fewer of them than this it is not worth while to look for void deliveries.
    private static let leastSupersessions = 64

    /// Makes all deliveries void that were added for recipients until now, as something else is to follow for them.
    ///
    /// Those under way are not concerned.
    ///
    /// - Parameters:
    ///   - recipients: the recipients' indices.
    ///   - message: the message.
    public mutating func supersede(_ recipients: [Int], of message: MessageID) {
        superseded.supersede(recipients, of: message, upTo: sequence)
        if superseded.count > max(Self.leastSupersessions, stored / 3) { removeVoid() }
    }

    /// Deliveries that wait for their time or for a limit; those that are void are not among them.
    ///
    /// It costs a look at each of them where something was superseded lately.
    public var backlog: Int {
        guard !superseded.isEmpty else { return stored }
        return arena.places.count { arena[$0].stage != .underWay && !superseded.isVoid($0, in: arena) }
    }

    /// Goes through everything once and forgets what is void.
    private mutating func removeVoid() {
        for place in arena.places where arena[place].stage != .underWay && superseded.isVoid(place, in: arena) {
            arena[place].isVoid = true
        }
        superseded = SupersessionBook()
        var void = wheel.split(in: &arena)
        arena.splitVoid(from: &arrived, to: &void)
        arena.splitVoid(from: &aside, to: &void)
        for queue in queues.allPlaces { arena.splitVoid(from: &queues[queue].deliveries, to: &void) }
        removeEmptyQueues()
        while let place = arena.popFirst(from: &void) {
            if arena[place].stage != .waiting { sites[arena[place].site].ready -= 1 }
            if arena[place].stage == .aside { sites[arena[place].site].aside -= 1 }
            forget(place)
        }
    }

    /// Takes the senders' queues out of their rings that nothing is left in.
    private mutating func removeEmptyQueues() {
        for site in sites.indices where !sites[site].lanes.isEmpty {
            for priority in DeliveryPriority.allCases {
                var (old, new) = (sites[site].lanes[priority], Chain.nowhere)
                while let queue = queues.popFirst(from: &old) {
                    if queues[queue].deliveries.isEmpty {
                        queues.remove(queue)
                    } else {
                        queues.append(queue, to: &new)
                    }
                }
                sites[site].lanes[priority] = new
            }
        }
    }
}
