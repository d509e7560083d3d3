/// The senders that deliveries have in common, each with the one whose turns it shares.
struct SenderTable: Sendable {
    private var names = NameTable()
    /// By the place of a sender: the place of its stem, which is its own where it is not varied.
    private var stems: [Int32] = []

    /// How many senders there are, the stems among them.
    var count: Int { names.count }

    /// A sender that is used.
    subscript(place: Int32) -> String { names[place] }

    /// The place of the sender whose turns one shares.
    func stem(of place: Int32) -> Int32 { stems[Int(place)] }

    /// The place of a sender, for one more use.
    mutating func use(_ name: String) -> Int32 {
        let place = names.use(name)
        if stems.indices.contains(Int(place)), stems[Int(place)] >= 0 { return place }
        let stem = SenderStem.of(name)
        set(stem == name ? place : use(stem), at: place)
        return place
    }

    /// Ends a use.
    mutating func release(_ place: Int32) {
        guard names.release(place) else { return }
        let stem = stems[Int(place)]
        stems[Int(place)] = Chain.nowhere
        if stem != place { release(stem) }
    }

    /// Whether a sender is suspended at a moment: see `NameTable.isSuspended(_:at:epoch:_:)`.
    mutating func isSuspended(
        _ place: Int32, at moment: Int64, epoch: UInt32, _ find: (String) -> Int64
    ) -> Bool {
        names.isSuspended(place, at: moment, epoch: epoch, find)
    }

    private mutating func set(_ stem: Int32, at place: Int32) {
        while stems.count <= Int(place) { stems.append(Chain.nowhere) }
        stems[Int(place)] = stem
    }
}
