import DeliveryQueueTesting
import MailAddressing
import SMTPProtocol
import Testing

@testable import DeliveryQueue

@Suite(.timeLimit(.minutes(15))) struct MailQueueTrialTests {
    /// What becomes of an attempt, from the recipient's name and the number of attempts before.
    @Sendable private static func outcome(of mailbox: Mailbox, before: Int) -> DeliveryOutcome {
        var random = SeededGenerator(seed: UInt64(mailbox.localPart.utf8.reduce(before) { $0 * 31 + Int($1) } & 0xFFFF))
        switch Int.random(in: 0..<10, using: &random) {
        case 0: return ScriptedDeliverer.refusal("550 5.1.1 no such user")
        case 1...4:
            var outcome = ScriptedDeliverer.deferral("451 4.7.1 later")
            outcome.isAmbiguous = Bool.random(using: &random)
            return outcome
        default: return ScriptedDeliverer.success
        }
    }

    @Test(arguments: Array(1...12) as [UInt64])
    func whateverPeopleDoEveryRecipientEndsOnceAndNothingStaysInMemory(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let store = MemoryQueueStore()
        let bench = try await QueueBench(
            store: store, contentMemory: seed % 3 == 0 ? 0 : 20_000, ambiguous: seed % 2 == 0 ? .hold : .resend,
            script: Self.outcome)
        var ids: [MessageID] = []
        if seed % 4 != 0 { try await bench.queue.resume() }
        for step in 0..<150 {
            switch Int.random(in: 0..<8, using: &random) {
            case 0...2:
                let to = (0..<Int.random(in: 1...4, using: &random)).map { "r\(step)x\($0)@site\($0 % 3).test" }
                ids.append(try await bench.queue.submit(try QueueBench.submission(from: "", to: to)))
            case 3: try await bench.queue.hold(some(of: ids, &random), because: "a trial")
            case 4: try await bench.queue.release(some(of: ids, &random))
            case 5: try await bench.queue.retry(some(of: ids, &random))
            case 6 where step % 5 == 0: try await bench.queue.cancel(some(of: ids, &random), because: "a trial")
            default: if let wake = bench.clock.nextWake { bench.clock.advance(to: wake) }
            }
            for _ in 0..<Int.random(in: 0...20, using: &random) { await Task.yield() }
        }
        try await bench.queue.resume()
        try await bench.runUntil {
            try await bench.queue.release(ids)
            return await store.summary().unsettledMessages == 0
        }
        try await bench.wait { await bench.isAtRest }
        let settling: Set<RecipientEvent.Kind> = [.delivered, .bounced, .expired, .cancelled]
        var delivered = 0
        for id in ids {
            let stored = try #require(await store.message(id))
            for index in stored.recipients.indices {
                let kinds = await store.events(of: id).filter { $0.recipient == index }.map(\.event.kind)
                #expect(kinds.filter(settling.contains).count == 1)
                delivered += kinds.filter { $0 == .delivered }.count
            }
        }
        #expect(await bench.deliverer.delivered.count == delivered)
    }

    private func some(of ids: [MessageID], _ random: inout SeededGenerator) -> [MessageID] {
        ids.filter { _ in Int.random(in: 0..<3, using: &random) == 0 }
    }
}
