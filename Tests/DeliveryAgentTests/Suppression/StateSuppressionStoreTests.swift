import BounceClassification
import DeliveryQueue
import DeliveryQueueTesting
import MailAddressing
import NIOConcurrencyHelpers
import Testing

@testable import DeliveryAgent

@Suite("The suppression list in the state of the queue's store")
struct StateSuppressionStoreTests {
    private let now = SuppressionSamples.now

    /// All states that a list has.
    private func states(_ store: StateSuppressionStore) -> [SuppressionState] {
        store.contents.withLockedValue { $0.table.states(after: nil, limit: .max) }
    }

    @Test("answers as the one in memory, also after it was opened anew", arguments: 1...5 as ClosedRange<UInt64>)
    func model(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let disk = MemoryQueueStore()
        let model = MemorySuppressionStore()
        var store = try await StateSuppressionStore.open(disk)
        let recipients = try (0..<12).map { try Mailbox("u\($0 / 3)@d\($0 % 3).example") }
        let sender = try DomainName("s.example")
        for step in 0..<400 {
            let recipient = recipients[Int.random(in: 0..<recipients.count, using: &generator)]
            let query = SuppressionQuery(recipient, from: sender)
            let key = query.keys[Int.random(in: 0..<query.keys.count, using: &generator)]
            let moment = now + Int64(step)
            switch Int.random(in: 0..<10, using: &generator) {
            case 0...2: #expect(try await store.remove(key) == model.remove(key))
            case 3: #expect(try await store.trim(at: moment) == model.trim(at: moment))
            case 4: store = try await StateSuppressionStore.open(disk)
            case 5:
                let count = StrikeCount(last: moment, forgottenAt: moment + 20)
                let change = { @Sendable (state: SuppressionState) in
                    var state = state
                    state.refusals = count
                    return state
                }
                #expect(try await store.update(key, change) == model.update(key, change))
            default:
                let expiry = Bool.random(using: &generator) ? nil : moment + 20
                let entry = Suppression(key, because: .person("x"), since: moment, expiry: expiry)
                try await store.put(entry)
                try await model.put(entry)
            }
            #expect(await model.state(of: key) == store.state(of: key))
            #expect(await model.suppression(for: query, at: moment) == store.suppression(for: query, at: moment))
            let limit = Int.random(in: 0...20, using: &generator)
            #expect(await model.suppressions(after: key, limit: limit) == store.suppressions(after: key, limit: limit))
        }
        #expect(store.turns.heldCount == 0 && store.contents.withLockedValue { $0.reserved } == 0)
    }

    @Test("is found whole when it is opened again")
    func restart() async throws {
        let disk = MemoryQueueStore()
        let first = try await StateSuppressionStore.open(disk)
        let entries = try (1_000..<1_600).map { try SuppressionSamples.entry("u\($0)@a.example") }
        for entry in entries { try await first.put(entry) }
        try await first.update(SuppressionSamples.key("a.example")) { state in
            var state = state
            state.fullMailbox = StrikeCount(last: 1, forgottenAt: 2)
            return state
        }
        let second = try await StateSuppressionStore.open(disk)
        #expect(second.count == 601 && second.unreadable == 0)
        #expect(states(second) == states(first))
        #expect(second.suppressions(after: nil, limit: .max) == entries)
        let query = SuppressionQuery(try Mailbox("U1234@a.example"))
        #expect(second.suppression(for: query, at: now) == entries[234])
        for entry in entries { #expect(try await second.remove(entry.key)) }
        #expect(try await StateSuppressionStore.open(disk).count == 1)
    }

    @Test("counts a hundred changes of one key that come at once")
    func concurrency() async throws {
        let disk = HeldStateStore()
        let store = try await StateSuppressionStore.open(disk)
        let key = try SuppressionSamples.key("ada@a.example")
        await disk.hold()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<100 { group.addTask { try await store.confirm(key) } }
            // The first is on its way to the disk, and all others have come.
            await disk.whenHeld(1)
            while await disk.heldCount == 1, store.turns.waitingCount(for: key) < 99 { await Task.yield() }
            #expect(await disk.heldCount == 1)
            await disk.release()
            try await group.waitForAll()
        }
        #expect(store.state(of: key).suppression?.confirmations == 100)
        #expect(await disk.writes.count == 100)
        #expect(try await states(StateSuppressionStore.open(disk)) == states(store))
        #expect(store.turns.heldCount == 0)
    }

    @Test("leaves a value that cannot be read where it is, and counts it")
    func unreadable() async throws {
        let disk = MemoryQueueStore()
        let (ada, bob) = (try SuppressionSamples.entry("ada@a.example"), try SuppressionSamples.entry("bob@a.example"))
        let keys = [ada, bob].map { StateSuppressionStore.stateKey(of: $0.key) }
        let good = SuppressionState(ada).encoded
        var later = SuppressionState(bob).encoded
        later[0] = 2
        // A good one, one of a later version, one that is under another's key, and noise.
        let values: [String: [UInt8]?] = [
            keys[0]: good, keys[1]: later, "other": good, "noise": [1, 2, 3], "none": [],
        ]
        try await disk.write(values, in: StateSuppressionStore.space)
        let store = try await StateSuppressionStore.open(disk)
        #expect(store.unreadable == 4)
        #expect(store.suppressions(after: nil, limit: 9) == [ada])
        try await store.trim(at: .max)
        for (key, value) in values {
            #expect(await disk.value(of: key, in: StateSuppressionStore.space) == value)
        }
        try await store.put(bob)
        let again = try await StateSuppressionStore.open(disk)
        #expect(again.unreadable == 3 && again.suppressions(after: nil, limit: 9) == [ada, bob])
    }

    @Test("has a key of the state that holds no address")
    func stateKey() throws {
        let key = try SuppressionSamples.key("ada@a.example")
        #expect(
            StateSuppressionStore.stateKey(of: key)
                == "6cac6a00bfad1733bf10a1f1f4fa66494d7554094faea2066be7feb992c818d3")
        #expect(
            try StateSuppressionStore.stateKey(of: SuppressionSamples.key("ADA@A.example"))
                == StateSuppressionStore.stateKey(of: key))
    }
}
