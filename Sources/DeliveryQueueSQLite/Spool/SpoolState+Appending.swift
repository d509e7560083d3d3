import DeliveryQueue

extension SpoolState {
    /// A range of a segment that nobody else writes to.
    typealias Place = (segment: Int64, offset: Int, file: any StoreFile)

    /// Reserves a range of the active segment, and pins it.
    ///
    /// - Parameters:
    ///   - count: how many octets.
    ///   - size: the size at which a segment is full.
    ///   - pin: the number of a pin that was not released.
    /// - Returns: the range, or nil when a new segment is needed.
    mutating func reserve(_ count: Int, within size: Int, pin: Int) -> Place? {
        guard let number = active, let segment = segments[number], let file = segment.file else { return nil }
        let offset = Self.aligned(segment.end)
        guard offset == 0 || count <= size - offset else { return nil }
        segments[number]?.end = offset + count
        segments[number]?.writing += 1
        self.pin(number, by: pin)
        return (number, offset, file)
    }

    /// Makes a new file the active segment in place of the one before, and reserves and pins its first octets.
    ///
    /// - Parameters:
    ///   - number: its number, greater than any before.
    ///   - file: the file; empty.
    ///   - count: how many octets.
    ///   - pin: the number of a pin that was not released.
    /// - Returns: the range.
    mutating func begin(_ number: Int64, _ file: any StoreFile, reserving count: Int, pin: Int) -> Place {
        seal()
        highest = number
        segments[number] = Segment(file: file, end: count, isNameDurable: false, writing: 1)
        active = number
        self.pin(number, by: pin)
        return (number, 0, file)
    }

    /// Ends an append.
    ///
    /// - Parameters:
    ///   - number: the segment.
    ///   - range: the octets that were reserved.
    ///   - failure: why it failed, if it did. On a full disk the range is given back, or left as a hole where others
    ///     have followed; anything else poisons the segment.
    /// - Returns: whether what was written can still become durable.
    mutating func endAppend(to number: Int64, range: Range<Int>, failure: QueueStoreError?) -> Bool {
        segments[number]?.writing -= 1
        if let failure {
            if failure.kind != .full {
                poison(number)
            } else if segments[number]?.end == range.upperBound {
                segments[number]?.end = range.lowerBound
            }
        } else {
            segments[number]?.appended += 1
        }
        closeIfDone(number)
        return failure == nil && segments[number]?.isPoisoned == false
    }

    /// Ends a sync that succeeded.
    ///
    /// - Parameters:
    ///   - number: the segment.
    ///   - appended: how many appends were written when it began.
    /// - Returns: whether these are durable; false when the segment was poisoned meanwhile.
    mutating func endSync(of number: Int64, appended: Int) -> Bool {
        guard var segment = segments[number], !segment.isPoisoned else { return false }
        segment.synced = max(segment.synced, appended)
        segment.isNameDurable = true
        segments[number] = segment
        return true
    }

    private static func aligned(_ offset: Int) -> Int {
        let remainder = offset % SegmentSpool.alignment
        return remainder == 0 ? offset : offset + SegmentSpool.alignment - remainder
    }
}
