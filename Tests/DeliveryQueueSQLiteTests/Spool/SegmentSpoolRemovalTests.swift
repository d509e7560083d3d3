import DeliveryQueue
import Testing

@testable import DeliveryQueueSQLite

@Suite("The removal of segment files") struct SegmentSpoolRemovalTests {
    private let disk = MemoryDisk()
    private let spool: SegmentSpool

    init() throws { spool = try SegmentSpool(directory: "/spool", disk: disk, segmentSize: 40_960) }

    private func accept(_ size: Int) throws -> ContentExtent {
        let pin = spool.makePin()
        let extent = try spool.append([UInt8](repeating: 1, count: size), pin: pin)
        spool.adopt([extent])
        pin.release()
        return extent
    }

    @Test("spares what is active, referred to or pinned") func conditions() throws {
        let first = try accept(40_960)
        let pin = spool.makePin()
        let second = try spool.append([UInt8](repeating: 1, count: 40_960), pin: pin)
        _ = try accept(1)
        #expect(spool.deadSegments() == [])
        spool.release([first])
        #expect(spool.deadSegments() == [1])
        #expect(try spool.removeDead() == 40_960)
        #expect(try spool.removeDead() == 0)
        #expect(spool.segmentSizes().keys.sorted() == [2, 3])
        #expect(try disk.size(of: spool.path(of: 1)) == nil)
        // Given up before it was accepted.
        pin.release()
        pin.release()
        #expect(spool.deadSegments() == [second.segment])
    }

    @Test("follows when a pin is given up without a word") func droppedPin() throws {
        do { _ = try spool.append([1], pin: spool.makePin()) }
        spool.startAnew()
        #expect(spool.deadSegments() == [1])
    }

    @Test("waits for whoever may be reading, and not for who came later") func holds() throws {
        let first = try accept(40_960)
        spool.startAnew()
        let reader = spool.hold()
        spool.release([first])
        let later = spool.hold()
        #expect(spool.deadSegments() == [1])
        #expect(try spool.removeDead() == 0)
        #expect(try spool.read([first]).count == 40_960)
        reader.release()
        #expect(try spool.removeDead() == 40_960)
        later.release()
    }

    @Test("is made durable, and tried again after a failure") func failure() throws {
        let extents = [try accept(40_960), try accept(40_960)]
        spool.startAnew()
        spool.release(extents)
        disk.controls.withLock { $0.failingRemovals = [MemoryDisk.broken] }
        #expect(throws: MemoryDisk.broken) { try spool.removeDead() }
        #expect(spool.deadSegments() == [1, 2])
        let before = disk.controls.withLock { $0.directorySyncs }
        #expect(try spool.removeDead() == 81_920)
        #expect(disk.controls.withLock { $0.directorySyncs } == before + 1)
    }

    @Test("takes orphans at the start, and leaves strangers alone") func orphans() throws {
        let extents = [try accept(40_960), try accept(40_960), try accept(10)]
        disk.put("/spool/README", [1])
        disk.put("/spool/1.segment", [1])
        let later = try SegmentSpool(directory: "/spool", disk: disk)
        later.load(live: [2: SegmentUse(octets: extents[1].length, extents: 1)])
        let removal = try later.removeOrphans(keeping: [2])
        #expect(removal == OrphanRemoval(files: 2, octets: 40_970, strangers: ["1.segment", "README"]))
        #expect(later.segmentSizes() == [2: 40_960])
        #expect(try later.append([1], pin: later.makePin()).segment == 4)
        #expect(try disk.size(of: "/spool/README") == 1)
    }

    @Test("is helped by a plan of what is mostly empty") func sparsePlan() throws {
        // Segment 1: 1 of 10 pages is left; segment 2: 2 of 10; segment 3: 3 of 10; segment 4 is active.
        let extents = try (0..<31).map { _ in try accept(4_096) }
        spool.release(Array(extents[1..<10]) + extents[12..<20] + extents[23..<30])
        #expect(spool.sparseSegments() == [1, 2])
        #expect(spool.sparseSegments(below: 0.31) == [1, 2, 3])
        #expect(spool.sparseSegments(below: 0.05) == [])
        // Moved, and then dead.
        let pin = spool.makePin()
        let moved = try spool.append(try spool.read([extents[0]]), pin: pin)
        try spool.synchronize([moved.segment])
        spool.adopt([moved])
        pin.release()
        spool.release([extents[0]])
        #expect(spool.deadSegments() == [1])
        #expect(spool.sparseSegments() == [2])
    }

    @Test("counts right where what was moved is given up before it was adopted") func earlyRelease() throws {
        let pin = spool.makePin()
        let moved = try spool.append([UInt8](repeating: 1, count: 10), pin: pin)
        try spool.synchronize([moved.segment])
        spool.release([moved])
        spool.adopt([moved])
        spool.release([ContentExtent(segment: 99, offset: 0, length: 1, checksum: 0)])
        pin.release()
        spool.startAnew()
        #expect(spool.deadSegments() == [1])
    }
}
