import DeliveryQueue
import DeliveryQueueTesting
import Testing

@Suite("The shape of a queue") struct QueueShapeTests {
    private let now = TrialMessages.start

    private func shape(_ ages: [(domain: String, minutes: Int64)]) -> QueueShape {
        var shape = QueueShape(at: now)
        for (domain, minutes) in ages { shape.add(domain, since: now + .seconds(-60 * minutes)) }
        return shape
    }

    @Test("is empty at first")
    func empty() {
        let shape = QueueShape(at: now)
        #expect(shape.domainCount == 0 && shape.total.total == 0 && shape.total.counts.count == 10)
        #expect(shape.busiest(5).rows.isEmpty && shape.busiest(0).rest == nil)
    }

    @Test("has limits that double from 5 minutes to 1,280")
    func limits() {
        #expect(QueueShape.ageLimits == [5, 10, 20, 40, 80, 160, 320, 640, 1_280].map { .seconds($0 * 60) })
    }

    @Test("counts each age in its span, one that is a limit in the later span", arguments: 0..<9)
    func spans(index: Int) {
        let limit = QueueShape.ageLimits[index]
        for (age, span) in [(limit - .milliseconds(1), index), (limit, index + 1), (limit * 1.5, index + 1)] {
            var shape = QueueShape(at: now)
            shape.add("one.test", since: now + (.zero - age))
            var expected = Array(repeating: 0, count: 10)
            expected[span] = 1
            #expect(shape.total.counts == expected, "\(age)")
        }
    }

    @Test("counts what comes from the future as new, and what is as old as can be told as old")
    func extremes() {
        var shape = QueueShape(at: now)
        shape.add("one.test", since: now + .seconds(99))
        shape.add("one.test", since: WallTime(milliseconds: .max))
        shape.add("one.test", since: WallTime(milliseconds: .min))
        #expect(shape.total.counts == [2, 0, 0, 0, 0, 0, 0, 0, 0, 1])
    }

    @Test("names the busiest domains, and counts the others together")
    func busiest() {
        let shape = shape([
            ("b.test", 1), ("a.test", 1), ("a.test", 7), ("c.test", 2_000), ("d.test", 30), ("d.test", 30),
            ("d.test", 1),
        ])
        #expect(shape.domainCount == 4)
        let all = shape.busiest(4)
        #expect(all.rows.map(\.domain) == ["d.test", "a.test", "b.test", "c.test"] && all.rest == nil)
        #expect(all.rows.map(\.total) == [3, 2, 1, 1])
        let two = shape.busiest(2)
        #expect(two.rows == Array(all.rows.prefix(2)))
        #expect(two.rest == QueueShape.Row(domain: nil, counts: [1, 0, 0, 0, 0, 0, 0, 0, 0, 1]))
        #expect(shape.busiest(0).rest == shape.total && shape.busiest(-1).rows.isEmpty)
        #expect(shape.total.counts == [3, 1, 0, 2, 0, 0, 0, 0, 0, 1])
    }

    @Test("is read from a store, page by page, of all open recipients or of some")
    func reading() async throws {
        let store = MemoryQueueStore()
        // More than two pages.
        let addresses = (0..<211).map { "u\($0)@d\($0 % 7).test" }
        for number in Int64(1)...100 {
            let message = try TrialMessages.message(
                number, from: "a@one.test", to: addresses, at: now + .seconds(-6 * number))
            try await store.commit([.accept(message, content: .octets([1]))])
        }
        try await store.commit([
            .event(MessageID(number: 1), recipients: Array(0..<200), TrialMessages.event(.cancelled)),
            .event(MessageID(number: 2), recipients: [0, 1], TrialMessages.event(.held)),
        ])
        let all = try await QueueShape(reading: store, at: now)
        #expect(all.total.total == 21_100 - 200 && all.domainCount == 7)
        // The hundredth is 600 seconds old.
        #expect(all.total.counts == [49 * 211 - 200, 50 * 211, 211, 0, 0, 0, 0, 0, 0, 0])
        let held = try await QueueShape(reading: store, at: now) { $0.state == .held }
        #expect(held.busiest(9).rows.map(\.domain) == ["d0.test", "d1.test"])
    }
}
