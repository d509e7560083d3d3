import DeliveryQueue
import Testing

@testable import DeliveryQueueSQLite

@Suite("A message that is spooled as it comes in") struct SegmentContentSpoolTests {
    private let disk = MemoryDisk()
    private let spool: SegmentSpool

    init() throws { spool = try SegmentSpool(directory: "/spool", disk: disk) }

    @Test("is what was fed, whatever the pieces", arguments: [1_000, 65_536, 262_144, 300_000, 700_001])
    func pieces(size: Int) async throws {
        let octets = (0..<700_001).map { UInt8(truncatingIfNeeded: $0 &* 31 % 127) }
        let message = SegmentContentSpool(spool: spool)
        for start in stride(from: 0, to: octets.count, by: size) {
            try await message.append(Array(octets[start..<min(octets.count, start + size)]))
        }
        let content = try await message.finish()
        #expect(content.size == octets.count)
        #expect(!content.isEightBit)
        let place = try #require(content.place as? SpooledPlace)
        #expect(place.extents.count <= 6)
        #expect(place.segments == [1])
        #expect(try spool.read(place.extents) == octets)
    }

    @Test("may be empty") func empty() async throws {
        let message = SegmentContentSpool(spool: spool)
        try await message.append([])
        let content = try await message.finish()
        #expect(content.size == 0)
        #expect((content.place as? SpooledPlace)?.extents == [])
    }

    @Test("is known to have octets over 127", arguments: [0, 1, 2]) func eightBit(position: Int) async throws {
        let message = SegmentContentSpool(spool: spool)
        for index in 0..<3 { try await message.append([1, index == position ? 128 : 127, 2]) }
        #expect(try await message.finish().isEightBit)
    }

    @Test("keeps its segments until it is accepted or given up") func pinning() async throws {
        let message = SegmentContentSpool(spool: spool)
        try await message.append([1, 2, 3])
        let content = try await message.finish()
        spool.startAnew()
        #expect(spool.deadSegments() == [])
        await message.discard()
        #expect(spool.deadSegments() == [1])
        withExtendedLifetime(content) {}
    }

    @Test("keeps its segments by its description alone") func pinnedByContent() async throws {
        let content = try await Self.spooled(in: spool)
        spool.startAnew()
        #expect(spool.deadSegments() == [])
        withExtendedLifetime(content) {}
    }

    private static func spooled(in spool: SegmentSpool) async throws -> SpooledContent {
        let message = SegmentContentSpool(spool: spool)
        try await message.append([1, 2, 3])
        return try await message.finish()
    }

    @Test("fails for good when a piece could not be written") func stickyFailure() async throws {
        let message = SegmentContentSpool(spool: spool)
        disk.controls.withLock { $0.failingWrites = [MemoryDisk.full] }
        let piece = [UInt8](repeating: 1, count: SegmentContentSpool.pieceSize)
        await #expect(throws: MemoryDisk.full) { try await message.append(piece) }
        await #expect(throws: MemoryDisk.full) { try await message.append([1]) }
        await #expect(throws: MemoryDisk.full) { try await message.finish() }
    }

    @Test("ends once") func endsOnce() async throws {
        let message = SegmentContentSpool(spool: spool)
        _ = try await message.finish()
        await #expect(throws: QueueStoreError.self) { try await message.append([1]) }
        await #expect(throws: QueueStoreError.self) { try await message.finish() }
        let other = SegmentContentSpool(spool: spool)
        await other.discard()
        await #expect(throws: QueueStoreError.self) { try await other.finish() }
    }
}
