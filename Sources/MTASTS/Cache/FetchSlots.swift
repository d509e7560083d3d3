/// How many fetches may run at a time, and who is next.
///
/// Who came first is served first; whoever loses interest leaves the line. A fetch that takes long gives its slot to
/// the next and counts among the slow ones, of which there are so many at most. Fetches are told apart by the numbers
/// of their searches.
struct FetchSlots: Sendable {
    /// Whether a fetch may begin.
    enum Turn: Sendable {
        /// At once.
        case now
        /// When the waiter gets true; not at all when it gets false.
        case later(Waiter<Bool>)
        /// Not at all.
        case never
    }

    private let limit: Int
    private let lineLimit: Int
    private let slowLimit: Int
    private var running: Set<UInt64> = []
    private var beside: Set<UInt64> = []
    private var slow: Set<UInt64> = []
    private var waiters: [UInt64: Waiter<Bool>] = [:]
    /// Who stands in line; some of them may have left it.
    private var line = WaitingLine<UInt64>()

    /// Makes slots for so many fetches, with a line of so many at most, and so many that are slow.
    init(limit: Int, lineLimit: Int, slowLimit: Int) {
        self.limit = max(1, limit)
        self.lineLimit = max(0, lineLimit)
        self.slowLimit = max(0, slowLimit)
    }

    /// How many fetches run, in slots or not.
    var count: Int { running.count + beside.count + slow.count }

    /// How many stand in line.
    var waiting: Int { waiters.count }

    /// Whether a fetch runs.
    func isRunning(_ number: UInt64) -> Bool {
        running.contains(number) || beside.contains(number) || slow.contains(number)
    }

    /// Whether a search stands in line.
    func isWaiting(_ number: UInt64) -> Bool { waiters[number] != nil }

    /// Takes a slot, or a place in the line if that is wanted.
    mutating func take(_ number: UInt64, mayWait: Bool) -> Turn {
        if running.count < limit {
            running.insert(number)
            return .now
        }
        guard mayWait, waiters.count < lineLimit else { return .never }
        let waiter = Waiter<Bool>()
        waiters[number] = waiter
        line.append(number)
        return .later(waiter)
    }

    /// Lets a fetch run that is counted by somebody else; gives whose turn it is if it stood in line.
    mutating func runBeside(_ number: UInt64) -> Waiter<Bool>? {
        let waiter = leave(number)
        beside.insert(number)
        return waiter
    }

    /// Leaves the line; gives who is to be told so, or nil when it was in none.
    mutating func leave(_ number: UInt64) -> Waiter<Bool>? {
        guard let waiter = waiters.removeValue(forKey: number) else { return nil }
        // What has left is dropped when it is the greater part, which takes constant time on average.
        if line.count > 2 * waiters.count + 64 { line.keep { waiters[$0] != nil } }
        return waiter
    }

    /// A fetch takes long: it keeps its slot only if there are too many slow ones.
    ///
    /// - Returns: whether it is slow from now on, and whose turn it is now.
    mutating func slowDown(_ number: UInt64) -> (isSlow: Bool, next: Waiter<Bool>?) {
        guard slow.count < slowLimit else { return (false, nil) }
        if beside.remove(number) != nil {
            slow.insert(number)
            return (true, nil)
        }
        guard running.remove(number) != nil else { return (false, nil) }
        slow.insert(number)
        return (true, next())
    }

    /// A fetch has ended; gives whose turn it is now.
    mutating func giveBack(_ number: UInt64) -> Waiter<Bool>? {
        if beside.remove(number) != nil || slow.remove(number) != nil { return nil }
        return running.remove(number) == nil ? nil : next()
    }

    private mutating func next() -> Waiter<Bool>? {
        while running.count < limit, let number = line.popFirst() {
            guard let waiter = waiters.removeValue(forKey: number) else { continue }
            running.insert(number)
            return waiter
        }
        return nil
    }
}
