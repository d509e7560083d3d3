/// What is ready of one sender at one site with one priority, first in, first out.
struct SenderQueue: Sendable {
    let site: Int32
    /// The stem of the senders whose deliveries it has.
    let sender: Int32
    let priority: DeliveryPriority
    var deliveries = Chain()
    /// The next in the ring of its lane, or among the places that are free.
    var next = Chain.nowhere
}

/// The senders' queues that have something, of all sites.
struct SenderQueues: Sendable {
    private var queues: [SenderQueue] = []
    private var places: [UInt64: Int32] = [:]
    private var firstFree = Chain.nowhere

    /// How many there are.
    var count: Int { places.count }

    /// The places of all queues.
    var allPlaces: [Int32] { places.values.sorted() }

    /// A queue at a place that was given out.
    subscript(place: Int32) -> SenderQueue {
        get { queues[Int(place)] }
        _modify { yield &queues[Int(place)] }
    }

    /// The place of a queue; nil where there is none.
    func find(site: Int32, sender: Int32, _ priority: DeliveryPriority) -> Int32? {
        places[Self.key(site, sender, priority)]
    }

    /// Makes a queue, where there is none for these.
    mutating func insert(site: Int32, sender: Int32, _ priority: DeliveryPriority) -> Int32 {
        let queue = SenderQueue(site: site, sender: sender, priority: priority)
        let place: Int32
        if firstFree >= 0 {
            place = firstFree
            firstFree = queues[Int(place)].next
            queues[Int(place)] = queue
        } else {
            place = Int32(queues.count)
            queues.append(queue)
        }
        places[Self.key(site, sender, priority)] = place
        return place
    }

    /// Forgets a queue, which is in no ring.
    mutating func remove(_ place: Int32) {
        let queue = queues[Int(place)]
        places[Self.key(queue.site, queue.sender, queue.priority)] = nil
        queues[Int(place)].next = firstFree
        queues[Int(place)].deliveries = Chain()
        firstFree = place
    }

    /// Puts a queue at the end of a ring.
    ///
    /// - Parameters:
    ///   - place: the queue.
    ///   - ring: the place of the ring's last queue, or negative.
    mutating func append(_ place: Int32, to ring: inout Int32) {
        if ring < 0 {
            queues[Int(place)].next = place
        } else {
            queues[Int(place)].next = queues[Int(ring)].next
            queues[Int(ring)].next = place
        }
        ring = place
    }

    /// Takes the first queue out of a ring.
    mutating func popFirst(from ring: inout Int32) -> Int32? {
        guard ring >= 0 else { return nil }
        let first = queues[Int(ring)].next
        if first == ring {
            ring = Chain.nowhere
        } else {
            queues[Int(ring)].next = queues[Int(first)].next
        }
        return first
    }

    private static func key(_ site: Int32, _ sender: Int32, _ priority: DeliveryPriority) -> UInt64 {
        UInt64(UInt32(bitPattern: site)) << 33 | UInt64(UInt32(bitPattern: sender)) << 2 | UInt64(priority.rawValue)
    }
}
