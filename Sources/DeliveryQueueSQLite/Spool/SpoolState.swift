import DeliveryQueue

/// The bookkeeping of a spool, without any input or output.
struct SpoolState: Sendable {
    /// What is known of one segment file.
    struct Segment: Sendable {
        /// The file as it was opened to append; nil once nobody can need a sync of it any more.
        var file: (any StoreFile)?
        /// Where the octets that were reserved end.
        var end: Int
        /// Whether its name is durable.
        var isNameDurable: Bool
        /// Whether a write or sync failed, after which only what was synced before is relied upon.
        var isPoisoned = false
        /// How many appends are being written.
        var writing = 0
        /// How many appends were written.
        var appended = 0
        /// How many of those were written when the last sync began that succeeded.
        var synced = 0
        /// How many pins it has.
        var pins = 0
        /// How much of it messages refer to.
        var use = SegmentUse(octets: 0, extents: 0)
        /// The moment at which a message or a pin let go of it last.
        var leftAt = 0
    }

    /// The segments by number.
    var segments: [Int64: Segment] = [:]
    /// The segment that is appended to.
    var active: Int64?
    /// Whether nothing is taken any more.
    var isClosed = false
    /// The greatest number that a segment ever had, as far as is known.
    var highest: Int64 = 0
    /// The segments of each pin that was not released.
    var pins: [Int: Set<Int64>] = [:]
    /// The moment at which each hold was taken that was not released.
    private var holds: [Int: Int] = [:]
    /// Grows whenever somebody lets go of a segment.
    private var moment = 0
    /// The greatest number that a pin or hold ever had.
    private var lastHandle = 0
    /// Files opened to read segments, the one used last at the end.
    private var readers: [(segment: Int64, file: any StoreFile)] = []

    /// Whether nobody appends to a segment any more.
    func isSealed(_ number: Int64) -> Bool { number != active }
}

// Pins and holds.
extension SpoolState {
    /// Makes a pin that keeps nothing yet.
    ///
    /// - Returns: its number.
    mutating func makePin() -> Int {
        lastHandle += 1
        pins[lastHandle] = []
        return lastHandle
    }

    /// Adds a segment to a pin that was not released.
    mutating func pin(_ segment: Int64, by pin: Int) {
        guard pins[pin]?.insert(segment).inserted == true else { return }
        segments[segment]?.pins += 1
    }

    /// Ends a pin.
    mutating func releasePin(_ pin: Int) {
        guard let held = pins.removeValue(forKey: pin) else { return }
        moment += 1
        for number in held {
            segments[number]?.pins -= 1
            segments[number]?.leftAt = moment
            closeIfDone(number)
        }
    }

    /// Makes a hold.
    ///
    /// - Returns: its number.
    mutating func makeHold() -> Int {
        lastHandle += 1
        holds[lastHandle] = moment
        return lastHandle
    }

    /// Ends a hold.
    mutating func releaseHold(_ hold: Int) { holds[hold] = nil }
}

// What messages refer to.
extension SpoolState {
    /// Counts extents that messages refer to from now on.
    mutating func adopt(_ extents: [ContentExtent]) {
        for extent in extents {
            segments[extent.segment]?.use.octets &+= extent.length
            segments[extent.segment]?.use.extents += 1
        }
    }

    /// Counts extents that no message refers to any more.
    mutating func release(_ extents: [ContentExtent]) {
        moment += 1
        for extent in extents {
            guard var segment = segments[extent.segment] else { continue }
            // Below nothing for a moment where the release of a move's content is noted before its adoption.
            segment.use.octets &-= extent.length
            segment.use.extents -= 1
            segment.leftAt = moment
            segments[extent.segment] = segment
        }
    }

    /// The sealed segments that no message refers to and nobody pins, in the order of their numbers.
    func deadSegments() -> [Int64] {
        segments.filter { number, segment in
            isSealed(number) && segment.use.extents == 0 && segment.pins == 0 && segment.writing == 0
        }.keys.sorted()
    }

    /// The dead segments that no hold keeps.
    func removableSegments() -> [Int64] {
        let oldest = holds.values.min() ?? Int.max
        return deadSegments().filter { segments[$0].map { $0.leftAt <= oldest } ?? false }
    }

    /// The sealed segments of which little is referred to, the emptiest first.
    func sparseSegments(below share: Double) -> [Int64] {
        let sparse = segments.compactMap { number, segment -> (number: Int64, share: Double)? in
            guard isSealed(number), segment.use.extents > 0, segment.pins == 0, segment.end > 0 else { return nil }
            return (number, Double(segment.use.octets) / Double(segment.end))
        }
        return sparse.filter { $0.share < share }.sorted { ($0.share, $0.number) < ($1.share, $1.number) }.map(\.number)
    }

    /// Forgets a segment whose file is to be removed.
    ///
    /// - Returns: what was known of it, to be put back should the removal fail.
    mutating func forget(_ number: Int64) -> Segment? {
        readers.removeAll { $0.segment == number }
        return segments.removeValue(forKey: number)
    }
}

// Files.
extension SpoolState {
    /// How many files are kept open to read them, besides those that are appended to: enough for many deliveries of a
    /// few large messages, and few beside the usual limit of 1,024 descriptors.
    static let readerLimit = 16

    /// Ends the appending to the active segment.
    mutating func seal() {
        guard let number = active else { return }
        active = nil
        closeIfDone(number)
    }

    /// Gives up on what was not synced in a segment.
    mutating func poison(_ number: Int64) {
        segments[number]?.isPoisoned = true
        if active == number { seal() }
    }

    /// Closes the file of a sealed segment of which nobody can ask a sync any more.
    ///
    /// It stays open until then, as the kernel tells of failed writes only who had the file open before.
    mutating func closeIfDone(_ number: Int64) {
        guard isSealed(number), let segment = segments[number], segment.pins == 0, segment.writing == 0 else { return }
        segments[number]?.file = nil
    }

    /// A file that is open already to read a segment.
    mutating func openReader(of number: Int64) -> (any StoreFile)? {
        if let file = segments[number]?.file { return file }
        guard let index = readers.firstIndex(where: { $0.segment == number }) else { return nil }
        let reader = readers.remove(at: index)
        readers.append(reader)
        return reader.file
    }

    /// Keeps a file open to read it again, unless its segment was removed meanwhile.
    mutating func keepReader(_ file: any StoreFile, of number: Int64) {
        guard segments[number] != nil else { return }
        readers.removeAll { $0.segment == number }
        readers.append((number, file))
        if readers.count > Self.readerLimit { readers.removeFirst() }
    }
}
