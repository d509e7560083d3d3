import DeliveryQueue
import Testing

@testable import DeliveryQueueSQLite

@Suite("Segment files on a disk in trouble", .timeLimit(.minutes(15))) struct SegmentSpoolTroubleTests {
    private let disk = MemoryDisk()
    private let spool: SegmentSpool

    init() throws { spool = try SegmentSpool(directory: "/spool", disk: disk) }

    private var syncs: Int { disk.controls.withLock { $0.syncs } }
    private var directorySyncs: Int { disk.controls.withLock { $0.directorySyncs } }

    private func isRecovering(_ error: any Error) -> Bool { (error as? QueueStoreError)?.kind == .recovering }

    @Test("are synced once for many appends, and not again without news") func syncCounting() throws {
        let pin = spool.makePin()
        for octet in 0..<10 { _ = try spool.append([UInt8(octet)], pin: pin) }
        let before = directorySyncs
        try spool.synchronize([1])
        #expect(syncs == 1)
        #expect(directorySyncs == before + 1)
        try spool.synchronize([1])
        #expect(syncs == 1)
        _ = try spool.append([1], pin: pin)
        try spool.synchronize([1])
        #expect(syncs == 2)
        #expect(directorySyncs == before + 1)
        try spool.synchronize([])
        #expect(syncs == 2)
    }

    @Test("are synced again for what came during a sync") func appendDuringSync() throws {
        let pin = spool.makePin()
        _ = try spool.append([1], pin: pin)
        disk.controls.withLock { [spool] controls in
            controls.duringSync = { _ = try? spool.append([2], pin: pin) }
        }
        try spool.synchronize([1])
        try spool.synchronize([1])
        #expect(syncs == 2)
    }

    @Test("of an earlier process need no sync") func earlierProcess() throws {
        _ = try spool.append([1], pin: spool.makePin())
        let later = try SegmentSpool(directory: "/spool", disk: disk)
        try later.synchronize([1])
        #expect(syncs == 0)
    }

    @Test(
        "are given up after a failed sync, but for what was synced before",
        arguments: [
            MemoryDisk.broken, MemoryDisk.full,
        ])
    func failedSync(failure: QueueStoreError) throws {
        let pin = spool.makePin()
        let safe = try spool.append([1, 2], pin: pin)
        try spool.synchronize([1])
        _ = try spool.append([3], pin: pin)
        disk.controls.withLock { $0.failingSyncs = [failure] }
        #expect(throws: failure) { try spool.synchronize([1]) }
        // The disk says that all is well now: it is not believed.
        #expect { try spool.synchronize([1]) } throws: { isRecovering($0) }
        #expect(syncs == 1)
        #expect(spool.poisoned(among: [1, 2]) == [1, 2])
        #expect(try spool.read([safe]) == [1, 2])
        let next = try spool.append([4], pin: pin)
        #expect(next.segment == 2)
        try spool.synchronize([2])
        #expect(spool.poisoned(among: [1, 2]) == [1])
    }

    @Test("are given up when their name cannot be made durable") func failedDirectorySync() throws {
        let pin = spool.makePin()
        _ = try spool.append([1], pin: pin)
        disk.controls.withLock { $0.failingDirectorySyncs = [MemoryDisk.broken] }
        #expect(throws: MemoryDisk.broken) { try spool.synchronize([1]) }
        #expect { try spool.synchronize([1]) } throws: { isRecovering($0) }
    }

    @Test("get nothing more after a failed write") func failedWrite() throws {
        let pin = spool.makePin()
        let safe = try spool.append([1], pin: pin)
        try spool.synchronize([1])
        disk.controls.withLock { $0.failingWrites = [MemoryDisk.broken] }
        #expect(throws: MemoryDisk.broken) { try spool.append([2], pin: pin) }
        #expect(try spool.append([3], pin: pin).segment == 2)
        #expect(try spool.read([safe]) == [1])
    }

    @Test("refuse an append that was behind a failed sync") func syncFailsDuringWrite() throws {
        let pin = spool.makePin()
        _ = try spool.append([1], pin: pin)
        disk.controls.withLock { [spool] controls in
            controls.failingSyncs = [MemoryDisk.broken]
            controls.duringWrite = { _ = try? spool.synchronize([1]) }
        }
        #expect { try spool.append([2], pin: pin) } throws: { isRecovering($0) }
        #expect(try spool.append([3], pin: pin).segment == 2)
    }

    @Test("do not count as synced when a write failed during the sync") func writeFailsDuringSync() throws {
        let pin = spool.makePin()
        _ = try spool.append([1], pin: pin)
        disk.controls.withLock { [spool] controls in
            controls.failingWrites = [MemoryDisk.broken]
            controls.duringSync = { _ = try? spool.append([2], pin: pin) }
        }
        #expect { try spool.synchronize([1]) } throws: { isRecovering($0) }
    }

    @Test("go on where they were once a full disk has room") func fullDisk() throws {
        let pin = spool.makePin()
        let first = try spool.append([1], pin: pin)
        disk.controls.withLock { $0.failingWrites = [MemoryDisk.full, MemoryDisk.full] }
        for _ in 0..<2 { #expect(throws: MemoryDisk.full) { try spool.append([2], pin: pin) } }
        let second = try spool.append([3], pin: pin)
        #expect(second.segment == 1)
        #expect(second.offset == 4_096)
        try spool.synchronize([1])
        #expect(try spool.read([first, second]) == [1, 3])
    }

    @Test("are tried anew when one cannot be made, as if it had not been tried") func failedCreation() throws {
        let spool = try SegmentSpool(directory: "/spool", disk: disk, segmentSize: 8_192)
        let pin = spool.makePin()
        let small = try spool.append([1], pin: pin)
        let large = [UInt8](repeating: 2, count: 8_192)
        disk.controls.withLock { $0.failingOpens = [MemoryDisk.full] }
        #expect(throws: MemoryDisk.full) { try spool.append(large, pin: pin) }
        // What has room in the one that is there still goes there.
        let next = try spool.append([3], pin: pin)
        #expect([small.segment, next.segment] == [1, 1])
        let extent = try spool.append(large, pin: pin)
        #expect(extent.segment == 2)
        #expect(try spool.read([small, extent, next]) == [1] + large + [3])
    }

    @Test("keep nobody waiting who needs no new one while it is made") func creationHoldsNobodyUp() throws {
        let pin = spool.makePin()
        let first = try spool.append([1], pin: pin)
        spool.startAnew()
        disk.controls.withLock { [spool] controls in
            controls.duringOpen = {
                #expect((try? spool.read([first])) == [1])
                spool.makePin().release()
                #expect(throws: Never.self) { try spool.synchronize([1]) }
            }
        }
        #expect(try spool.append([2], pin: pin).segment == 2)
    }

    @Test("are not begun for contents that were let go while they were made, and the next ones take their place")
    func releasedDuringCreation() throws {
        let pin = spool.makePin()
        disk.controls.withLock { $0.duringOpen = { pin.release() } }
        #expect { try spool.append([1], pin: pin) } throws: { ($0 as? QueueStoreError)?.kind == .misuse }
        #expect(spool.segmentSizes() == [:])
        let extent = try spool.append([2, 3], pin: spool.makePin())
        #expect(extent.segment == 1)
        #expect(try spool.read([extent]) == [2, 3])
    }

    @Test("are started anew on demand, and the old one can still be synced") func startAnew() throws {
        let pin = spool.makePin()
        _ = try spool.append([1], pin: pin)
        spool.startAnew()
        #expect(try spool.append([2], pin: pin).segment == 2)
        try spool.synchronize([1, 2])
        #expect(syncs == 2)
    }

    @Test("whose contents were let go, or that never were, are not said to be durable") func misuse() throws {
        let pin = spool.makePin()
        _ = try spool.append([1], pin: pin)
        spool.startAnew()
        pin.release()
        for number in [1, 5] as [Int64] {
            #expect { try spool.synchronize([number]) } throws: { ($0 as? QueueStoreError)?.kind == .misuse }
        }
        #expect { try spool.append([1], pin: pin) } throws: { ($0 as? QueueStoreError)?.kind == .misuse }
    }
}
