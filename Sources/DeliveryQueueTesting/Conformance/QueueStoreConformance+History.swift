import DeliveryQueue

/// What becomes of finished messages.
extension QueueStoreConformance {
    /// Finished messages stay readable for the time of retention and are gone then.
    static func checkHistory(_ store: any QueueStore, _ problems: inout ConformanceProblems) async throws {
        let limits = HistoryLimits(retention: .seconds(100))
        let settled: [RecipientState] = [.delivered, .bounced, .expired, .cancelled]
        for (index, state) in settled.enumerated() {
            try await bring(
                try message(Int64(index + 1), recipients: 2), to: state, at: start + .seconds(Int64(index) * 10),
                in: store)
        }
        let open = try message(9, recipients: 2)
        try await bring(open, to: .attempting, in: store)
        try await store.commit([.event(open.id, recipients: [0], TrialMessages.event(.delivered))])
        let before = try await StoreHoldings(reading: store)
        try await store.maintain(limits, at: start + .seconds(99))
        problems.expect(
            try await StoreHoldings(reading: store), is: before, "messages and ledgers are the same in the history")
        for (index, state) in settled.enumerated() {
            let id = MessageID(number: Int64(index + 1))
            problems.expect(try await store.message(id), is: before.messages[id]?.stored, "\(state) is found by name")
            problems.expect(try await store.events(of: id), is: before.messages[id]?.entries ?? [], "its ledger too")
            problems.expect(try await store.content(of: id), is: nil, "its octets are gone")
        }
        let forgotten = try await store.maintain(limits, at: start + .seconds(115)).forgotten
        problems.expect(forgotten, is: 2, "what was settled before the retention is forgotten")
        for (id, held) in before.messages.sorted(by: { $0.key < $1.key }) {
            let isForgotten = id.number <= 2
            problems.expect(
                try await store.message(id), is: isForgotten ? nil : held.stored,
                "message \(id.number) is \(isForgotten ? "gone" : "there")")
            problems.expect(
                try await store.events(of: id), is: isForgotten ? [] : held.entries,
                "the ledger of message \(id.number) is \(isForgotten ? "gone" : "there")")
        }
        try await store.maintain(limits, at: start + .seconds(86_400 * 365))
        problems.expect(
            try await store.messages(MessageQuery(includesSettled: true)).map(\.message.id), is: [open.id],
            "a message with an open recipient is never forgotten")
        problems.expect(try await store.content(of: open.id), is: [1, 2, 3], "nor are its octets")
        problems.expect(
            try await store.summary().recipients.filter { $0.value > 0 }, is: [.attempting: 1, .delivered: 1],
            "the summary forgets what is forgotten")
    }

    /// A history that may take less and less room loses the oldest messages first.
    static func checkBoundedHistory(_ store: any QueueStore, _ problems: inout ConformanceProblems) async throws {
        let count: Int64 = 60
        for number in 1...count {
            // The later its name, the earlier it was settled.
            try await bring(
                try message(number), to: .delivered, at: start + .seconds(count - number + 1), in: store)
        }
        let query = MessageQuery(includesSettled: true, limit: .max)
        for size in [1 << 20, 1 << 18, 1 << 16, 1 << 14, 1 << 12, 1 << 10, 0] {
            let limits = HistoryLimits(retention: .seconds(86_400), maximumSize: size)
            // A store may forget in steps.
            for _ in 0...count {
                if try await store.maintain(limits, at: start + .seconds(count + 1)).forgotten == 0 { break }
            }
            let left = try await store.messages(query).map(\.message.id.number)
            problems.expect(
                left, is: Array((1...count).prefix(left.count)), "with \(size) octets of history the oldest goes first")
        }
        problems.expect(try await store.messages(query).count, is: 0, "with no room there is no history")
    }
}
