import BounceClassification
import DeliveryQueue
import NIOConcurrencyHelpers
import Testing

@testable import DeliveryAgent

@Suite("The room of the durable suppression list", .timeLimit(.minutes(5)))
struct StateSuppressionRoomTests {
    private let now = SuppressionSamples.now

    private func full(_ key: SuppressionKey, capacity: Int) -> SuppressionStoreError {
        let entry = Suppression(key, because: .person("x"), since: 0)
        return .full(for: SuppressionState(entry), capacity: capacity)
    }

    /// Counts a strike against a recipient.
    private func strike(_ store: StateSuppressionStore, _ target: String) async throws {
        try await store.update(SuppressionSamples.key(target)) { state in
            var state = state
            state.refusals = StrikeCount(last: now, forgottenAt: now + 10)
            return state
        }
    }

    @Test("is taken by those who are on their way to the disk, too")
    func full() async throws {
        let disk = HeldStateStore()
        let store = try await StateSuppressionStore.open(disk, capacity: 2)
        let keys = try ["a", "b", "c"].map { try SuppressionSamples.key("\($0)@a.example") }
        await disk.hold()
        async let first: Void = store.confirm(keys[0])
        async let second: Void = store.confirm(keys[1])
        await disk.whenHeld(2)
        await #expect(throws: full(keys[2], capacity: 2)) { try await store.confirm(keys[2]) }
        await disk.release()
        _ = try await (first, second)
        await #expect(throws: full(keys[2], capacity: 2)) { try await store.confirm(keys[2]) }
        try await store.confirm(keys[0])
        try await store.remove(keys[0])
        try await store.confirm(keys[2])
        // With less room than there are, all stay.
        let smaller = try await StateSuppressionStore.open(disk, capacity: 1)
        #expect(smaller.count == 2)
        try await smaller.confirm(keys[1])
        await #expect(throws: full(keys[0], capacity: 1)) { try await smaller.confirm(keys[0]) }
    }

    @Test("is left for entries when it is full of strikes, and for persons when it is full of both")
    func shares() async throws {
        let disk = HeldStateStore()
        let store = try await StateSuppressionStore.open(disk, capacity: 20)
        for number in 0..<15 { try await strike(store, "s\(number)@a.example") }
        let strikes = SuppressionState(try SuppressionSamples.key("s@a.example"))
        await #expect(throws: SuppressionStoreError.full(for: strikes, capacity: 20)) {
            try await strike(store, "s@a.example")
        }
        let bounces = try (0..<4).map { number in
            Suppression(
                try SuppressionSamples.key("b\(number)@a.example"), because: .bounce(.unknownRecipient, reply: ""),
                since: now)
        }
        for bounce in bounces.dropLast() { try await store.put(bounce) }
        await #expect(throws: SuppressionStoreError.full(for: SuppressionState(bounces[3]), capacity: 20)) {
            try await store.put(bounces[3])
        }
        for number in 0..<2 { try await store.put(SuppressionSamples.entry("p\(number)@a.example")) }
        let key = try SuppressionSamples.key("p@a.example")
        await #expect(throws: full(key, capacity: 20)) { try await store.confirm(key) }
        // Whom it knows already may become anything.
        try await store.confirm(SuppressionSamples.key("s0@a.example"))
        try await strike(store, "s1@a.example")
        #expect(store.count == 20 && store.contents.withLockedValue { $0.reserved } == 0)
        #expect(try await StateSuppressionStore.open(disk, capacity: 1).count == 20)
    }

    @Test("that a strike was given is its own, whoever comes while it is on its way to the disk")
    func overtaken() async throws {
        let disk = HeldStateStore()
        let store = try await StateSuppressionStore.open(disk, capacity: 4)
        for number in 0..<2 { try await store.put(SuppressionSamples.entry("p\(number)@a.example")) }
        await disk.hold()
        async let late: Void = strike(store, "s@a.example")
        await disk.whenHeld(1)
        await disk.letPass()
        try await store.put(SuppressionSamples.entry("p2@a.example"))
        await disk.release()
        try await late
        #expect(store.count == 4)
        #expect(try await StateSuppressionStore.open(disk).count == 4)
        #expect(try store.state(of: SuppressionSamples.key("s@a.example")).refusals != nil)
    }
}
