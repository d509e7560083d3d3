/// Elements that come at the end and go at the front, in one array.
///
/// Guarantees: each operation takes constant time on average, and what has gone holds no memory for long.
struct PassingQueue<Element> {
    private var elements: [Element?] = []
    /// How many at the front have gone.
    private var passed = 0

    /// From how many places on those that are empty are removed, once they are more than half of all.
    private static var compactionCount: Int { 64 }

    /// Makes an empty queue.
    init() {}

    /// The element that goes next.
    var first: Element? { passed < elements.count ? elements[passed] : nil }

    /// Whether there is none.
    var isEmpty: Bool { passed == elements.count }

    /// Adds an element at the end.
    mutating func append(_ element: Element) { elements.append(element) }

    /// Takes the element at the front; nil when there is none.
    mutating func popFirst() -> Element? {
        guard passed < elements.count else { return nil }
        let element = elements[passed]
        elements[passed] = nil
        passed += 1
        if passed >= Self.compactionCount, passed * 2 > elements.count {
            elements.removeFirst(passed)
            passed = 0
        }
        return element
    }
}
