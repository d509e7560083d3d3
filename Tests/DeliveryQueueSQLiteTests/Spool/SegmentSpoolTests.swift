import DeliveryQueue
import Testing

@testable import DeliveryQueueSQLite

@Suite("Segment files", .timeLimit(.minutes(15))) struct SegmentSpoolTests {
    private let disk = MemoryDisk()

    private func open(segmentSize: Int = SegmentSpool.defaultSegmentSize) throws -> SegmentSpool {
        try SegmentSpool(directory: "/spool", disk: disk, segmentSize: segmentSize)
    }

    @Test("give back what was appended, whole and in order") func roundTrip() throws {
        let spool = try open()
        let pin = spool.makePin()
        let pieces: [[UInt8]] = [[1, 2, 3], Array(repeating: 200, count: 10_000), [4]]
        let extents = try pieces.map { try spool.append($0, pin: pin) }
        #expect(try spool.read(extents) == pieces.flatMap { $0 })
        #expect(try spool.read([extents[1]]) == pieces[1])
        #expect(try spool.read([]) == [])
        #expect(pin.segments == [1])
    }

    @Test("never hold octets of two appends in one page") func pages() throws {
        let spool = try open()
        let pin = spool.makePin()
        let offsets = try [1, 4_096, 4_097, 5].map { size in
            try spool.append([UInt8](repeating: 7, count: size), pin: pin).offset
        }
        #expect(offsets == [0, 4_096, 8_192, 16_384])
    }

    @Test("are followed by another one when full") func fullSegment() throws {
        let spool = try open(segmentSize: 8_192)
        let pin = spool.makePin()
        let segments = try [4_096, 4_096, 1, 100_000, 1].map { size in
            try spool.append([UInt8](repeating: 7, count: size), pin: pin).segment
        }
        #expect(segments == [1, 1, 2, 3, 4])
        #expect(spool.path(of: 4) == "/spool/00000004.segment")
    }

    @Test("of an earlier process are read from and not appended to") func laterProcess() throws {
        let first = try open()
        let old = try first.append([1, 2, 3], pin: first.makePin())
        let second = try open()
        #expect(try second.read([old]) == [1, 2, 3])
        #expect(try second.append([4], pin: second.makePin()).segment == 2)
    }

    @Test("get no number that rows know, though the file is missing") func missingSegment() throws {
        let spool = try open()
        #expect(spool.load(live: [7: SegmentUse(octets: 1, extents: 1)]) == [7])
        #expect(try spool.append([4], pin: spool.makePin()).segment == 8)
        #expect(throws: SpoolReadError.self) {
            try spool.read([ContentExtent(segment: 7, offset: 0, length: 1, checksum: 0)])
        }
    }

    @Test(
        "have names of eight digits or more",
        arguments: [
            ("00000001.segment", 1), ("123456789.segment", 123_456_789), ("1.segment", nil), ("00000000.segment", nil),
            ("-0000001.segment", nil), ("+0000001.segment", nil), ("00000001.segment~", nil), (".segment", nil),
            ("099999999.segment", nil), ("99999999999999999999.segment", nil),
        ] as [(String, Int64?)])
    func names(name: String, number: Int64?) {
        #expect(SegmentSpool.number(of: name) == number)
        if let number { #expect(SegmentSpool.name(of: number) == name) }
    }

    @Test(
        "lie in a directory whose own name is made durable",
        arguments: [
            ("/a/b", "/a"), ("/a/b/", "/a"), ("/a", "/"), ("a", "."), ("a/b", "a"), ("/", "/"),
        ])
    func parents(directory: String, parent: String) {
        #expect(SegmentSpool.parent(of: directory) == parent)
    }

    @Test("are appended to and read by many tasks at once") func concurrency() async throws {
        let spool = try open(segmentSize: 100_000)
        try await withThrowingTaskGroup { group in
            for task in 0..<16 {
                group.addTask {
                    for round in 0..<25 {
                        let pin = spool.makePin()
                        let octets = [UInt8](repeating: UInt8(task * 10 + round % 10), count: 3_000 + 37 * round)
                        let extents = [try spool.append(octets, pin: pin), try spool.append([1], pin: pin)]
                        try spool.synchronize(pin.segments)
                        spool.adopt(extents)
                        pin.release()
                        let hold = spool.hold()
                        #expect(try spool.read(extents) == octets + [1])
                        hold.release()
                        if round.isMultiple(of: 2) { spool.release(extents) }
                        try spool.removeDead()
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(spool.segmentSizes().count > 1)
    }

    @Test("are made once for many tasks that need a new one at the same time") func oneForAll() async throws {
        let spool = try open()
        let extents = try await withThrowingTaskGroup(of: ContentExtent.self) { group in
            for task in UInt8(0)..<16 {
                group.addTask { try spool.append([task], pin: spool.makePin()) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(disk.controls.withLock { $0.opens } == 1)
        #expect(Set(extents.map(\.segment)) == [1])
        #expect(Set(try spool.read(extents)) == Set(0..<16))
    }

    @Test("are kept open to be read, a few of them") func readers() throws {
        let first = try open(segmentSize: 1)
        let pin = first.makePin()
        let extents = try (0..<(SpoolState.readerLimit + 1)).map { try first.append([UInt8($0)], pin: pin) }
        let spool = try open(segmentSize: 1)
        let before = disk.controls.withLock { $0.opens }
        let few = Array(extents.dropLast())
        for _ in 0..<3 { #expect(try spool.read(few).count == SpoolState.readerLimit) }
        #expect(disk.controls.withLock { $0.opens } == before + SpoolState.readerLimit)
        // The one used longest ago makes room.
        _ = try spool.read([extents[SpoolState.readerLimit]])
        _ = try spool.read([extents[1]])
        #expect(disk.controls.withLock { $0.opens } == before + SpoolState.readerLimit + 1)
        _ = try spool.read([extents[0]])
        #expect(disk.controls.withLock { $0.opens } == before + SpoolState.readerLimit + 2)
    }
}
