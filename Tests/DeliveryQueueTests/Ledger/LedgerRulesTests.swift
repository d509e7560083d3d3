import Testing

@testable import DeliveryQueue

@Suite("The rules of ledgers") struct LedgerRulesTests {
    /// Every state that an event can leave its recipient in.
    private static func states(after kind: RecipientEvent.Kind) -> [RecipientState] {
        if LedgerRules.isRemark(kind) { return [.queued, .attempting] }
        return LedgerRules.state(after: kind).map { [$0] } ?? [.bounced, .expired]
    }

    @Test("The checker's table and the stores' table say the same", arguments: RecipientEvent.Kind.allCases)
    func tables(_ before: RecipientEvent.Kind) {
        for kind in RecipientEvent.Kind.allCases {
            let steps = Self.states(after: before).map { (from: $0, to: $0.after(kind)) }
            // After a remark the state before it decides.
            let isPossible = LedgerRules.followers(of: before).contains(kind)
            #expect(isPossible == steps.contains { $0.to != nil }, "\(before), \(kind)")
            #expect(LedgerRules.isRemark(before) || Set(steps.map { $0.to != nil }).count == 1, "\(before), \(kind)")
            for step in steps where step.to != nil {
                #expect(LedgerRules.state(after: kind) ?? step.from == step.to, "\(before), \(kind)")
            }
        }
    }
}
