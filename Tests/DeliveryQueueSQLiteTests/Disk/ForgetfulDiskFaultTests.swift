import DeliveryQueue
import DeliveryQueueSQLite
import Foundation
import Testing

/// The faults that the disk of other tests can be told to have.
@Suite("Faults of a disk that forgets", .timeLimit(.minutes(15))) struct ForgetfulDiskFaultTests {
    private let disk: ForgetfulDisk
    private let path: String
    private let file: any StoreFile

    init() throws {
        disk = try ForgetfulDisk()
        path = disk.directory + "/file"
        file = try disk.open(path, creating: true)
        try file.write([1], at: 0)
        try file.sync()
        try disk.syncDirectory(disk.directory)
    }

    private func content(of disk: ForgetfulDisk) throws -> [UInt8] {
        try disk.open(disk.directory + "/file", creating: false).read(100, at: 0)
    }

    @Test(
        "What a failing sync lost is still read, or not, and no later sync makes it durable",
        arguments: [(ForgetfulDisk.Loss.everything, [UInt8](arrayLiteral: 1, 2)), (.everythingUnread, [1])])
    func failingSync(loss: ForgetfulDisk.Loss, visible: [UInt8]) throws {
        try file.write([2], at: 1)
        disk.failSync(after: 1, loss: loss)
        #expect(throws: QueueStoreError.self) { try file.sync() }
        #expect(try file.read(100, at: 0) == visible)
        try file.sync()
        #expect(try content(of: disk.cut(seed: 1, survival: .everything)) == [1])
    }

    @Test("What is written again after a failing sync becomes durable")
    func writtenAgain() throws {
        try file.write([2, 2], at: 1)
        disk.failSync(after: 1)
        #expect(throws: QueueStoreError.self) { try file.sync() }
        try file.write([3], at: 2)
        try file.sync()
        #expect(try content(of: disk.cut(seed: 1, survival: .nothing)) == [1, 0, 3])
    }

    @Test("A failing sync may have made any part durable")
    func partialLoss() throws {
        var found: Set<[UInt8]> = []
        for _ in 0..<60 {
            let before = try file.read(1, at: 0)
            try file.write([before[0] ^ 0xff], at: 0)
            disk.failSync(after: 1, loss: .somethingUnread)
            #expect(throws: QueueStoreError.self) { try file.sync() }
            found.insert(try file.read(1, at: 0))
        }
        #expect(found == [[1], [0xfe]])
    }

    @Test("A full disk refuses what grows, takes what does not, and has room again")
    func full() throws {
        disk.setRoom(2)
        try file.write([2, 3], at: 1)
        #expect { try file.write([4], at: 3) } throws: { ($0 as? QueueStoreError)?.kind == .full }
        try file.write([5], at: 0)
        try disk.remove(path)
        let other = try disk.open(disk.directory + "/other", creating: true)
        try other.write([1, 2, 3], at: 0)
        #expect { try other.write([4], at: 3) } throws: { ($0 as? QueueStoreError)?.kind == .full }
        disk.setRoom(nil)
        try other.write([4], at: 3)
    }

    @Test("A write fails once, or every time, and does nothing then")
    func failingWrites() throws {
        disk.failWrite(after: 2, error: EIO)
        try file.write([2], at: 1)
        #expect { try file.write([3], at: 2) } throws: { ($0 as? QueueStoreError)?.kind == .failed }
        #expect(try file.read(100, at: 0) == [1, 2])
        try file.write([3], at: 2)
        disk.failEveryWrite(ENOSPC)
        for _ in 0..<2 {
            #expect { try file.write([4], at: 3) } throws: { ($0 as? QueueStoreError)?.kind == .full }
        }
        disk.failEveryWrite(nil)
        try file.write([4], at: 3)
        #expect(try file.read(100, at: 0) == [1, 2, 3, 4])
    }

    @Test("Reads fail of the files that are named, until that is taken back")
    func failingReads() throws {
        disk.failReads(ofNamesEnding: "le")
        #expect(throws: QueueStoreError.self) { try file.read(1, at: 0) }
        disk.failReads(ofNamesEnding: "-wal")
        #expect(try file.read(1, at: 0) == [1])
    }

    @Test("Everything fails from an armed cut on, and the operation that it strikes does not happen, or by half")
    func armedCut() throws {
        disk.armCut(afterOperations: 2)
        try file.write([2], at: 1)
        #expect(!disk.isCut)
        #expect(throws: QueueStoreError.self) { try file.write([3, 4], at: 2) }
        #expect(disk.isCut)
        #expect(throws: QueueStoreError.self) { try file.sync() }
        #expect(throws: QueueStoreError.self) { try file.read(1, at: 0) }
        #expect(throws: QueueStoreError.self) { try disk.open(path, creating: false) }
        #expect(throws: QueueStoreError.self) { try disk.remove(path) }
        #expect(throws: QueueStoreError.self) { try disk.names(in: disk.directory) }
        disk.restartProcess()
        #expect(throws: QueueStoreError.self) { try file.read(1, at: 0) }
        #expect(try content(of: disk.cut(seed: 1, survival: .everything)) == [1, 2, 3])
    }

    @Test("A new process finds what the old one wrote, and the old one's files are dead")
    func newProcess() throws {
        try file.write([2], at: 1)
        disk.powerOff()
        #expect(throws: QueueStoreError.self) { try file.write([3], at: 2) }
        disk.restartProcess()
        #expect(throws: QueueStoreError.self) { try file.write([3], at: 2) }
        #expect(try content(of: disk) == [1, 2])
        #expect(try content(of: disk.cut(seed: 1, survival: .nothing)) == [1])
    }

    @Test("Operations and syncs are counted")
    func counts() throws {
        let (operations, syncs) = (disk.operations, disk.syncs)
        try file.write([2], at: 1)
        try file.sync()
        try disk.rename(path, to: path + "-old")
        #expect(disk.operations == operations + 3 && disk.syncs == syncs + 1)
    }
}
