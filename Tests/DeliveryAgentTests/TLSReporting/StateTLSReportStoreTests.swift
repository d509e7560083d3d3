import DeliveryQueue
import DeliveryQueueTesting
import MailAddressing
import NIOConcurrencyHelpers
import Testing

@testable import DeliveryAgent

@Suite("What came of TLS in the state of the queue's store", .timeLimit(.minutes(5)))
struct StateTLSReportStoreTests {
    private let day = TLSReportSamples.day
    private let clock = ManualClock(start: TLSReportSamples.noon)

    private func open(_ disk: any StateStore) async throws -> StateTLSReportStore {
        try await StateTLSReportStore.open(disk, clock: clock)
    }

    /// The keys that there are.
    private func keys(_ disk: MemoryQueueStore) async -> [String] {
        await disk.values(in: StateTLSReportStore.space, after: nil, limit: .max).map(\.key)
    }

    @Test("answers as the value does, also after it was opened anew", arguments: 1...5 as ClosedRange<UInt64>)
    func model(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let disk = MemoryQueueStore()
        var store = try await open(disk)
        var models: [TLSReportDay: TLSReportTally] = [:]
        for _ in 0..<400 {
            let named = day.advanced(by: -Int.random(in: 0...3, using: &generator))
            switch Int.random(in: 0..<12, using: &generator) {
            case 0: try await store.flush()
            case 1:
                try await store.flush()
                store = try await open(disk)
            case 2:
                let expected = models[named] ?? TLSReportTally(day: named)
                let tally = try await store.tally(of: named)
                #expect(tally.sums == expected.sums && tally.octetCount == expected.octetCount)
                #expect(tally.domains.map(\.scope) == expected.domains.map(\.scope))
                #expect(Set(tally.domains.flatMap(\.policies)) == Set(expected.domains.flatMap(\.policies)))
            default:
                let result = try TLSReportSamples.random(at: named.start, using: &generator)
                await store.established(result)
                models[named, default: TLSReportTally(day: named)].count(result)
            }
            #expect(try await store.days() == models.keys.sorted())
        }
        #expect(store.unreadable == 0 && store.turns.heldCount == 0)
    }

    @Test("has a key for each day and domain, and none for what has not changed")
    func keys() async throws {
        let disk = HeldStateStore()
        let store = try await open(disk)
        let long = Array(repeating: String(repeating: "x", count: 61), count: 4).joined(separator: ".")
        for domain in ["b.example", "a.example", "a.example", long] {
            store.count(try TLSReportSamples.result(domain))
        }
        #expect(await disk.writes.isEmpty)
        try await store.flush()
        let found = await keys(disk.memory)
        #expect(found.count == 3 && found.contains("2026-11-27/a.example") && found.contains("2026-11-27/b.example"))
        #expect(found.allSatisfy { $0.utf8.count < 255 })
        #expect(await disk.writes == [3])
        try await store.flush()
        store.count(try TLSReportSamples.result("a.example"))
        try await store.flush()
        #expect(await disk.writes == [3, 1])
        #expect(try await open(disk).tally(of: day) == store.tally(of: day))
        #expect(try await open(disk).tally(of: day).domain(.domain(DomainName(long)))?.succeeded == 1)
    }

    @Test("never has a session wait for the disk, and loses none that comes while it is written")
    func disk() async throws {
        let disk = HeldStateStore()
        let store = try await open(disk)
        await store.established(try TLSReportSamples.result("a.example"))
        await disk.hold()
        async let flushed: Void = store.flush()
        await disk.whenHeld(1)
        for _ in 0..<3 { await store.established(try TLSReportSamples.result("a.example")) }
        await disk.release()
        try await flushed
        #expect(try await store.tally(of: day).sums == [4, 0])
        #expect(try await open(disk).tally(of: day).sums == [1, 0])
        try await store.flush()
        #expect(try await open(disk).tally(of: day).sums == [4, 0])
    }

