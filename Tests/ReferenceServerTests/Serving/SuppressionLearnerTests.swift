import BounceClassification
import DeliveryAgent
import DeliveryQueue
import Logging
import MailAddressing
import SMTPProtocol
import Testing

@testable import ReferenceServer

@Suite("The suppression list of a daemon")
struct SuppressionLearnerTests {
    private static let start = WallTime(milliseconds: 1_795_409_360_000)
    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private let store = MemoryQueueStore()

    private func learner() async throws -> SuppressionLearner {
        SuppressionLearner(
            list: try await SuppressionLearner.openList(in: store, logger: Self.logger),
            policy: ServerConfiguration.Suppression().policy, logger: Self.logger)
    }

    private static func answer(
        _ text: String, days: Int64 = 0, isOfOwnHost: Bool = true
    ) throws -> RecipientAnswer {
        let reply = try #require(SMTPReply(parsing: text))
        let refusal = reply.isPositive ? nil : BounceClassifier.standard.classify(reply, at: .recipient)
        return RecipientAnswer(
            recipient: try Mailbox("bob@b.example"), reversePath: .null, reply: reply, refusal: refusal,
            isOfOwnHost: isOfOwnHost, time: start + .seconds(days * 86_400))
    }

    private static func entry(in list: StateSuppressionStore, days: Int64 = 0) throws -> Suppression? {
        let now = start + .seconds(days * 86_400)
        return list.suppression(for: SuppressionQuery(try Mailbox("bob@b.example")), at: now.seconds)
    }

    @Test("has, for 90 days and over a restart, whom a host calls unknown for good")
    func hardBounce() async throws {
        try await learner().answered([Self.answer("550 5.1.1 No such user")])
        let list = try await learner().list
        let entry = try #require(try Self.entry(in: list))
        #expect(entry.reason.kind == .bounce(.unknownRecipient) && entry.reason.text == "550 5.1.1 No such user")
        #expect(try Self.entry(in: list, days: 89) != nil)
        #expect(try Self.entry(in: list, days: 90) == nil)
    }

    @Test(
        "has nobody for what says nothing of the mailbox",
        arguments: [
            "550 5.7.1 Your address is on a block list", "552 5.3.4 Message too big", "421 4.7.0 Try later",
            "452 4.2.2 Mailbox full", "550 No", "250 2.0.0 Ok",
        ])
    func others(text: String) async throws {
        let learner = try await learner()
        await learner.answered([try Self.answer(text)])
        #expect(try Self.entry(in: learner.list) == nil)
    }

    @Test("loses whom a host takes mail for after all, but for what a person decided or a relay says")
    func delivered() async throws {
        let learner = try await learner()
        await learner.answered([try Self.answer("550 5.1.1 No such user")])
        await learner.answered([try Self.answer("250 2.0.0 Ok", isOfOwnHost: false)])
        #expect(try Self.entry(in: learner.list) != nil)
        await learner.answered([try Self.answer("250 2.0.0 Ok")])
        #expect(try Self.entry(in: learner.list) == nil && learner.list.count == 0)
        let key = SuppressionKey(SuppressionTarget(try Mailbox("bob@b.example")))
        try await learner.list.put(Suppression(key, because: .person(""), since: 0))
        await learner.answered([try Self.answer("250 2.0.0 Ok")])
        #expect(try Self.entry(in: learner.list) != nil)
    }

    @Test("learns of all recipients of a transaction")
    func many() async throws {
        let learner = try await learner()
        let answers = try (0..<200).map { number in
            var answer = try Self.answer("550 5.1.1 No such user")
            answer.recipient = try Mailbox("user\(number)@b.example")
            return answer
        }
        await learner.answered(answers)
        #expect(learner.list.count == 200)
    }

    @Test("has whom a host refuses again and again, but not one who takes mail in between")
    func strikes() async throws {
        for isTaken in [false, true] {
            let learner = try await learner()
            for day in Int64(0)..<5 {
                await learner.answered([try Self.answer("550 No", days: day)])
                if isTaken, day == 2 { await learner.answered([try Self.answer("250 2.0.0 Ok", days: day)]) }
            }
            let isThere = try Self.entry(in: learner.list, days: 5) != nil
            #expect(isThere == !isTaken)
            try await learner.list.remove(SuppressionKey(SuppressionTarget(try Mailbox("bob@b.example"))))
        }
    }
}
