import DeliveryQueue

/// Large contents in segment files: appended as they come in, synced once for many messages, removed when nobody refers
/// to them.
///
/// Any number of threads may use it. A message's octets are appended under a pin, which keeps their segments. Before
/// the commit that refers to them, `synchronize` makes them durable; once the commit is durable they are adopted and
/// the pin is released. Extents that no message refers to any more are released in turn, once that is durable. Whoever
/// reads takes a hold first, then looks up the extents, then reads them.
///
/// After a failed write or sync of a segment nothing is appended to it any more. What was synced before stays, as
/// no two appends share a page of the file; what was not is refused by `synchronize`.
final class SegmentSpool: Sendable {
    /// The directory of the segment files.
    let directory: String
    /// Names in the directory at the start that are none of the spool's; they are left alone.
    let strangers: [String]
    let disk: any StoreDisk
    let state: Locked<SpoolState>
    /// Held during a sync: of two at once, the second would be told that all is well after the first had failed.
    let syncing = Locked<Void>(())
    /// Held while a segment is made, so that nobody waits for that who needs none; taken before `state`.
    private let opening = Locked<Void>(())
    private let segmentSize: Int

    /// The size at which a segment is full, in octets: 64 MiB are some hundred large messages, so that there are few
    /// files and few directory syncs, while a segment empties soon enough to be removed or is cheap to compact.
    static let defaultSegmentSize = SQLiteQueueStore.Options().segmentSize
    /// Appends begin at multiples of this many octets, a page of the usual systems: a page that is torn while it is
    /// written holds nothing that was synced before.
    static let alignment = 4_096

    /// Opens the directory of a spool, and makes it where it is absent.
    ///
    /// Segments that are there are only read from; the first append starts a new one.
    ///
    /// - Parameters:
    ///   - directory: the directory; the one it is in exists.
    ///   - disk: the disk.
    ///   - segmentSize: the size in octets at which a segment is full; one larger append is taken all the same.
    /// - Throws: `QueueStoreError` when the directory cannot be made or read.
    init(
        directory: String, disk: any StoreDisk, segmentSize: Int = SegmentSpool.defaultSegmentSize
    ) throws(QueueStoreError) {
        try disk.makeDirectory(directory)
        try disk.syncDirectory(Self.parent(of: directory))
        var state = SpoolState()
        var strangers: [String] = []
        for name in try disk.names(in: directory) {
            guard let number = Self.number(of: name) else {
                strangers.append(name)
                continue
            }
            guard let size = try disk.size(of: "\(directory)/\(name)") else { continue }
            state.segments[number] = SpoolState.Segment(file: nil, end: size, isNameDurable: true)
            state.highest = max(state.highest, number)
        }
        self.directory = directory
        self.disk = disk
        self.segmentSize = segmentSize
        self.strangers = strangers.sorted()
        self.state = Locked(state)
    }

    /// Makes a pin for the contents of one message.
    func makePin() -> SegmentPin { SegmentPin(number: state.withLock { $0.makePin() }, state: state) }

    /// Appends octets to the active segment; they are durable once `synchronize` returned for it.
    ///
    /// - Parameters:
    ///   - octets: the octets; pieces of `SegmentContentSpool.pieceSize` are best.
    ///   - pin: a pin of this spool that was not released; it keeps the segment.
    /// - Returns: where they are.
    /// - Throws: `QueueStoreError`: `full` when there is no room, `failed` or `recovering` when the disk failed;
    ///   nothing refers to what may have been written.
    func append(_ octets: [UInt8], pin: SegmentPin) throws(QueueStoreError) -> ContentExtent {
        let checksum = ContentChecksum.of(octets)
        let place = try reserve(octets.count, pin: pin)
        let range = place.offset..<(place.offset + octets.count)
        do throws(QueueStoreError) {
            try place.file.write(octets, at: place.offset)
        } catch {
            _ = state.withLock { $0.endAppend(to: place.segment, range: range, failure: error) }
            throw error
        }
        guard state.withLock({ $0.endAppend(to: place.segment, range: range, failure: nil) }) else {
            throw lossError(of: place.segment)
        }
        return ContentExtent(
            segment: place.segment, offset: Int64(place.offset), length: octets.count, checksum: checksum)
    }

