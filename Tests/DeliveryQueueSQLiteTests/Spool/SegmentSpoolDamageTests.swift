import DeliveryQueue
import Testing

@testable import DeliveryQueueSQLite

@Suite("Damage to segment files") struct SegmentSpoolDamageTests {
    private let disk = MemoryDisk()
    private let spool: SegmentSpool
    private let extents: [ContentExtent]

    init() throws {
        spool = try SegmentSpool(directory: "/spool", disk: disk)
        let pin = spool.makePin()
        extents = [try spool.append([1, 1, 1], pin: pin), try spool.append(Array(0..<40), pin: pin)]
    }

    @Test("is found at every octet, and the other extents are not concerned") func everyOctet() throws {
        let path = spool.path(of: 1)
        let start = Int(extents[1].offset)
        for position in start..<(start + 40) {
            disk.change(path) { $0[position] ^= 0x10 }
            let error = #expect(throws: SpoolReadError.self) { try spool.read(extents) }
            guard case .damaged(let reason)? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(reason.contains(path) && reason.contains("offset \(start)"))
            #expect(try spool.read([extents[0]]) == [1, 1, 1])
            disk.change(path) { $0[position] ^= 0x10 }
        }
        #expect(try spool.read(extents).count == 43)
    }

    @Test("is found where the file was cut off", arguments: 0..<40) func cutOff(left: Int) throws {
        let start = Int(extents[1].offset)
        disk.change(spool.path(of: 1)) { $0.removeSubrange((start + left)...) }
        #expect(throws: SpoolReadError.self) { try spool.read(extents) }
        // A later process sees the size too.
        let later = try SegmentSpool(directory: "/spool", disk: disk)
        #expect(throws: SpoolReadError.self) { try later.read(extents) }
    }

    @Test("is found where the file is gone") func gone() throws {
        let later = try SegmentSpool(directory: "/spool", disk: disk)
        try disk.remove(later.path(of: 1))
        let error = #expect(throws: SpoolReadError.self) { try later.read(extents) }
        guard case .damaged? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(
        "of the extents themselves is found",
        arguments: [
            (1, 0, -1), (1, -1, 3), (1, 0, Int.max), (1, Int64.max, 1), (9, 0, 3), (0, 0, 0), (-1, 0, 1),
        ] as [(Int64, Int64, Int)])
    func senselessExtent(segment: Int64, offset: Int64, length: Int) {
        let extent = ContentExtent(segment: segment, offset: offset, length: length, checksum: 0)
        let error = #expect(throws: SpoolReadError.self) { try spool.read([extent]) }
        guard case .damaged? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("is not what a failing disk is called") func failingDisk() throws {
        disk.controls.withLock { $0.failingReads = [MemoryDisk.broken] }
        #expect(throws: SpoolReadError.failed(MemoryDisk.broken)) { try spool.read(extents) }
        let later = try SegmentSpool(directory: "/spool", disk: disk)
        disk.controls.withLock { $0.failingOpens = [MemoryDisk.broken] }
        #expect(throws: SpoolReadError.failed(MemoryDisk.broken)) { try later.read(extents) }
        #expect(try later.read(extents).count == 43)
    }
}
