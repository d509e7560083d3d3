/// Places of a table, in one of two lists each, in the order in which they were last used.
///
/// Every operation takes constant time.
struct RecencyLists: Sendable {
    /// Which list a place is in.
    enum List: Int, Sendable {
        /// What is dropped first.
        case ordinary
        /// What is dropped only when there is nothing else.
        case guarded
    }

    private struct Link: Sendable {
        var list: List?
        /// The neighbours, or -1.
        var older = -1
        var newer = -1
    }

    private var links: [Link] = []
    /// The ends of each list, or -1.
    private var oldest = [-1, -1]
    private var newest = [-1, -1]

    /// The place in a list that was not used for the longest time.
    func oldest(in list: List) -> Int? { oldest[list.rawValue] < 0 ? nil : oldest[list.rawValue] }

    /// The place that was used next after another one of the same list.
    func newer(than place: Int) -> Int? {
        guard links.indices.contains(place), links[place].newer >= 0 else { return nil }
        return links[place].newer
    }

    /// Notes that a place was used now.
    mutating func use(_ place: Int, in list: List) {
        remove(place)
        while links.count <= place { links.append(Link()) }
        let end = newest[list.rawValue]
        links[place] = Link(list: list, older: end)
        if end >= 0 { links[end].newer = place } else { oldest[list.rawValue] = place }
        newest[list.rawValue] = place
    }

    /// Moves a place to the used end of another list, or leaves it where it is if it is in that list.
    mutating func move(_ place: Int, to list: List) {
        guard links.indices.contains(place), links[place].list != list else { return }
        use(place, in: list)
    }

    /// Takes a place out.
    mutating func remove(_ place: Int) {
        guard links.indices.contains(place), let list = links[place].list else { return }
        let link = links[place]
        if link.newer >= 0 { links[link.newer].older = link.older } else { newest[list.rawValue] = link.older }
        if link.older >= 0 { links[link.older].newer = link.newer } else { oldest[list.rawValue] = link.newer }
        links[place] = Link()
    }
}
