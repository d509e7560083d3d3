import DeliveryQueue
import Testing

@testable import DeliveryAgent

@Suite("The reports that a sender gets")
struct ReportBudgetTests {
    private let start = WallTime(milliseconds: 1_700_000_000_000 / 3_600_000 * 3_600_000)

    @Test("are so many in an hour, for each sender, whatever its case")
    func limit() {
        let budget = ReportBudget(limit: 2)
        #expect(budget.take(for: "ada@sender.test", at: start))
        #expect(budget.take(for: "Ada@Sender.test", at: start + .seconds(3_599)))
        #expect(!budget.take(for: "ada@sender.test", at: start + .seconds(3_599)))
        #expect(budget.isSpent(for: "ADA@sender.test", at: start))
        #expect(budget.take(for: "bob@sender.test", at: start) && !budget.isSpent(for: "bob@sender.test", at: start))
        #expect(budget.take(for: "ada@sender.test", at: start + .seconds(3_600)))
    }

    @Test("are any number where there is no limit")
    func noLimit() {
        let budget = ReportBudget(limit: 0)
        for _ in 0..<10_000 { #expect(budget.take(for: "ada@sender.test", at: start)) }
        #expect(!budget.isSpent(for: "ada@sender.test", at: start))
    }

    @Test("are counted together for senders beyond those that there is memory for")
    func capacity() {
        let budget = ReportBudget(limit: 1)
        for number in 0..<ReportBudget.capacity { _ = budget.take(for: "\(number)@sender.test", at: start) }
        #expect(budget.take(for: "one@other.test", at: start))
        #expect(!budget.take(for: "two@other.test", at: start) && budget.isSpent(for: "two@other.test", at: start))
        #expect(budget.take(for: "two@other.test", at: start + .seconds(3_600)))
    }
}
