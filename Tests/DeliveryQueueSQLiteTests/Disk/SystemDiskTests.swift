import DeliveryQueue
import Foundation
import Testing

@testable import DeliveryQueueSQLite

@Suite("The operating system's disk") struct SystemDiskTests {
    private let directory: TemporaryDirectory
    private let disk = SystemDisk()

    init() throws { directory = try TemporaryDirectory() }

    private func kind(_ body: () throws -> Void) -> QueueStoreError.Kind? {
        do {
            try body()
            return nil
        } catch {
            return (error as? QueueStoreError)?.kind
        }
    }

    @Test("writes and reads anywhere in a file") func roundTrip() throws {
        let path = directory.path + "/file"
        let file = try disk.open(path, creating: true)
        try file.write([4, 5], at: 3)
        try file.write([1], at: 0)
        try file.write([], at: 9)
        try file.sync()
        #expect(try file.read(10, at: 0) == [1, 0, 0, 4, 5])
        #expect(try file.read(1, at: 4) == [5])
        #expect(try file.read(1, at: 5) == [])
        #expect(try file.read(0, at: 0) == [])
        #expect(try disk.size(of: path) == 5)
        // What is there is kept.
        #expect(try disk.open(path, creating: true).read(1, at: 0) == [1])
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode.map { $0 & 0o077 } == 0)
    }

    @Test("keeps names") func names() throws {
        let base = directory.path + "/data"
        try disk.makeDirectory(base)
        try disk.makeDirectory(base)
        _ = try disk.open(base + "/a", creating: true)
        try disk.rename(base + "/a", to: base + "/b")
        #expect(try disk.names(in: base) == ["b"])
        #expect(try disk.size(of: base + "/a") == nil)
        try disk.syncDirectory(base)
        try disk.remove(base + "/b")
        try disk.remove(base + "/b")
        #expect(try disk.names(in: base) == [])
        let mode = try FileManager.default.attributesOfItem(atPath: base)[.posixPermissions] as? Int
        #expect(mode.map { $0 & 0o077 } == 0)
    }

    @Test("says who is to blame") func errors() throws {
        let nowhere = directory.path + "/nowhere/file"
        let file = directory.path + "/file"
        _ = try disk.open(file, creating: true)
        #expect(kind { _ = try disk.open(nowhere, creating: true) } == .inaccessible)
        #expect(kind { _ = try disk.open(nowhere, creating: false) } == .inaccessible)
        #expect(kind { try disk.makeDirectory(nowhere) } == .inaccessible)
        #expect(kind { try disk.makeDirectory(file) } == .inaccessible)
        #expect(kind { _ = try disk.names(in: nowhere) } == .inaccessible)
        #expect(kind { try disk.syncDirectory(nowhere) } == .inaccessible)
        #expect(kind { try disk.rename(nowhere, to: file) } == .inaccessible)
        #expect(kind { try disk.remove(file + "/below") } == .inaccessible)
        #expect(disk.freeSpace(at: nowhere) == nil)
        #expect((disk.freeSpace(at: directory.path) ?? 0) > 0)
        let error = #expect(throws: QueueStoreError.self) { try disk.open(nowhere, creating: false) }
        #expect(error?.reason.contains(nowhere) == true)
    }

    @Test(
        "names the system's errors by what can be done about them",
        arguments: [
            (ENOSPC, false, .full), (ENOSPC, true, .full), (EDQUOT, true, .full), (EIO, true, .failed),
            (EIO, false, .failed), (EACCES, false, .inaccessible), (EACCES, true, .failed),
            (EROFS, false, .inaccessible),
        ] as [(Int32, Bool, QueueStoreError.Kind)])
    func kinds(code: Int32, isOpen: Bool, kind: QueueStoreError.Kind) {
        #expect(QueueStoreError(system: code, "written", "/file", writing: isOpen).kind == kind)
    }

    @Test("carries a spool through two processes' lives") func spool() throws {
        let path = directory.path + "/spool"
        let first = try SegmentSpool(directory: path, disk: disk, segmentSize: 50_000)
        let pin = first.makePin()
        let octets = (0..<40_000).map { UInt8(truncatingIfNeeded: $0) }
        let extents = try (0..<5).map { _ in try first.append(octets, pin: pin) }
        try first.synchronize(pin.segments)
        first.adopt(extents)
        let second = try SegmentSpool(directory: path, disk: disk)
        second.load(live: [2: SegmentUse(octets: 40_000, extents: 1)])
        #expect(try second.read(extents) == octets + octets + octets + octets + octets)
        #expect(try second.removeOrphans(keeping: [2]).files == 4)
        #expect(try disk.names(in: path) == ["00000002.segment"])
        #expect(try second.read([extents[1]]) == octets)
        #expect(throws: SpoolReadError.self) { try second.read([extents[0]]) }
    }
}
