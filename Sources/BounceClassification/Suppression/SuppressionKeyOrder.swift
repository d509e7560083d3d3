/// Keys in the order of their octets, in runs of bounded length.
///
/// A key that comes or goes moves those of its own run only, so that half a million keys cost no more than a few
/// microseconds each, in whatever order they come.
struct SuppressionKeyOrder: Sendable {
    private typealias Place = (octets: [UInt8], key: SuppressionKey)

    /// None of them is empty.
    private var runs: [[Place]] = []
    /// The most keys of a run; one that is longer is cut in two.
    private let longestRun: Int

    /// Makes an order without keys.
    ///
    /// - Parameter longestRun: the most keys that are moved at once: 2 or more.
    init(longestRun: Int = 256) { self.longestRun = max(2, longestRun) }

    /// Takes a key in; one that is there stays there once.
    mutating func insert(_ key: SuppressionKey) {
        let octets = key.octets
        guard !runs.isEmpty else {
            runs.append([(octets, key)])
            return
        }
        let run = min(index(ofRunWith: octets), runs.count - 1)
        let place = Self.position(of: octets, in: runs[run])
        guard place == runs[run].count || runs[run][place].octets != octets else { return }
        runs[run].insert((octets, key), at: place)
        guard runs[run].count > longestRun else { return }
        let middle = runs[run].count / 2
        runs.insert(Array(runs[run][middle...]), at: run + 1)
        runs[run].removeSubrange(middle...)
    }

    /// Takes a key out, if it is there.
    mutating func remove(_ key: SuppressionKey) {
        let octets = key.octets
        let run = index(ofRunWith: octets)
        guard run < runs.count else { return }
        let place = Self.position(of: octets, in: runs[run])
        guard runs[run][place].octets == octets else { return }
        runs[run].remove(at: place)
        if runs[run].isEmpty { runs.remove(at: run) }
    }

    /// The keys after another one, which need not be there; from the first for nil.
    ///
    /// - Parameters:
    ///   - after: the key before them.
    ///   - limit: the most keys to give: 0 or more.
    func keys(after: SuppressionKey?, limit: Int) -> [SuppressionKey] {
        var (run, place) = (0, 0)
        if let octets = after?.octets {
            run = index(ofRunWith: octets)
            guard run < runs.count else { return [] }
            place = Self.position(of: octets, in: runs[run])
            if runs[run][place].octets == octets { place += 1 }
        }
        var keys: [SuppressionKey] = []
        while run < runs.count, keys.count < limit {
            keys += runs[run][place...].prefix(limit - keys.count).map(\.key)
            (run, place) = (run + 1, 0)
        }
        return keys
    }

    /// The first run that does not end before some octets; the number of runs where all do.
    private func index(ofRunWith octets: [UInt8]) -> Int {
        Self.firstIndex(in: runs.count) { index in
            guard let last = runs[index].last else { return false }
            return last.octets.lexicographicallyPrecedes(octets)
        }
    }

    /// The place of the first key of a run that is not before some octets.
    private static func position(of octets: [UInt8], in run: [Place]) -> Int {
        firstIndex(in: run.count) { run[$0].octets.lexicographicallyPrecedes(octets) }
    }

    /// The first index that is not before what is looked for, by halving.
    private static func firstIndex(in count: Int, isBefore: (Int) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isBefore(middle) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