    @Test("keeps in memory what cannot be written, for the next time")
    func failure() async throws {
        let disk = HeldStateStore()
        let store = try await open(disk)
        let trouble = QueueStoreError(.full, "a test")
        let yesterday = day.advanced(by: -1)
        // The day before cannot be read at first.
        store.count(try TLSReportSamples.result("a.example"))
        store.count(try TLSReportSamples.result("b.example", at: yesterday.start))
        for _ in 0..<2 {
            await disk.fail(trouble)
            await #expect(throws: trouble) { try await store.flush() }
            await disk.fail(nil)
            store.count(try TLSReportSamples.result("a.example"))
        }
        try await store.flush()
        let again = try await open(disk)
        #expect(try await again.tally(of: day).sums == [3, 0])
        #expect(try await again.tally(of: yesterday).sums == [1, 0])
        // Now both are in memory, and it is the writing that fails.
        for domain in ["a.example", "b.example"] {
            store.count(try TLSReportSamples.result(domain, at: yesterday.start))
        }
        let writes = await disk.writes
        await disk.fail(trouble)
        await #expect(throws: trouble) { try await store.flush() }
        await disk.fail(nil)
        try await store.flush()
        #expect(await disk.writes == writes + [2, 2])
        #expect(try await open(disk).tally(of: yesterday).sums == [3, 0])
        #expect(store.turns.heldCount == 0)
    }

    @Test("lets days go from memory that are over, and from the disk those of more than 30 days ago")
    func retention() async throws {
        let disk = MemoryQueueStore()
        let store = try await open(disk)
        try await disk.write(["0": [1], "zzz": [2]], in: StateTLSReportStore.space)
        for age in [0, 1, 2, 30, 31, 40] {
            let start = day.advanced(by: -age).start
            for number in 0..<300 { store.count(try TLSReportSamples.result("d\(number).example", at: start)) }
        }
        try await store.flush()
        #expect(store.contents.withLockedValue { $0.days.keys.sorted() } == [day.advanced(by: -1), day])
        let kept = [30, 2, 1, 0].map { day.advanced(by: -$0) }
        #expect(try await store.days() == kept)
        #expect(await keys(disk).count == 1_201)
        for day in kept { #expect(try await store.tally(of: day).sums == [300, 0]) }
        // A straggler finds what was counted before.
        store.count(try TLSReportSamples.result("d0.example", at: kept[1].start))
        #expect(try await store.tally(of: kept[1]).sums == [301, 0])
        clock.advance(by: .seconds(86_400 * 29))
        try await store.flush()
        #expect(try await store.days() == Array(kept[2...]))
        #expect(await keys(disk).count == 601)
    }

    @Test("leaves a value that cannot be read where it is, and counts it")
    func unreadable() async throws {
        let disk = MemoryQueueStore()
        var tally = TLSReportTally(day: day)
        tally.count(try TLSReportSamples.result("a.example"))
        let good = try #require(tally.domains.first).encoded
        var later = good
        later[0] = 2
        // A good one, one under another name, one under another day, one of a later version, and noise.
        let values: [String: [UInt8]?] = [
            "2026-11-27/a.example": good, "2026-11-27/b.example": good, "2026-11-26/a.example": good,
            "2026-11-27/c.example": later, "2026-11-27/~": [], "2026-11-27": good, "2026-11-28x": good,
        ]
        try await disk.write(values, in: StateTLSReportStore.space)
        let store = try await open(disk)
        #expect(store.unreadable == 3)
        #expect(try await store.tally(of: day).sums == [1, 0])
        #expect(try await store.tally(of: day.advanced(by: -1)).isEmpty)
        #expect(store.unreadable == 4)
        #expect(try await store.days() == [-1, 0, 1].map { day.advanced(by: $0) })
        try await store.flush()
        for (key, value) in values { #expect(await disk.value(of: key, in: StateTLSReportStore.space) == value) }
        store.count(try TLSReportSamples.result("c.example"))
        try await store.flush()
        #expect(try await open(disk).tally(of: day).sums == [2, 0])
    }

    @Test("says at once that the store cannot be read")
    func broken() async throws {
        let disk = HeldStateStore()
        let trouble = QueueStoreError(.failed, "a test")
        await disk.fail(trouble)
        await #expect(throws: trouble) { _ = try await open(disk) }
    }
}
