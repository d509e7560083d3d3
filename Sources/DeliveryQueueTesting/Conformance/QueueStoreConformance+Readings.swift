import DeliveryQueue

/// What a store answers about what it holds.
extension QueueStoreConformance {
    /// Pages of open recipients.
    static func checkPages(_ store: any QueueStore, _ problems: inout ConformanceProblems) async throws {
        problems.expect(try await store.openRecipients(after: nil, limit: 5), is: [], "an empty store has no page")
        let hosts = ["example.test", "[192.0.2.1]", "[IPv6:2001:db8::1]", "EXAMPLE.Test", "b\u{FC}cher.example"]
        let senders = ["sender@example.test", "", "\"S. Ender\"@Example.Test", "J\u{DC}RGEN@[192.0.2.1]"]
        var model = QueueModel()
        for number in (Int64(1)...25).reversed() {
            let addresses = (0..<Int(number % 4 + 1)).map { "user\($0)@\(hosts[(Int(number) + $0) % hosts.count])" }
            let message = try TrialMessages.message(
                number, from: senders[Int(number) % senders.count], to: addresses, size: Int(number) * 70_000,
                priority: number % 3 == 0 ? Int(number) % 19 - 9 : nil, at: start + .seconds(100 - number),
                releaseAt: number % 5 == 0 ? start + .seconds(1_000 * number) : nil)
            try await store.commit([.accept(message, content: .octets([1]))])
            try model.commit([.accept(message, [1], nil)])
            let events: [(recipient: Int, kinds: [RecipientEvent.Kind])] = [
                (0, TrialMessages.path(to: RecipientState.allCases[Int(number) % 7])), (1, [.rescheduled]),
            ]
            for (recipient, kinds) in events where recipient < addresses.count {
                for kind in kinds {
                    let event = TrialMessages.event(kind, at: start + .seconds(number))
                    try await store.commit([.event(message.id, recipients: [recipient], event)])
                    try model.commit([.event(message.id, [recipient], event)])
                }
            }
        }
        let expected = model.openRecipients(after: nil, limit: .max)
        for limit in [1, 2, 7, 1_000] {
            var seen: [OpenRecipient] = []
            // One page more than there can be: a store that always answers with a full page ends too.
            for _ in 0...expected.count {
                let page = try await store.openRecipients(after: seen.last?.place, limit: limit)
                problems.expect(page.count <= limit, "a page has no more than its limit")
                seen += page
                if page.count < limit { break }
            }
            problems.expect(seen, is: expected, "pages of \(limit) give each open recipient once, in order")
        }
        let gap = RecipientPlace(message: MessageID(number: 7), recipient: 99)
        problems.expect(
            try await store.openRecipients(after: gap, limit: 3), is: model.openRecipients(after: gap, limit: 3),
            "a page begins after a place that there is not")
    }

    /// Messages by each field of a query.
    static func checkQueries(_ store: any QueueStore, _ problems: inout ConformanceProblems) async throws {
        var model = QueueModel()
        let senders = ["ann@one.test", "bob@two.test", "Ann@ONE.test", "\"an n\"@one.test"]
        let recipients = ["carl@three.test", "dora@four.test", "Carl@Three.test", "eve@[192.0.2.1]"]
        for number in 1...28 {
            let message = try TrialMessages.message(
                Int64(number), from: senders[number % 4], to: [recipients[number / 4 % 4], "also@five.test"],
                at: start + .seconds(Int64(number)))
            try await bring(message, to: RecipientState.allCases[number % 7], in: store)
            try model.commit([.accept(message, [1, 2, 3], nil)])
            for kind in TrialMessages.path(to: RecipientState.allCases[number % 7]) {
                try model.commit([.event(message.id, [0, 1], TrialMessages.event(kind))])
            }
        }
        // Once with what was settled still beside the rest, and once after it was moved to the history.
        for place in ["", " in the history"] {
            for (words, query) in queries {
                problems.expect(
                    try await store.messages(query).map(\.message.id.number),
                    is: model.messages(query).map(\.message.id.number), "messages by \(words)\(place)")
            }
            let all = MessageQuery(includesSettled: true)
            problems.expect(try await store.messages(all), is: model.messages(all), "messages are whole\(place)")
            try await store.maintain(HistoryLimits(), at: start + .seconds(60))
        }
    }

