import BounceClassification
import MailAddressing
import Testing

/// Checks that a store keeps the contract of `SuppressionStore`; run it over each one that there is.
struct SuppressionStoreConformance {
    /// Makes an empty store.
    var makeStore: @Sendable () async throws -> any SuppressionStore
    private let now = SuppressionSamples.now

    init(_ makeStore: @escaping @Sendable () async throws -> any SuppressionStore) { self.makeStore = makeStore }

    func check() async throws {
        try await checkEntries()
        try await checkLookUp()
        try await checkPages()
        try await checkChanges()
        try await checkConcurrency()
        try await checkTrimming()
    }

    private func checkEntries() async throws {
        let store = try await makeStore()
        for entry in try SuppressionSamples.entries() {
            #expect(try await store.state(of: entry.key).suppression != entry)
            try await store.put(entry)
            #expect(try await store.state(of: entry.key) == SuppressionState(entry))
        }
        let key = try SuppressionSamples.key("ADA@example.com")
        #expect(try await store.remove(key))
        #expect(try await !store.remove(key))
        #expect(try await store.state(of: key) == SuppressionState(key))
    }

    private func checkLookUp() async throws {
        let store = try await makeStore()
        let query = SuppressionQuery(
            try Mailbox("Ada@Example.com"), from: try DomainName("sender.example"), stream: try StreamName("News"))
        // From the last that is asked about to the first: each one takes the answer from the one before.
        for key in query.keys.reversed() {
            #expect(try await store.suppression(for: query, at: now)?.key != key)
            try await store.put(Suppression(key, because: .person("x"), since: now, expiry: now + 10))
            #expect(try await store.suppression(for: query, at: now)?.key == key)
        }
        #expect(query.keys.count == 6)
        #expect(try await store.suppression(for: query, at: now + 9) != nil)
        #expect(try await store.suppression(for: query, at: now + 10) == nil)
        #expect(try await store.suppression(for: query, at: now - 1_000) != nil)
        // What has run out does not hide what holds.
        let first = try #require(query.keys.first)
        let last = try #require(query.keys.last)
        try await store.put(Suppression(first, because: .person("x"), since: now, expiry: now))
        try await store.put(Suppression(last, because: .person("x"), since: now))
        #expect(try await store.suppression(for: query, at: now + 50)?.key == last)
        for other in ["bob@other.example", "ada@mail.example.com", "ada+x@sub.example.com"] {
            let other = SuppressionQuery(try Mailbox(other), from: query.senderDomain, stream: query.stream)
            #expect(try await store.suppression(for: other, at: now) == nil)
        }
        let elsewhere = SuppressionQuery(try Mailbox("bob@example.com"), stream: try StreamName("other"))
        #expect(try await store.suppression(for: elsewhere, at: now)?.key.target.isDomain == true)
    }

    private func checkPages() async throws {
        let store = try await makeStore()
        #expect(try await store.suppressions(after: nil, limit: 10).isEmpty)
        let entries = try SuppressionSamples.entries()
        var expected: [SuppressionKey: Suppression] = [:]
        for entry in entries.shuffled() {
            try await store.put(entry)
            expected[entry.key] = entry
        }
        // One of whom only strikes are known is on no page.
        try await store.update(try SuppressionSamples.key("aaa@aaa.example")) { state in
            var state = state
            state.refusals = StrikeCount(last: 1, forgottenAt: .max)
            return state
        }
        let ordered = expected.values.sorted { $0.key < $1.key }
        for limit in [-1, 1, 2, 7, ordered.count, 1_000] {
            var (found, after): ([Suppression], SuppressionKey?) = ([], nil)
            while found.count <= ordered.count {
                let page = try await store.suppressions(after: after, limit: limit)
                #expect(page.count <= max(1, limit))
                found += page
                guard let last = page.last, page.count == max(1, limit) else { break }
                after = last.key
            }
            #expect(found == ordered)
        }
        // The page goes on where it was, even where its last key is gone.
        let third = ordered[2].key
        try await store.remove(third)
        #expect(try await store.suppressions(after: third, limit: 1) == [ordered[3]])
    }

    private func checkChanges() async throws {
        let store = try await makeStore()
        let key = try SuppressionSamples.key("ada@example.com")
        let other = try SuppressionSamples.key("bob@example.com")
        let strike = StrikeCount(last: 1, forgottenAt: .max)
        let state = try await store.update(key) { state in
            var state = state
            state.refusals = strike
            return state
        }
        #expect(state.refusals == strike)
        let entry = Suppression(key, because: .person("x"), since: now)
        try await store.put(entry)
        #expect(try await store.state(of: key).refusals == strike)
        await #expect {
            try await store.update(key) { _ in SuppressionState(other) }
        } throws: { ($0 as? SuppressionStoreError)?.kind == .misuse }
        #expect(try await store.state(of: key).suppression == entry)
        #expect(try await store.state(of: other).isEmpty)
        // An empty state is not kept.
        try await store.update(key) { SuppressionState($0.key) }
        #expect(try await !store.remove(key))
        #expect(try await store.suppressions(after: nil, limit: 1).isEmpty)
    }

    private func checkConcurrency() async throws {
        let store = try await makeStore()
        let key = try SuppressionSamples.key("ada@example.com")
        try await store.put(Suppression(key, because: .person("x"), since: now))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    try await store.update(key) { state in
                        var (state, entry) = (state, state.suppression)
                        entry?.confirmations += 1
                        if let entry { state.replace(with: entry) }
                        return state
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await store.state(of: key).suppression?.confirmations == 100)
    }

    private func checkTrimming() async throws {
        let store = try await makeStore()
        let held = Suppression(try SuppressionSamples.key("a@x.example"), because: .person("x"), since: now)
        let over = Suppression(
            try SuppressionSamples.key("b@x.example"), because: .person("x"), since: now, expiry: now + 10)
        try await store.put(held)
        try await store.put(over)
        #expect(try await store.trim(at: now + 19) == 0)
        #expect(try await store.suppressions(after: nil, limit: 9) == [held, over])
        #expect(try await store.trim(at: now + 20) == 1)
        #expect(try await store.suppressions(after: nil, limit: 9) == [held])
        #expect(try await store.state(of: over.key).isEmpty)
    }
}
