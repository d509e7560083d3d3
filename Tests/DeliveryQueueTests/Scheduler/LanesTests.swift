import Testing

@testable import DeliveryQueue

@Suite struct LanesTests {
    private func turns(_ count: Int, _ lanes: inout Lanes) -> [DeliveryPriority: Int] {
        var turns: [DeliveryPriority: Int] = [:]
        for _ in 0..<count {
            guard let next = lanes.next else { break }
            turns[next, default: 0] += 1
            lanes.took(next)
        }
        return turns
    }

    @Test(
        arguments: [
            ([.urgent, .normal, .bulk], [.urgent: 800, .normal: 400, .bulk: 100]),
            ([.urgent, .normal], [.urgent: 800, .normal: 400]),
            ([.normal, .bulk], [.normal: 400, .bulk: 100]), ([.urgent, .bulk], [.urgent: 800, .bulk: 100]),
            ([.bulk], [.bulk: 100]), ([], [:]),
        ] as [([DeliveryPriority], [DeliveryPriority: Int])])
    func turnsAreSharedAmongThoseThatHaveSomething(filled: [DeliveryPriority], expected: [DeliveryPriority: Int]) {
        var lanes = Lanes()
        for priority in filled { lanes[priority] = 1 }
        let found = turns(expected.values.reduce(0, +), &lanes)
        for priority in DeliveryPriority.allCases {
            #expect(abs(found[priority, default: 0] - expected[priority, default: 0]) <= 1)
        }
    }

    @Test func whatWasEmptyHasSavedNothingUpAndStarvesNobody() {
        var lanes = Lanes()
        lanes[.bulk] = 1
        _ = turns(1_000, &lanes)
        lanes[.urgent] = 1
        #expect(turns(90, &lanes)[.urgent, default: 0] >= 79)
        // A lane that comes and goes has no more than its share.
        for _ in 0..<100 {
            lanes[.normal] = 1
            if lanes.next == .normal { lanes.took(.normal) }
            lanes[.normal] = -1
        }
        #expect(turns(90, &lanes)[.bulk, default: 0] >= 9)
    }
}