    /// Makes durable what was appended to segments before the call.
    ///
    /// A segment of which nothing is new is not synced again.
    ///
    /// - Parameter segments: the segments; their contents are pinned.
    /// - Throws: `QueueStoreError`: `recovering` for a segment of which something was lost before, `full` or `failed`
    ///   when its sync failed now. Then what was not synced before in that segment is lost, and segments may be left
    ///   unsynced.
    func synchronize(_ segments: Set<Int64>) throws(QueueStoreError) {
        for number in segments.sorted() {
            try syncing.withLock { (_) throws(QueueStoreError) in try synchronize(number) }
        }
    }

    /// The segments of which something was lost: `synchronize` refuses them.
    ///
    /// - Parameter segments: the segments to look at.
    func poisoned(among segments: Set<Int64>) -> Set<Int64> {
        state.withLock { state in segments.filter { state.segments[$0]?.isPoisoned ?? true } }
    }

    /// Takes nothing more: the directory may be another's from now on.
    func close() {
        // No segment is made any more once this returns.
        opening.withLock { _ in
            state.withLock { state in
                state.seal()
                state.isClosed = true
            }
        }
    }

    /// Appends nothing more to the active segment: what follows goes to a new one.
    func startAnew() { state.withLock { $0.seal() } }

    /// Reserves a range of the active segment, or of a new one where it has no room.
    private func reserve(_ count: Int, pin: SegmentPin) throws(QueueStoreError) -> SpoolState.Place {
        if let place = try reserveInActive(count, pin: pin) { return place }
        return try opening.withLock { (_) throws(QueueStoreError) in
            // Whoever was here before has made one that may have room.
            if let place = try reserveInActive(count, pin: pin) { return place }
            let number = state.withLock { $0.highest } + 1
            let file = try disk.open(path(of: number), creating: true)
            return try state.withLock { (state) throws(QueueStoreError) in
                // Let go meanwhile, it cannot keep the segment: the file stays empty, for whoever comes next.
                try demandPin(pin, in: state)
                return state.begin(number, file, reserving: count, pin: pin.name)
            }
        }
    }

    private func reserveInActive(_ count: Int, pin: SegmentPin) throws(QueueStoreError) -> SpoolState.Place? {
        try state.withLock { (state) throws(QueueStoreError) in
            guard !state.isClosed else { throw QueueStoreError(.stopped, "The store was closed") }
            try demandPin(pin, in: state)
            return state.reserve(count, within: segmentSize, pin: pin.name)
        }
    }

    private func demandPin(_ pin: SegmentPin, in state: SpoolState) throws(QueueStoreError) {
        guard state.pins[pin.name] != nil else {
            throw QueueStoreError(.misuse, "A content's segments were let go before its end")
        }
    }

    private func synchronize(_ number: Int64) throws(QueueStoreError) {
        let step = try state.withLock { (state) throws(QueueStoreError) in
            guard let segment = state.segments[number] else {
                throw QueueStoreError(.misuse, "There is no segment file \(path(of: number)) to make durable")
            }
            guard !segment.isPoisoned else { throw lossError(of: number) }
            guard segment.appended > segment.synced else { return nil as SyncStep? }
            guard let file = segment.file else {
                throw QueueStoreError(
                    .misuse, "The contents of \(path(of: number)) were let go before they were durable")
            }
            return SyncStep(file: file, appended: segment.appended, needsName: !segment.isNameDurable)
        }
        guard let step else { return }
        do throws(QueueStoreError) {
            try step.file.sync()
            if step.needsName { try disk.syncDirectory(directory) }
        } catch {
            state.withLock { $0.poison(number) }
            throw error
        }
        // A write that failed meanwhile has given up what was not synced, and cannot tell what of it was.
        guard state.withLock({ $0.endSync(of: number, appended: step.appended) }) else { throw lossError(of: number) }
    }

    private func lossError(of number: Int64) -> QueueStoreError {
        QueueStoreError(
            .recovering,
            "A write to \(path(of: number)) failed, and what was not durable before is given up; try again later"
        )
    }

    /// What a sync has to do.
    private struct SyncStep {
        var file: any StoreFile
        var appended: Int
        var needsName: Bool
    }
}
