/// Places of a table, ordered by when something is due there; each is in it once or not at all.
///
/// Setting, removing and finding the first take logarithmic time at most.
struct DueHeap: Sendable {
    private struct Item: Sendable {
        var place: Int
        var time: Int64
    }

    /// A binary heap: no item is due later than the two that follow from its index.
    private var items: [Item] = []
    /// The index of a place's item, or -1.
    private var indices: [Int] = []

    /// What is due first.
    var first: (place: Int, time: Int64)? { items.first.map { ($0.place, $0.time) } }

    /// Sets when something is due at a place; nil for never.
    mutating func set(_ place: Int, to time: Int64?) {
        while indices.count <= place { indices.append(-1) }
        let index = indices[place]
        guard let time else {
            if index >= 0 { remove(at: index) }
            return
        }
        if index >= 0 {
            items[index].time = time
            sink(rise(index))
        } else {
            items.append(Item(place: place, time: time))
            indices[place] = items.count - 1
            _ = rise(items.count - 1)
        }
    }

    private mutating func remove(at index: Int) {
        let last = items.count - 1
        exchange(index, last)
        indices[items[last].place] = -1
        items.removeLast()
        if index < last { sink(rise(index)) }
    }

    /// Moves an item towards the first; gives where it ends up.
    private mutating func rise(_ start: Int) -> Int {
        var index = start
        while index > 0, items[index].time < items[(index - 1) / 2].time {
            exchange(index, (index - 1) / 2)
            index = (index - 1) / 2
        }
        return index
    }

    /// Moves an item away from the first.
    private mutating func sink(_ start: Int) {
        var index = start
        while true {
            var least = index
            for child in (2 * index + 1)...(2 * index + 2) where child < items.count {
                if items[child].time < items[least].time { least = child }
            }
            guard least != index else { return }
            exchange(index, least)
            index = least
        }
    }

    private mutating func exchange(_ left: Int, _ right: Int) {
        items.swapAt(left, right)
        indices[items[left].place] = left
        indices[items[right].place] = right
    }
}
