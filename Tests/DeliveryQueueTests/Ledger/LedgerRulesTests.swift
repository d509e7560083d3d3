import Testing

@testable import DeliveryQueue

@Suite("The rules of ledgers") struct LedgerRulesTests {
    /// Every state that an event can leave its recipient in.
    private static func states(after kind: RecipientEvent.Kind) -> [RecipientState] {
        LedgerRules.state(after: kind).map { [$0] } ?? [.bounced, .expired]
    }

    @Test("The checker's table and the stores' table say the same", arguments: RecipientEvent.Kind.allCases)
    func tables(_ before: RecipientEvent.Kind) {
        for state in Self.states(after: before) {
            for kind in RecipientEvent.Kind.allCases {
                let next = state.after(kind)
                #expect(LedgerRules.followers(of: before).contains(kind) == (next != nil), "\(before), \(kind)")
                if let next { #expect(LedgerRules.state(after: kind) ?? state == next, "\(before), \(kind)") }
            }
        }
    }
}
