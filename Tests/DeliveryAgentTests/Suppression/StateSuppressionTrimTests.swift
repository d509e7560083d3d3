import BounceClassification
import DeliveryQueue
import MailAddressing
import Testing

@testable import DeliveryAgent

@Suite("Trimming the durable suppression list", .timeLimit(.minutes(5)))
struct StateSuppressionTrimTests {
    private let now = SuppressionSamples.now

    /// A list with so many entries of which every second one no longer matters.
    private func makeStore(_ disk: HeldStateStore, count: Int) async throws -> StateSuppressionStore {
        var values: [String: [UInt8]?] = [:]
        for number in 0..<count {
            let entry = try SuppressionSamples.entry("u\(number)@a.example", expiry: number % 2 == 0 ? now : nil)
            values[StateSuppressionStore.stateKey(of: entry.key)] = SuppressionState(entry).encoded
        }
        try await disk.memory.write(values, in: StateSuppressionStore.space)
        return try await StateSuppressionStore.open(disk)
    }

    @Test("writes some hundred states at once, on the disk and in memory", arguments: [0, 1, 511, 512, 2_001])
    func batches(count: Int) async throws {
        let disk = HeldStateStore()
        let store = try await makeStore(disk, count: count)
        #expect(store.count == count)
        let over = (count + 1) / 2
        #expect(try await store.trim(at: now) == over)
        #expect(store.count == count - over)
        let writes = await disk.writes
        #expect(writes.reduce(0, +) == over)
        #expect(writes.allSatisfy { $0 <= 2 * StateSuppressionStore.batch })
        #expect(writes.dropLast().allSatisfy { $0 >= StateSuppressionStore.batch })
        #expect(try await StateSuppressionStore.open(disk).count == count - over)
        #expect(store.turns.heldCount == 0)
    }

    @Test("does not undo what changes meanwhile, and two at once end")
    func meanwhile() async throws {
        let disk = HeldStateStore()
        let store = try await makeStore(disk, count: 600)
        let key = try SuppressionSamples.key("u0@a.example")
        let fresh = try SuppressionSamples.entry("u0@a.example")
        await disk.hold()
        async let change: Void = store.put(fresh)
        await disk.whenHeld(1)
        async let first = store.trim(at: now)
        async let second = store.trim(at: now)
        while store.turns.waitingCount(for: key) == 0 { await Task.yield() }
        await disk.release()
        try await change
        let gone = try await (first, second)
        #expect(gone.0 + gone.1 == 299)
        #expect(store.count == 301 && store.state(of: key).suppression == fresh)
        #expect(try await StateSuppressionStore.open(disk).count == 301)
        #expect(store.turns.heldCount == 0)
    }
}
