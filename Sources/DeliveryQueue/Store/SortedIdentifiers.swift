/// Names of messages in order.
///
/// They lie in blocks of at most `blockLength`, in order. A step looks for the block, which costs the logarithm of the
/// number of names, and moves at most what is in one block; now and then a block is added or removed. New names are
/// nearly always the greatest and are appended.
struct SortedIdentifiers: Sendable {
    /// None is empty.
    private var blocks: [[MessageID]] = []
    /// How many names there are.
    private(set) var count = 0
    /// How many names are in a block at most: few enough to be moved at once, and many enough that there are few
    /// blocks.
    static let blockLength = 512

    /// The smallest name, or nil when there is none.
    var first: MessageID? { blocks.first?.first }

    /// The greatest name, or nil when there is none.
    var last: MessageID? { blocks.last?.last }

    /// The names from the greatest to the smallest.
    var descending: some Sequence<MessageID> {
        blocks.reversed().lazy.flatMap { $0.reversed() as ReversedCollection<[MessageID]> }
    }

    /// Adds a name; one that is there is left there.
    mutating func insert(_ id: MessageID) {
        guard let last, last >= id else {
            if blocks.last.map({ $0.count < Self.blockLength }) != true { blocks.append([]) }
            blocks[blocks.count - 1].append(id)
            count += 1
            return
        }
        let block = position(in: blocks) { $0.last.map { $0 < id } ?? true }
        let index = position(in: blocks[block]) { $0 < id }
        guard blocks[block][index] != id else { return }
        blocks[block].insert(id, at: index)
        count += 1
        guard blocks[block].count > Self.blockLength else { return }
        let upper = Array(blocks[block][(Self.blockLength / 2)...])
        blocks[block].removeSubrange((Self.blockLength / 2)...)
        blocks.insert(upper, at: block + 1)
    }

    /// Removes a name; one that is not there is none.
    mutating func remove(_ id: MessageID) {
        let block = position(in: blocks) { $0.last.map { $0 < id } ?? true }
        guard block < blocks.count else { return }
        let index = position(in: blocks[block]) { $0 < id }
        guard blocks[block][index] == id else { return }
        blocks[block].remove(at: index)
        if blocks[block].isEmpty { blocks.remove(at: block) }
        count -= 1
    }

    /// The smallest name that is not smaller than one, which need not be there.
    func first(notBefore id: MessageID) -> MessageID? { first { $0 < id } }

    /// The smallest name that is greater than one, which need not be there.
    func first(after id: MessageID) -> MessageID? { first { $0 <= id } }

    /// The smallest name behind those for which something holds, as it does for all up to one.
    private func first(behind isBefore: (MessageID) -> Bool) -> MessageID? {
        let block = position(in: blocks) { $0.last.map(isBefore) ?? true }
        guard block < blocks.count else { return nil }
        return blocks[block][position(in: blocks[block], behind: isBefore)]
    }

    /// The index of the first element for which something does not hold, as it does for all before it.
    private func position<Element>(in array: [Element], behind isBefore: (Element) -> Bool) -> Int {
        var (low, high) = (0, array.count)
        while low < high {
            let middle = (low + high) / 2
            if isBefore(array[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
