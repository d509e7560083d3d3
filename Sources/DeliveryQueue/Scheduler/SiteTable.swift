/// The sites that something waits for or was learnt of, by name and by place.
struct SiteTable: Sendable {
    private var states: [SiteState] = []
    private var names: [String] = []
    private var places: [String: Int32] = [:]
    private var firstFree = Chain.nowhere

    /// How many sites there are.
    var count: Int { places.count }
    /// All places, the free ones among them.
    var indices: Range<Int32> { 0..<Int32(states.count) }

    /// A site at a place that was given out.
    subscript(place: Int32) -> SiteState {
        get { states[Int(place)] }
        _modify { yield &states[Int(place)] }
    }

    /// The name of a site; empty at a place that is free.
    func name(_ place: Int32) -> String { names[Int(place)] }

    /// The place of a site; nil where there is no such site.
    func find(_ name: String) -> Int32? { places[name] }

    /// The place of a site, which is made where there is none.
    mutating func place(of name: String) -> Int32 {
        if let place = places[name] { return place }
        let place: Int32
        if firstFree >= 0 {
            place = firstFree
            firstFree = states[Int(place)].next
            states[Int(place)] = SiteState()
            names[Int(place)] = name
        } else {
            place = Int32(states.count)
            states.append(SiteState())
            names.append(name)
        }
        states[Int(place)].isKnown = true
        states[Int(place)].isRuled = RoutedName.isRuled(name)
        places[name] = place
        return place
    }

    /// Forgets a site.
    mutating func remove(_ place: Int32) {
        places[names[Int(place)]] = nil
        names[Int(place)] = ""
        states[Int(place)] = SiteState()
        states[Int(place)].next = firstFree
        firstFree = place
    }
}
