import DequeModule
import HeapModule

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
        for recipient in recipients {
            superseded[RecipientPlace(message: message, recipient: recipient)] = sequence
        }
        supersessions += recipients.count
        if supersessions > max(Self.leastSupersessions, stored / 3) { removeVoid() }
    }

    /// Deliveries that wait for their time or for a limit; those that are void are not among them.
    ///
    /// It costs a look at each of them where something was superseded lately.
    public var backlog: Int {
        guard !superseded.isEmpty else { return stored }
        let ready = sites.values.reduce(0) { sum, site in sum + site.ready.count { !isVoid($0) } }
        return ready + waiting.unordered.count { !isVoid($0.item) }
    }

    /// Whether something else follows for every recipient of a delivery.
    func isVoid(_ item: Item) -> Bool {
        guard !superseded.isEmpty else { return false }
        return item.recipients.allSatisfy { recipient in
            guard let last = superseded[RecipientPlace(message: item.message, recipient: recipient)] else {
                return false
            }
            return item.sequence <= last
        }
    }

    /// Counts a void delivery out.
    mutating func forget(_ item: Item) {
        stored -= 1
        names.release(item.site)
    }

    /// Goes through everything once and forgets what is void.
    private mutating func removeVoid() {
        let (all, ready) = (waiting.unordered, sites)
        waiting = Heap(all.filter { !isVoid($0.item) })
        for waiting in all where isVoid(waiting.item) { forget(waiting.item) }
        for (name, site) in ready {
            for item in site.ready where isVoid(item) { forget(item) }
            let left = Deque(site.ready.filter { !isVoid($0) })
            sites[name] =
                left.isEmpty && site.underWay == 0
                ? nil : Site(ready: left, underWay: site.underWay, isInTurn: site.isInTurn && !left.isEmpty)
        }
        turns.removeAll { sites[$0]?.isInTurn != true }
        superseded = [:]
        supersessions = 0
    }
}
