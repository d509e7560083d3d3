import MailAddressing
import Testing

@testable import ReferenceServer

@Suite("The plan of a load")
struct LoadPlanTests {
    private func plan(from sender: ReversePath = .null, size: Int = 512) throws -> LoadPlan {
        LoadPlan(
            sessions: 1, extent: .messages(1), warmUp: 0, pipelining: .never, reversePath: sender,
            recipient: try Mailbox("bob@example.test"), size: size)
    }

    @Test("has messages of exactly the size that was asked for", arguments: [200, 201, 273, 2_048, 10_240, 102_400])
    func size(size: Int) throws {
        let plan = try plan(size: size)
        #expect(abs(plan.size - size) <= 2)
        #expect(plan.content.count == plan.size + 3)
        #expect(plan.content.suffix(5) == Array("\r\n.\r\n".utf8)[...])
    }

    @Test(
        "writes both paths of the envelope between angle brackets",
        arguments: [("", "MAIL FROM:<>"), ("ada@a.example", "MAIL FROM:<ada@a.example>")])
    func envelope(sender: String, command: String) throws {
        let plan = try plan(from: ReversePath(sender))
        #expect(plan.mail == Array(command.utf8))
        #expect(plan.recipient == Array("RCPT TO:<bob@example.test>\r\n".utf8))
    }
}