    private static var queries: [(words: String, query: MessageQuery)] {
        var queries: [(String, MessageQuery)] = []
        func add(_ words: String, includesSettled: Bool = true, _ change: (inout MessageQuery) -> Void) {
            var query = MessageQuery(includesSettled: includesSettled)
            change(&query)
            queries.append((words, query))
        }
        add("nothing") { _ in }
        add("nothing, unsettled", includesSettled: false) { _ in }
        for limit in [0, 1, 5] {
            add("limit \(limit)") { $0.limit = limit }
            add("limit \(limit), unsettled", includesSettled: false) { $0.limit = limit }
        }
        for sender in [
            "ann@one.test", "ANN@one.TEST", "@one.test", "@TWO.test", "ann@two.test", "@test", "\"an n\"@one.test",
        ] {
            add("sender \(sender)") { $0.sender = sender }
            add("sender \(sender), unsettled", includesSettled: false) { $0.sender = sender }
        }
        for recipient in ["carl@three.test", "@FOUR.test", "@[192.0.2.1]", "also@five.test", "@six.test"] {
            add("recipient \(recipient)") { $0.recipient = recipient }
            add("recipient \(recipient), unsettled", includesSettled: false) { $0.recipient = recipient }
        }
        for state in RecipientState.allCases {
            add("state \(state)") { $0.state = state }
            add("state \(state), not asking for settled ones", includesSettled: false) { $0.state = state }
        }
        add("first moment") { $0.from = start + .seconds(20) }
        add("last moment") { $0.until = start + .seconds(9) }
        add("span") {
            $0.from = start + .seconds(9)
            $0.until = start + .seconds(10)
        }
        add("everything") {
            $0.sender = "@one.test"
            $0.recipient = "@three.test"
            $0.state = .delivered
            $0.from = start + .seconds(2)
            $0.until = start + .seconds(27)
            $0.limit = 2
        }
        return queries
    }

    /// Numbers of what the queue holds.
    static func checkSummary(_ store: any QueueStore, _ problems: inout ConformanceProblems) async throws {
        var summary = try await store.summary()
        problems.expect(summary.unsettledMessages == 0 && summary.oldest == nil, "the summary of an empty store")
        var number: Int64 = 0
        for state in RecipientState.allCases {
            for _ in 0...number {
                number += 1
                let time = start + .seconds(500 - number)
                let message = try TrialMessages.message(number, recipients: 2, size: 10, at: time)
                try await bring(message, to: state, in: store)
            }
            number += 1
        }
        for place in ["", " in the history"] {
            summary = try await store.summary()
            var query = MessageQuery(includesSettled: true, limit: .max)
            for state in RecipientState.allCases {
                query.state = state
                let count = try await store.messages(query).count
                problems.expect(count > 0, "there is a message that is \(state)\(place)")
                problems.expect(
                    summary.recipients[state], is: 2 * count, "the summary counts recipients that are \(state)\(place)")
            }
            let open = try await store.messages(MessageQuery(limit: .max))
            problems.expect(summary.unsettledMessages, is: open.count, "the summary counts open messages\(place)")
            problems.expect(summary.unsettledOctets, is: 10 * open.count, "the summary counts their octets\(place)")
            problems.expect(
                summary.oldest, is: open.map(\.message.acceptedAt).min(), "the summary knows the oldest\(place)")
            problems.expect(summary.quarantined, is: 0, "nothing is damaged\(place)")
            problems.expect(summary.ambiguous, is: 0, "nothing is ambiguous\(place)")
            try await store.maintain(HistoryLimits(), at: start + .seconds(900))
        }
    }

    /// Numbers by domain.
    static func checkStatistics(_ store: any QueueStore, _ problems: inout ConformanceProblems) async throws {
        var model = QueueModel()
        for number in 1...21 {
            let message = try TrialMessages.message(
                Int64(number), from: "a@one.test", to: ["b@two.test", "c@[192.0.2.1]", "d@Two.test"],
                at: start + .seconds(Int64(number)))
            try await bring(message, to: RecipientState.allCases[number % 7], in: store)
            try model.commit([.accept(message, [1, 2, 3], nil)])
            for kind in TrialMessages.path(to: RecipientState.allCases[number % 7]) {
                try model.commit([.event(message.id, [0, 1, 2], TrialMessages.event(kind))])
            }
        }
        for place in ["", " in the history"] {
            for (from, until) in [(0, 100), (1, 22), (3, 9), (3, 4), (50, 60)] as [(Int64, Int64)] {
                let (from, until) = (start + .seconds(from), start + .seconds(until))
                problems.expect(
                    try await store.statistics(from: from, until: until).sorted { $0.domain < $1.domain },
                    is: model.statistics(from: from, until: until), "statistics of a span\(place)")
            }
            try await store.maintain(HistoryLimits(), at: start + .seconds(900))
        }
    }
}
