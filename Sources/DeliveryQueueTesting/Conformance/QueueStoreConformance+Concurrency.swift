import DeliveryQueue

/// Many callers at once.
extension QueueStoreConformance {
    /// Acceptances under names that are used twice, and whole lives side by side.
    static func checkConcurrency(_ store: any QueueStore, _ problems: inout ConformanceProblems) async throws {
        let messages = try (Int64(0)..<200).map { try message($0 / 2 + 1) }
        let refusals = await withTaskGroup(of: QueueStoreError.Kind?.self) { group in
            // Each identifier is used twice: of each pair exactly one commit is taken.
            for message in messages {
                group.addTask {
                    do throws(QueueStoreError) {
                        try await store.commit([.accept(message, content: .octets([1]))])
                        return nil
                    } catch {
                        return error.kind
                    }
                }
            }
            return await group.reduce(into: []) { $0 += [$1].compactMap(\.self) }
        }
        problems.expect(refusals.count, is: 100, "of two commits with one identifier exactly one is taken")
        problems.expect(refusals.allSatisfy { $0 == .misuse }, "the other one is refused as misuse")
        problems.expect(try await store.summary().unsettledMessages, is: 100, "what was taken is there")
        let lives = try (Int64(101)...140).map { try TrialMessages.message($0, recipients: 3, size: 70_000) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, message) in lives.enumerated() {
                group.addTask {
                    try await live(message, octets: TrialMessages.octets(70_000, number: UInt64(index)), in: store)
                }
            }
            group.addTask {
                for _ in 0..<10 {
                    try await store.maintain(HistoryLimits(), at: start + .seconds(60))
                    _ = try await store.openRecipients(after: nil, limit: 1_000)
                }
            }
            try await group.waitForAll()
        }
        var checker = LedgerChecker()
        checker.check(try await StoreHoldings(reading: store))
        for problem in checker.problems { problems.expect(false, "\(problem)") }
        problems.expect(checker.counts.messages, is: 140, "every message is there after many callers at once")
        problems.expect(checker.counts.recipients[.delivered], is: 80, "every delivery is there")
        problems.expect(checker.counts.recipients[.queued], is: 140, "every deferral is there")
    }

    private static func live(_ message: QueuedMessage, octets: [UInt8], in store: any QueueStore) async throws {
        let (_, content) = try await spool(octets, inPiecesOf: [30_000], to: store)
        try await store.commit([.accept(message, content: .spooled(head: [], content))])
        try await store.commit([.event(message.id, recipients: [0, 1, 2], TrialMessages.event(.attemptBegan))])
        guard try await store.content(of: message.id) == octets else {
            throw QueueStoreError(.damaged, "the octets of \(message.id) are not its own")
        }
        try await store.commit([
            .event(message.id, recipients: [0, 2], TrialMessages.event(.delivered)),
            .event(message.id, recipients: [1], TrialMessages.event(.deferred)),
        ])
    }
}
