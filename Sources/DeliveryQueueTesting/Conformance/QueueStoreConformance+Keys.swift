import DeliveryQueue

/// Acceptances under a sender's own name.
extension QueueStoreConformance {
    /// Keys that are used again, at all times of the first message's life.
    static func checkKeys(_ store: any QueueStore, _ problems: inout ConformanceProblems) async throws {
        guard let key = InjectionKey("a key \u{E9}"), let other = InjectionKey("A KEY \u{E9}") else {
            problems.expect(false, "a key of few octets is one")
            return
        }
        let first = try message(1)
        let second = QueueChange.accept(try message(2), content: .octets([2]), key: key)
        let isFirst: (QueueStoreError.Kind) -> Bool = { $0 == .alreadyAccepted(first.id) }
        // What is refused does not use its key.
        let unknown = QueueChange.event(MessageID(number: 99), recipients: [0], TrialMessages.event(.attemptBegan))
        await problems.expectRefusal(by: store, of: [second, unknown], "a key beside nonsense") { $0 == .misuse }
        let twins = [QueueChange.accept(first, content: .octets([1]), key: key), second]
        await problems.expectRefusal(by: store, of: twins, "one key twice in a commit") { $0 != .conflict }
        problems.expect(try await store.newestMessage(), is: nil, "one key twice in a commit: nothing is there")
        try await store.commit([.accept(first, content: .octets([1]), key: key)])
        await problems.expectRefusal(by: store, of: [second], "a key while its message waits", as: isFirst)
        let third = QueueChange.accept(try message(3), content: .octets([3]))
        await problems.expectRefusal(by: store, of: [third, second], "a used key beside another message", as: isFirst)
        problems.expect(try await store.newestMessage(), is: first.id, "of what was refused nothing is there")
        try await store.commit([.accept(try message(4), content: .octets([4]), key: other)])
        try await store.commit([.event(first.id, recipients: [0], TrialMessages.event(.attemptBegan))])
        try await store.commit([.event(first.id, recipients: [0], TrialMessages.event(.delivered))])
        await problems.expectRefusal(by: store, of: [second], "a key whose message is settled", as: isFirst)
        let limits = HistoryLimits(retention: .seconds(600))
        try await store.maintain(limits, at: start + .seconds(300))
        await problems.expectRefusal(by: store, of: [second], "a key whose message is history", as: isFirst)
        try await store.maintain(limits, at: start + .seconds(3_600))
        try await store.commit([second])
        problems.expect(
            try await store.content(of: MessageID(number: 2)), is: [2], "a key can be used again after its history")
    }

    /// One key, used by many at the same time.
    static func checkKeysAtOnce(_ store: any QueueStore, _ problems: inout ConformanceProblems) async throws {
        for round in Int64(0)..<10 {
            guard let key = InjectionKey("round \(round)") else { continue }
            let messages = try (0..<8).map { try message(round * 8 + $0 + 1) }
            let outcomes = await withTaskGroup(of: (MessageID, QueueStoreError.Kind?).self) { group in
                for message in messages {
                    group.addTask {
                        do throws(QueueStoreError) {
                            try await store.commit([.accept(message, content: .octets([1]), key: key)])
                            return (message.id, nil)
                        } catch {
                            return (message.id, error.kind)
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            let taken = outcomes.filter { $0.1 == nil }.map(\.0)
            problems.expect(taken.count, is: 1, "of those who use a key at once one is taken")
            guard let winner = taken.first else { continue }
            problems.expect(
                outcomes.allSatisfy { $0.0 == winner || $0.1 == .alreadyAccepted(winner) },
                "the others are told the name of the one that was taken")
        }
        problems.expect(try await store.summary().unsettledMessages, is: 10, "one message is there for each key")
    }
}
