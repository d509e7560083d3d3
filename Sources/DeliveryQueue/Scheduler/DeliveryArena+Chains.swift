extension DeliveryArena {
    /// Appends a delivery to a chain; it is in no other.
    mutating func append(_ place: Int32, to chain: inout Chain) {
        self[place].next = Chain.nowhere
        if chain.last >= 0 { self[chain.last].next = place } else { chain.first = place }
        chain.last = place
    }

    /// Appends a chain to another, and leaves it empty.
    mutating func append(contentsOf other: inout Chain, to chain: inout Chain) {
        guard !other.isEmpty else { return }
        if chain.last >= 0 { self[chain.last].next = other.first } else { chain.first = other.first }
        chain.last = other.last
        other = Chain()
    }

    /// Takes the first delivery off a chain; nil when it is empty.
    mutating func popFirst(from chain: inout Chain) -> Int32? {
        let place = chain.first
        guard place >= 0 else { return nil }
        chain.first = self[place].next
        if chain.first < 0 { chain.last = Chain.nowhere }
        return place
    }

    /// Takes what is marked as void out of a chain, whose order stays.
    ///
    /// - Parameters:
    ///   - chain: the chain.
    ///   - void: takes what is void at its end.
    mutating func splitVoid(from chain: inout Chain, to void: inout Chain) {
        var left = Chain()
        while let place = popFirst(from: &chain) {
            if self[place].isVoid { append(place, to: &void) } else { append(place, to: &left) }
        }
        chain = left
    }
}
