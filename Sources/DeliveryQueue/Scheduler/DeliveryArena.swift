/// Where deliveries are kept: in chunks of equal size, with a list of the places that are free.
///
/// A delivery takes 48 octets; one to several recipients has a list of them besides. Nothing is moved when it grows, so
/// that no step pays for all that is there already.
struct DeliveryArena: Sendable {
    /// What has become of a place's delivery; complete.
    enum Stage: UInt8, Sendable {
        /// Nothing is here. Successor: `waiting`.
        case free
        /// It waits for its time. Successors: `ready`, and `free` when it is void.
        case waiting
        /// Its time has come. Successors: `underWay`, `aside`, and `free` when it is void.
        case ready
        /// Its time has come, and its sender or domain is suspended. Successors: `ready`, and `free` when it is void.
        case aside
        /// It was taken. Successor: `free`.
        case underWay
    }

    /// A delivery.
    struct Entry: Sendable {
        var message: MessageID
        /// In milliseconds.
        var due: Int64
        var sequence: UInt64
        /// The recipient's index, or where its list is in `lists`, as a negative number from -1 on.
        var recipients: Int32
        var site: Int32
        var sender: Int32
        /// The domain's place among the names; negative where it is the site's own name.
        var domain: Int32
        /// The next in a chain or among the free places; while it is under way the place of its path.
        var next: Int32 = Chain.nowhere
        var priority: DeliveryPriority
        var postponements: UInt8
        var stage: Stage
        /// Whether it was found that something else follows for its recipients, and it is about to be forgotten.
        var isVoid = false
    }

    private var chunks: [[Entry]] = []
    private var lists: [[Int32]] = []
    private var freeLists: [Int32] = []
    private var firstFree = Chain.nowhere
    /// How many deliveries are there.
    private(set) var count = 0

    /// How many octets a delivery takes, but for the list of several recipients.
    static var stride: Int { MemoryLayout<Entry>.stride }

    private static let bits: Int32 = 10
    private static let mask: Int32 = 1 << bits - 1

    /// The delivery at a place that was given out.
    subscript(place: Int32) -> Entry {
        get { chunks[Int(place >> Self.bits)][Int(place & Self.mask)] }
        _modify { yield &chunks[Int(place >> Self.bits)][Int(place & Self.mask)] }
    }

    /// Whether there is such a place.
    func contains(_ place: Int32) -> Bool { place >= 0 && Int(place >> Self.bits) < chunks.count }

    /// Takes a delivery in.
    mutating func insert(_ entry: Entry) -> Int32 {
        if firstFree < 0 { grow(by: entry) }
        let place = firstFree
        firstFree = self[place].next
        self[place] = entry
        count += 1
        return place
    }

    /// Frees a place.
    mutating func remove(_ place: Int32) {
        let recipients = self[place].recipients
        if recipients < 0 {
            lists[Int(-1 - recipients)] = []
            freeLists.append(-1 - recipients)
        }
        self[place].stage = .free
        self[place].next = firstFree
        firstFree = place
        count -= 1
    }

    /// Keeps the indices of recipients; what it gives is an entry's `recipients`.
    mutating func keep(_ recipients: [Int]) -> Int32 {
        if recipients.count == 1, let only = recipients.first, let index = Int32(exactly: only), index >= 0 {
            return index
        }
        let indices = recipients.map { Int32(clamping: $0) }
        guard let free = freeLists.popLast() else {
            lists.append(indices)
            return -Int32(lists.count)
        }
        lists[Int(free)] = indices
        return -1 - free
    }

    /// The indices of an entry's recipients.
    func recipients(of entry: Entry) -> [Int] {
        entry.recipients >= 0 ? [Int(entry.recipients)] : lists[Int(-1 - entry.recipients)].map { Int($0) }
    }

    /// All places that something is at, in no order that means anything.
    var places: some Sequence<Int32> {
        (0..<Int32(clamping: chunks.count << Int(Self.bits))).lazy.filter { self[$0].stage != .free }
    }

    /// Makes a chunk of free places, each filled with something.
    private mutating func grow(by filling: Entry) {
        var entry = filling
        entry.stage = .free
        let start = Int32(clamping: chunks.count << Int(Self.bits))
        var chunk: [Entry] = []
        chunk.reserveCapacity(Int(Self.mask) + 1)
        for offset in 0...Self.mask {
            entry.next = offset == Self.mask ? firstFree : start + offset + 1
            chunk.append(entry)
        }
        chunks.append(chunk)
        firstFree = start
    }
}
