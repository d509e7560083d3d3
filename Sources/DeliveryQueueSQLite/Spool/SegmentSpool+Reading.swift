import DeliveryQueue

extension SegmentSpool {
    /// Keeps from removal what anybody may be about to read; taken before the extents are looked up.
    func hold() -> SegmentHold { SegmentHold(number: state.withLock { $0.makeHold() }, state: state) }

    /// Reads contents, and checks that they are what was written.
    ///
    /// - Parameter extents: where they lie, in their order.
    /// - Returns: the octets.
    /// - Throws: `SpoolReadError`: `damaged` when a file is missing or too short, or when the octets do not have the
    ///   checksum; `failed` when the disk could not read.
    func read(_ extents: [ContentExtent]) throws(SpoolReadError) -> [UInt8] {
        if extents.count == 1 { return try read(extents[0]) }
        var octets: [UInt8] = []
        for extent in extents {
            // Only what was checked is reserved for: the lengths come from the disk too.
            octets += try read(extent)
        }
        return octets
    }

    private func read(_ extent: ContentExtent) throws(SpoolReadError) -> [UInt8] {
        guard let end = state.withLock({ $0.segments[extent.segment]?.end }) else {
            throw damage(extent, "the file is not there")
        }
        guard extent.length >= 0, extent.offset >= 0, extent.offset <= Int64(end),
            extent.length <= end - Int(extent.offset)
        else { throw damage(extent, "the file has only \(end) octets") }
        let file = try openReader(of: extent)
        let octets: [UInt8]
        do throws(QueueStoreError) {
            octets = try file.read(extent.length, at: Int(extent.offset))
        } catch {
            throw .failed(error)
        }
        guard octets.count == extent.length else { throw damage(extent, "only \(octets.count) octets are there") }
        guard ContentChecksum.of(octets) == extent.checksum else { throw damage(extent, "their checksum is wrong") }
        return octets
    }

    private func openReader(of extent: ContentExtent) throws(SpoolReadError) -> any StoreFile {
        if let file = state.withLock({ $0.openReader(of: extent.segment) }) { return file }
        let file: (any StoreFile)?
        do throws(QueueStoreError) {
            let path = path(of: extent.segment)
            file = try disk.size(of: path) == nil ? nil : try disk.open(path, creating: false)
        } catch {
            throw .failed(error)
        }
        guard let file else { throw damage(extent, "the file is not there") }
        state.withLock { $0.keepReader(file, of: extent.segment) }
        return file
    }

    private func damage(_ extent: ContentExtent, _ what: String) -> SpoolReadError {
        .damaged(
            "The \(extent.length) octets at offset \(extent.offset) of \(path(of: extent.segment)) are damaged: \(what)"
        )
    }
}
