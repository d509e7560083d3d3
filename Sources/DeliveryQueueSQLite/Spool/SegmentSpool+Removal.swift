import DeliveryQueue

extension SegmentSpool {
    /// Says what messages refer to, at the start.
    ///
    /// - Parameter live: how much of each segment messages refer to, by its number.
    /// - Returns: the segments among them whose files are missing.
    @discardableResult
    func load(live: [Int64: SegmentUse]) -> [Int64] {
        state.withLock { state in
            state.highest = max(state.highest, live.keys.max() ?? 0)
            for (number, use) in live { state.segments[number]?.use = use }
            return live.keys.filter { state.segments[$0] == nil }.sorted()
        }
    }

    /// Counts extents that messages refer to, once the commit that says so is durable; then their pin is released.
    ///
    /// - Parameter extents: the extents.
    func adopt(_ extents: [ContentExtent]) { state.withLock { $0.adopt(extents) } }

    /// Counts extents that no message refers to any more, once the commit that says so is durable.
    ///
    /// - Parameter extents: the extents, each as often as it was adopted.
    func release(_ extents: [ContentExtent]) { state.withLock { $0.release(extents) } }

    /// The segments that nobody appends to, refers to or pins, in the order of their numbers.
    func deadSegments() -> [Int64] { state.withLock { $0.deadSegments() } }

    /// The segments that nobody appends to and of which messages refer to little, the emptiest first: their contents
    /// are worth moving.
    ///
    /// - Parameter share: less than this part of a segment's octets is referred to. At a quarter, what is moved costs a
    ///   third of what it frees.
    func sparseSegments(below share: Double = 0.25) -> [Int64] {
        state.withLock { $0.sparseSegments(below: share) }
    }

    /// The segments and how many octets each has, by number.
    func segmentSizes() -> [Int64: Int] { state.withLock { $0.segments.mapValues(\.end) } }

    /// Removes the dead segments, but for those that a hold keeps.
    ///
    /// - Returns: how many octets were freed.
    /// - Throws: `QueueStoreError` when the disk fails; what is left is tried again the next time.
    @discardableResult
    func removeDead() throws(QueueStoreError) -> Int {
        try remove { $0.removableSegments() }.octets
    }

    /// Removes the segments that no message refers to, at the start, and leaves what is none of the spool's alone.
    ///
    /// - Parameter segments: the segments that messages refer to.
    /// - Returns: what was removed.
    /// - Throws: `QueueStoreError` when the disk fails.
    func removeOrphans(keeping segments: Set<Int64>) throws(QueueStoreError) -> OrphanRemoval {
        let removed = try remove { $0.removableSegments().filter { !segments.contains($0) } }
        return OrphanRemoval(files: removed.files, octets: removed.octets, strangers: strangers)
    }

    private func remove(
        _ choose: (SpoolState) -> [Int64]
    ) throws(QueueStoreError) -> (files: Int, octets: Int) {
        // Forgotten before they are removed, so that nobody opens one that is about to go.
        var chosen = state.withLock { state in
            choose(state).compactMap { number in state.forget(number).map { (number: number, segment: $0) } }
        }
        var files = 0
        var octets = 0
        while let (number, segment) = chosen.last {
            do throws(QueueStoreError) {
                try disk.remove(path(of: number))
            } catch {
                let left = chosen
                state.withLock { state in
                    for (number, segment) in left { state.segments[number] = segment }
                }
                throw error
            }
            chosen.removeLast()
            files += 1
            octets += segment.end
        }
        if files > 0 { try disk.syncDirectory(directory) }
        return (files, octets)
    }
}
