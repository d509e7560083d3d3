/// Values by key that know in which order they were last used.
///
/// The nodes stand in one array and are linked by their places in it, so that finding, using, inserting and removing
/// take constant time and none of them allocates but to grow.
struct RecencyTable<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    /// A value and its neighbours in the order of use.
    struct Node: Sendable {
        /// The key, or nil where the place is free.
        fileprivate(set) var key: Key?
        /// The value.
        var value: Value
        /// The place of the node that was used next after this one; in a free place, of the next free one.
        fileprivate(set) var newer: Int?
        /// The place of the node that was used last before this one.
        fileprivate(set) var older: Int?
    }

    /// The nodes by place, those of free places among them.
    var nodes: ContiguousArray<Node> = []
    private var places: [Key: Int] = [:]
    private var newest: Int?
    private var free: Int?
    /// The place of the value that was not used for the longest time.
    private(set) var oldest: Int?

    /// How many values there are.
    var count: Int { places.count }

    /// The place of a key's value; it holds until that is removed.
    func index(of key: Key) -> Int? { places[key] }

    /// Notes that a value was used now.
    mutating func use(_ index: Int) {
        guard newest != index else { return }
        unlink(index)
        link(index)
    }

    /// Inserts a value as the most recently used one; its key must be absent.
    mutating func insert(_ value: Value, for key: Key) {
        let index: Int
        if let place = free {
            index = place
            free = nodes[place].newer
            nodes[place] = Node(key: key, value: value)
        } else {
            index = nodes.count
            nodes.append(Node(key: key, value: value))
        }
        places[key] = index
        link(index)
    }

    /// Removes a value and puts another in its place, so that it holds no memory.
    mutating func remove(_ index: Int, leaving nothing: Value) {
        guard let key = nodes[index].key else { return }
        places[key] = nil
        unlink(index)
        nodes[index] = Node(key: nil, value: nothing, newer: free)
        free = index
    }

    private mutating func link(_ index: Int) {
        nodes[index].newer = nil
        nodes[index].older = newest
        if let newest { nodes[newest].newer = index }
        newest = index
        if oldest == nil { oldest = index }
    }

    private mutating func unlink(_ index: Int) {
        let (newer, older) = (nodes[index].newer, nodes[index].older)
        if let newer { nodes[newer].older = older } else { newest = older }
        if let older { nodes[older].newer = newer } else { oldest = newer }
    }
}
