/// A set that knows the order in which its elements came; every step takes the same time however many there are.
struct LinkedSet<Element: Hashable & Sendable>: Sendable {
    private struct Links: Sendable {
        var previous: Element?
        var next: Element?
    }

    private var links: [Element: Links] = [:]
    /// The element that came first.
    private(set) var first: Element?
    /// The element that came last.
    private(set) var last: Element?

    var isEmpty: Bool { links.isEmpty }
    /// How many elements there are.
    var count: Int { links.count }

    /// Adds an element at the end; one that is in the set keeps its place.
    mutating func append(_ element: Element) {
        guard links[element] == nil else { return }
        links[element] = Links(previous: last)
        if let last { links[last]?.next = element } else { first = element }
        last = element
    }

    /// Takes an element out, if it is in the set.
    mutating func remove(_ element: Element) {
        guard let link = links.removeValue(forKey: element) else { return }
        if let previous = link.previous { links[previous]?.next = link.next } else { first = link.next }
        if let next = link.next { links[next]?.previous = link.previous } else { last = link.previous }
    }
}
