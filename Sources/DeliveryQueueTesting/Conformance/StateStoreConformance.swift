public import DeliveryQueue

/// The contract of `StateStore` as checks that any store must pass.
///
/// What must be there after a power cut is checked by `QueueStoreTrial`.
public struct StateStoreConformance: Sendable {
    private let makeStore: @Sendable () async throws -> any StateStore

    /// Makes the checks.
    ///
    /// - Parameter makeStore: makes a store that holds nothing.
    public init(makeStore: @escaping @Sendable () async throws -> any StateStore) { self.makeStore = makeStore }

    /// Runs every check.
    ///
    /// - Returns: what is wrong, a line each.
    /// - Throws: what the store's maker threw. What the store throws where it must not is a problem.
    public func problems() async throws -> [String] {
        var problems = ConformanceProblems()
        let checks = [Self.checkValues, Self.checkLimits, Self.checkPages, Self.checkConcurrency]
        for check in checks {
            let store = try await makeStore()
            do {
                try await check(store, &problems)
            } catch {
                problems.expect(false, "a check stopped as the store threw: \(error)")
            }
        }
        return problems.lines
    }

    private static let space = StateSpace("check")

    private static func checkValues(_ store: any StateStore, _ problems: inout ConformanceProblems) async throws {
        let other = StateSpace("check-2")
        problems.expect(try await store.value(of: "a", in: space), is: nil, "what was never written is nil")
        try await store.write(["a": [1], "b": [], "c": [0, 255]], in: space)
        problems.expect(try await store.value(of: "a", in: space), is: [1], "a value is kept")
        problems.expect(try await store.value(of: "b", in: space), is: [], "an empty value is not nil")
        problems.expect(try await store.value(of: "c", in: space), is: [0, 255], "a value is kept octet for octet")
        problems.expect(try await store.value(of: "A", in: space), is: nil, "case counts in keys")
        problems.expect(try await store.value(of: "a", in: other), is: nil, "spaces do not meet")
        try await store.write(["a": [7]], in: other)
        try await store.write(["a": [2], "b": nil, "never": nil, "d": [4]], in: space)
        problems.expect(try await store.value(of: "a", in: space), is: [2], "a later value takes the place")
        problems.expect(try await store.value(of: "b", in: space), is: nil, "nil removes")
        problems.expect(try await store.value(of: "d", in: space), is: [4], "others are written together with it")
        problems.expect(try await store.value(of: "a", in: other), is: [7], "another space is untouched")
        try await store.write([:], in: space)
    }

    private static func checkLimits(_ store: any StateStore, _ problems: inout ConformanceProblems) async throws {
        let longKey = String(repeating: "k", count: 255)
        let largeValue = TrialMessages.octets(65_536, number: 1)
        try await store.write([longKey: largeValue], in: space)
        problems.expect(try await store.value(of: longKey, in: space) == largeValue, "the largest is kept")
        let wrong: [(changes: [String: [UInt8]?], words: String)] = [
            (["x": [1], longKey + "k": [1]], "a key that is too long"),
            (["x": [1], String(repeating: "\u{E9}", count: 128): [1]], "a key that is too long in octets"),
            (["x": [1], "y": largeValue + [1]], "a value that is too large"),
        ]
        for (changes, words) in wrong {
            do throws(QueueStoreError) {
                try await store.write(changes, in: space)
                problems.expect(false, "\(words) is refused")
            } catch {
                problems.expect(error.kind, is: .misuse, "\(words) is refused as misuse")
            }
            problems.expect(try await store.value(of: "x", in: space), is: nil, "\(words): nothing is written")
        }
    }

    private static func checkPages(_ store: any StateStore, _ problems: inout ConformanceProblems) async throws {
        let keys = ["", "A", "Z", "a", "aa", "ab", "b", "\u{E9}", "\u{FFFD}", "\u{1F600}"]
        let values = Dictionary(uniqueKeysWithValues: keys.enumerated().map { ($1, [UInt8($0)]) })
        try await store.write(values, in: space)
        try await store.write(["between": [9]], in: StateSpace("checks"))
        let sorted = keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        for limit in [1, 3, 100] {
            var seen: [(key: String, value: [UInt8])] = []
            for _ in 0...keys.count {
                let page = try await store.values(in: space, after: seen.last?.key, limit: limit)
                problems.expect(page.count <= limit, "a page has no more than its limit")
                seen += page
                if page.count < limit { break }
            }
            problems.expect(seen.map(\.key), is: sorted, "pages of \(limit) give each key once, by its octets")
            problems.expect(
                seen.allSatisfy { values[$0.key] == $0.value }, "pages of \(limit) give each key's own value")
        }
        problems.expect(
            try await store.values(in: StateSpace("none"), after: nil, limit: 5).count, is: 0,
            "an unused space is empty")
    }

    private static func checkConcurrency(_ store: any StateStore, _ problems: inout ConformanceProblems) async throws {
        let writers: UInt8 = 20
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<writers {
                group.addTask {
                    // Two shared keys are always written together: they must never differ.
                    try await store.write(
                        ["left": [writer], "right": [writer], "own \(writer)": [writer]], in: space)
                }
            }
            try await group.waitForAll()
        }
        problems.expect(
            try await store.value(of: "left", in: space), is: try await store.value(of: "right", in: space),
            "values that are written together stay together")
        for writer in 0..<writers {
            problems.expect(
                try await store.value(of: "own \(writer)", in: space), is: [writer], "every writer's value is there")
        }
    }
}
