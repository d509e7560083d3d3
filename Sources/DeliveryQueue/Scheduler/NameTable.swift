/// Names that deliveries have in common, each kept once, with whether it is suspended.
///
/// A delivery has a name's place, a number of four octets. A name that nobody uses is forgotten.
struct NameTable: Sendable {
    private struct Entry: Sendable {
        var name: String
        var uses: Int32 = 0
        /// Of which state of the suspensions the answer below is.
        var epoch: UInt32 = 0
        /// Until when it is suspended, in milliseconds.
        var suspendedUntil = Int64.min
    }

    private var entries: [Entry] = []
    private var places: [String: Int32] = [:]
    private var free: [Int32] = []

    /// How many names there are.
    var count: Int { places.count }

    /// A name that is used.
    subscript(place: Int32) -> String { entries[Int(place)].name }

    /// The place of a name, for one more use.
    mutating func use(_ name: String) -> Int32 {
        if let place = places[name] {
            entries[Int(place)].uses += 1
            return place
        }
        let entry = Entry(name: name, uses: 1)
        let place: Int32
        if let last = free.popLast() {
            place = last
            entries[Int(place)] = entry
        } else {
            place = Int32(entries.count)
            entries.append(entry)
        }
        places[name] = place
        return place
    }

    /// Ends a use.
    ///
    /// - Returns: whether it was the last, so that the name is forgotten.
    @discardableResult
    mutating func release(_ place: Int32) -> Bool {
        entries[Int(place)].uses -= 1
        guard entries[Int(place)].uses == 0 else { return false }
        places[entries[Int(place)].name] = nil
        entries[Int(place)].name = ""
        free.append(place)
        return true
    }

    /// Whether a name is suspended at a moment.
    ///
    /// - Parameters:
    ///   - place: the name's place.
    ///   - moment: in milliseconds.
    ///   - epoch: which state of the suspensions it is about; at least 1.
    ///   - find: finds until when a name is suspended, where that is not known of this state.
    mutating func isSuspended(
        _ place: Int32, at moment: Int64, epoch: UInt32, _ find: (String) -> Int64
    ) -> Bool {
        if entries[Int(place)].epoch != epoch {
            entries[Int(place)].suspendedUntil = find(entries[Int(place)].name)
            entries[Int(place)].epoch = epoch
        }
        return entries[Int(place)].suspendedUntil > moment
    }
}
