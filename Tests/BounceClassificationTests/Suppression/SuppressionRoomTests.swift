import BounceClassification
import DeliveryReports
import Testing

@Suite("The room of the suppression list")
struct SuppressionRoomTests {
    private let now = SuppressionSamples.now

    /// States of one key, from the one that finds least room to the one that finds all.
    private func states(_ target: String) throws -> [SuppressionState] {
        let key = try SuppressionSamples.key(target)
        var (refused, full) = (SuppressionState(key), SuppressionState(key))
        refused.refusals = StrikeCount(last: now, forgottenAt: now + 10)
        full.fullMailbox = refused.refusals
        let reasons: [SuppressionReason] = [.bounce(.unknownRecipient, reply: "550"), .feedback(.abuse), .person("x")]
        return [refused, full] + reasons.map { SuppressionState(Suppression(key, because: $0, since: now)) }
    }

    @Test(
        "is three quarters of the capacity for strikes, nine tenths for reports, and the whole for persons",
        arguments: [
            (-1, [0, 0, 0]), (0, [0, 0, 0]), (1, [0, 0, 1]), (2, [1, 1, 2]), (4, [3, 3, 4]), (10, [7, 9, 10]),
            (199, [149, 179, 199]), (500_000, [375_000, 450_000, 500_000]),
            (.max, [6_917_529_027_641_081_855, 8_301_034_833_169_298_226, .max]),
        ])
    func shares(capacity: Int, expected: [Int]) throws {
        var table = SuppressionTable()
        table.capacity = capacity
        let rooms = try states("a@a.example").map { table.room(for: $0) }
        #expect(rooms == [expected[0], expected[0], expected[1], expected[1], expected[2]])
    }

    @Test("is left for what weighs more when it is full of what weighs less, and says which bound was met")
    func bounds() throws {
        var table = SuppressionTable(capacity: 20)
        let words = ["strikes", "strikes", "a refusal or a complaint", "a refusal or a complaint", "its most"]
        var keys = 0
        for (kind, most) in [(0, 15), (1, 15), (2, 18), (3, 18), (4, 20)] {
            while keys < most {
                try table.set(states("u\(keys)@a.example")[kind])
                keys += 1
            }
            for refused in 0...kind {
                let state = try states("new@a.example")[refused]
                #expect(!table.hasRoom(for: state))
                let error = SuppressionStoreError.full(for: state, capacity: 20)
                #expect(throws: error) { try table.set(state) }
                #expect(error.kind == .full && error.reason.contains(words[refused]))
            }
        }
        #expect(table.count == 20)
        // A key that is there may become anything.
        for state in try states("u0@a.example") + states("u19@a.example").reversed() { try table.set(state) }
        table.remove(try SuppressionSamples.key("u3@a.example"))
        #expect(throws: SuppressionStoreError.self) { try table.set(states("u3@a.example")[0]) }
        #expect(table.hasRoom(for: try states("u3@a.example")[4]))
        #expect(!table.hasRoom(for: try states("u3@a.example")[4], beside: 1))
    }

    @Test("does not matter for what is kept elsewhere already")
    func restored() throws {
        var table = SuppressionTable(capacity: 0)
        for state in try states("a@a.example") {
            table.restore(state)
            #expect(table.state(of: state.key) == state && table.count == 1)
        }
        table.restore(SuppressionState(try SuppressionSamples.key("a@a.example")))
        #expect(table.isEmpty)
    }
}
