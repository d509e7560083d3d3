import BounceClassification
import DeliveryQueue
import MailAddressing
import Testing

@testable import DeliveryAgent

@Suite("Changes of the durable suppression list", .timeLimit(.minutes(5)))
struct StateSuppressionChangeTests {
    private let now = SuppressionSamples.now

    @Test("are seen when they are on the disk, and no sooner")
    func writtenThrough() async throws {
        let disk = HeldStateStore()
        let store = try await StateSuppressionStore.open(disk)
        let entry = try SuppressionSamples.entry("ada@a.example")
        let query = SuppressionQuery(try Mailbox("ada@a.example"))
        await disk.hold()
        async let change: Void = store.put(entry)
        await disk.whenHeld(1)
        #expect(store.suppression(for: query, at: now) == nil)
        await disk.release()
        try await change
        #expect(store.suppression(for: query, at: now) == entry)
    }

    @Test("of several keys are on their way together, those of one key one by one")
    func together() async throws {
        let disk = HeldStateStore()
        let store = try await StateSuppressionStore.open(disk)
        let keys = try ["a", "b", "c"].map { try SuppressionSamples.key("\($0)@a.example") }
        await disk.hold()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for key in keys + keys { group.addTask { try await store.confirm(key) } }
            await disk.whenHeld(3)
            for key in keys { while store.turns.waitingCount(for: key) == 0 { await Task.yield() } }
            #expect(await disk.heldCount == 3)
            await disk.release()
            try await group.waitForAll()
        }
        for key in keys { #expect(store.state(of: key).suppression?.confirmations == 2) }
        #expect(await disk.writes == [1, 1, 1, 1, 1, 1])
    }

    @Test("that change nothing are not written")
    func unchanged() async throws {
        let disk = HeldStateStore()
        let store = try await StateSuppressionStore.open(disk)
        let entry = try SuppressionSamples.entry("ada@a.example")
        try await store.update(entry.key) { $0 }
        #expect(try await !store.remove(entry.key))
        #expect(try await store.trim(at: now) == 0)
        #expect(await disk.writes == [])
        try await store.put(entry)
        try await store.put(entry)
        try await store.trim(at: now)
        #expect(await disk.writes == [1])
        let other = try SuppressionSamples.key("bob@a.example")
        await #expect {
            try await store.update(entry.key) { _ in SuppressionState(other) }
        } throws: { ($0 as? SuppressionStoreError)?.kind == .misuse }
        #expect(await disk.writes == [1])
    }

    @Test("that the store refuses change nothing, and the next one is taken")
    func failing() async throws {
        let disk = HeldStateStore()
        let store = try await StateSuppressionStore.open(disk, capacity: 2)
        let entry = try SuppressionSamples.entry("ada@a.example", expiry: now)
        let other = try SuppressionSamples.entry("bob@a.example")
        try await store.put(entry)
        await disk.fail(QueueStoreError(.recovering, "the disk failed"))
        let error = SuppressionStoreError(.failed, "the disk failed")
        await #expect(throws: error) { try await store.confirm(entry.key) }
        for _ in 0..<3 { await #expect(throws: error) { try await store.put(other) } }
        await #expect(throws: error) { try await store.remove(entry.key) }
        await #expect(throws: error) { try await store.trim(at: .max) }
        #expect(store.suppressions(after: nil, limit: 9) == [entry])
        await disk.fail(nil)
        #expect(try await StateSuppressionStore.open(disk).suppressions(after: nil, limit: 9) == [entry])
        try await store.put(other)
        #expect(store.suppressions(after: nil, limit: 9) == [entry, other])
        #expect(store.turns.heldCount == 0)
    }

    @Test(
        "that fail say so in the list's own words",
        arguments: [
            (QueueStoreError.Kind.full, SuppressionStoreError.Kind.full), (.queueFull, .full), (.damaged, .damaged),
            (.quarantined, .damaged), (.misuse, .misuse), (.conflict, .misuse), (.stopped, .stopped),
            (.inUse, .failed), (.inaccessible, .failed), (.recovering, .failed), (.failed, .failed),
        ])
    func errors(kind: QueueStoreError.Kind, expected: SuppressionStoreError.Kind) async throws {
        let disk = HeldStateStore()
        let store = try await StateSuppressionStore.open(disk)
        await disk.fail(QueueStoreError(kind, "words"))
        let error = SuppressionStoreError(expected, "words")
        await #expect(throws: error) { try await store.put(SuppressionSamples.entry("ada@a.example")) }
        await #expect(throws: error) { _ = try await StateSuppressionStore.open(disk) }
    }

    @Test("are brought to their end where their task is cancelled")
    func cancelled() async throws {
        let disk = HeldStateStore()
        let store = try await StateSuppressionStore.open(disk)
        let key = try SuppressionSamples.key("ada@a.example")
        await disk.hold()
        let tasks = (0..<3).map { _ in Task { try await store.confirm(key) } }
        await disk.whenHeld(1)
        while store.turns.waitingCount(for: key) < 2 { await Task.yield() }
        for task in tasks { task.cancel() }
        await disk.release()
        for task in tasks { try await task.value }
        #expect(store.state(of: key).suppression?.confirmations == 3)
        #expect(store.turns.heldCount == 0)
    }
}
