/// Values by key that know in which order they were last used.
///
/// The nodes stand in one array and are linked by their places in it; a second array finds the place of a key by its
/// hash (open addressing, one step after the other). So finding, using, inserting and removing take constant time, none
/// of them allocates but to grow, and a look-up touches little memory. Whoever chooses keys cannot choose their hashes,
/// which are seeded anew in each process.
struct RecencyTable<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    /// A value and its neighbours in the order of use.
    struct Node: Sendable {
        /// The key, or nil where the place is free.
        fileprivate(set) var key: Key?
        /// The value.
        var value: Value
        /// The lower half of the key's hash.
        fileprivate var hash: UInt32
        /// The place of the node that was used next after this one; in a free place, of the next free one.
        fileprivate var newer: Int32 = none
        /// The place of the node that was used last before this one.
        fileprivate var older: Int32 = none
    }

    /// The nodes by place, those of free places among them.
    var nodes: ContiguousArray<Node> = []
    /// How many values there are.
    private(set) var count = 0
    /// The place of each key where its hash leads, or behind that; as many as a power of two, or none.
    private var slots: ContiguousArray<Int32> = []
    private var newest = none
    private var free = none
    private var last = none

    /// No place.
    private static var none: Int32 { -1 }
    /// The fewest slots of a table that has any.
    private static var leastSlots: Int { 16 }

    /// Makes an empty table.
    init() {}

    /// The place of the value that was not used for the longest time.
    var oldest: Int? { last < 0 ? nil : Int(last) }

    /// The octets that a value takes here on average, with arrays that grow by doubling and so are three quarters full.
    static var sizeOfPlace: Int { MemoryLayout<Node>.stride * 4 / 3 + 2 * MemoryLayout<Int32>.stride * 4 / 3 }

    /// The place of a key's value; it holds until that is removed.
    func index(of key: Key) -> Int? {
        guard count > 0 else { return nil }
        let hash = Self.hash(of: key)
        var slot = Int(hash) & (slots.count - 1)
        while slots[slot] >= 0 {
            let place = Int(slots[slot])
            if nodes[place].hash == hash, nodes[place].key == key { return place }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// Notes that a value was used now.
    mutating func use(_ index: Int) {
        guard Int(newest) != index else { return }
        unlink(index)
        link(index)
    }

    /// Inserts a value as the most recently used one; its key must be absent.
    mutating func insert(_ value: Value, for key: Key) {
        // At most three quarters are taken, or the steps from slot to slot would be many.
        if (count + 1) * 4 > slots.count * 3 { grow() }
        let node = Node(key: key, value: value, hash: Self.hash(of: key))
        let index: Int
        if free >= 0 {
            index = Int(free)
            free = nodes[index].newer
            nodes[index] = node
        } else {
            index = nodes.count
            nodes.append(node)
        }
        count += 1
        fill(slotFor: index)
        link(index)
    }

    /// Removes a value and puts another in its place, so that it holds no memory.
    mutating func remove(_ index: Int, leaving nothing: Value) {
        guard nodes[index].key != nil else { return }
        clear(slotOf: index)
        unlink(index)
        nodes[index] = Node(key: nil, value: nothing, hash: 0, newer: free)
        free = Int32(truncatingIfNeeded: index)
        count -= 1
    }

    private static func hash(of key: Key) -> UInt32 { UInt32(truncatingIfNeeded: key.hashValue) }

    private mutating func grow() {
        slots = ContiguousArray(repeating: Self.none, count: max(Self.leastSlots, slots.count * 2))
        for index in nodes.indices where nodes[index].key != nil { fill(slotFor: index) }
    }

    private mutating func fill(slotFor index: Int) {
        var slot = Int(nodes[index].hash) & (slots.count - 1)
        while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = Int32(truncatingIfNeeded: index)
    }

    /// Empties a slot, and moves into it what would not be found behind it any more.
    private mutating func clear(slotOf index: Int) {
        let mask = slots.count - 1
        var hole = Int(nodes[index].hash) & mask
        while Int(slots[hole]) != index { hole = (hole + 1) & mask }
        var slot = hole
        while true {
            slot = (slot + 1) & mask
            guard slots[slot] >= 0 else { break }
            let home = Int(nodes[Int(slots[slot])].hash) & mask
            // It may move if its way from home leads over the hole.
            if (slot - home) & mask >= (slot - hole) & mask {
                slots[hole] = slots[slot]
                hole = slot
            }
        }
        slots[hole] = Self.none
    }

    private mutating func link(_ index: Int) {
        let place = Int32(truncatingIfNeeded: index)
        nodes[index].newer = Self.none
        nodes[index].older = newest
        if newest >= 0 { nodes[Int(newest)].newer = place }
        newest = place
        if last < 0 { last = place }
    }

    private mutating func unlink(_ index: Int) {
        let (newer, older) = (nodes[index].newer, nodes[index].older)
        if newer >= 0 { nodes[Int(newer)].older = older } else { newest = older }
        if older >= 0 { nodes[Int(older)].newer = newer } else { last = newer }
    }
}
