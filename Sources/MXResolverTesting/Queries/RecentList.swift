/// The most recent elements of a list, so that a long run does not fill the memory.
struct RecentList<Element: Sendable>: Sendable {
    /// How many elements are kept: more than a test looks at, and about a megabyte of queries.
    static var maximumCount: Int { 10_000 }

    private var stored: [Element] = []

    /// Makes an empty list.
    init() {}

    /// The elements, the oldest first.
    var elements: [Element] { Array(stored.suffix(Self.maximumCount)) }

    /// Adds an element, and drops the oldest ones now and then.
    mutating func append(_ element: Element) {
        stored.append(element)
        if stored.count >= 2 * Self.maximumCount { stored.removeFirst(stored.count - Self.maximumCount) }
    }
}
