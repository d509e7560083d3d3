/// A line in which who came first is served first; entering and being served take constant time on average.
struct WaitingLine<Element: Sendable>: Sendable {
    private var elements: [Element?] = []
    private var start = 0

    /// How many stand in it.
    var count: Int { elements.count - start }

    /// Puts one at the end.
    mutating func append(_ element: Element) { elements.append(element) }

    /// Takes out the first one, or nil if there is none.
    mutating func popFirst() -> Element? {
        guard start < elements.count else { return nil }
        defer {
            elements[start] = nil
            start += 1
            if start > 32, start > elements.count / 2 {
                elements.removeFirst(start)
                start = 0
            }
        }
        return elements[start]
    }

    /// Takes out all but some, which keep their order.
    mutating func keep(_ isKept: (Element) -> Bool) {
        elements = elements[start...].filter { $0.map(isKept) ?? false }
        start = 0
    }
}
