import DeliveryQueueTesting
import MailAddressing
import SMTPProtocol
import Testing

@testable import DeliveryQueue

@Suite(.timeLimit(.minutes(15))) struct MailQueueReceiptTests {
    private static func submission(
        _ wishes: [NotifyConditions?], from sender: String = "sender@example.test"
    ) throws -> MessageSubmission {
        var submission = try QueueBench.submission(
            from: sender, to: wishes.indices.map { "user\($0)@x.test" })
        submission.recipientOptions = wishes.map { RecipientOptions(notify: $0) }
        return submission
    }

    /// What was reported, by the reports' texts.
    private func reports(_ bench: QueueBench) async -> [String] {
        await bench.deliverer.contents.values.map { String(decoding: $0, as: UTF8.self) }
            .filter { $0.hasSuffix("reached") }
    }

    @Test func whoeverWantsToKnowOfASuccessHearsOfItOnceWithAll() async throws {
        let bench = try await QueueBench()
        try await bench.queue.resume()
        let id = try await bench.queue.submit(
            try Self.submission([nil, .success, .never, [.success, .delay], .failure]))
        try await bench.wait { await bench.deliverer.delivered.count == 6 }
        #expect(await reports(bench) == ["user1@x.test reached,user3@x.test reached"])
        // The ledger leads from the success to its report.
        let events = try await bench.store.events(of: id).filter { $0.event.kind == .delivered }
        let named = events.filter { $0.event.report != nil }
        #expect(named.map(\.recipient).sorted() == [1, 3])
        #expect(named.allSatisfy { $0.event.detail?.contains("the sender is told by") == true })
    }

    @Test func nobodyIsToldWhereTheNextHostTellsOrThereIsNobody() async throws {
        for (sender, isElsewhere) in [("sender@example.test", true), ("", false)] {
            let bench = try await QueueBench(script: { _, _ in
                var outcome = ScriptedDeliverer.success
                outcome.isReportedElsewhere = isElsewhere
                return outcome
            })
            try await bench.queue.resume()
            let id = try await bench.queue.submit(try Self.submission([.success], from: sender))
            try await bench.wait { try await bench.states(id) == [.delivered] }
            try await bench.wait { await bench.isAtRest }
            #expect(try await bench.store.messages(MessageQuery(includesSettled: true)).count == 1)
        }
    }

    @Test func aSuccessIsRecordedWhereThereIsNoRoomForTheReport() async throws {
        let store = TroubledStore(refusal: { changes in
            let isReport = changes.contains { change in
                if case .accept(let message, _, _) = change { message.reversePath == .null } else { false }
            }
            return isReport ? QueueStoreError(.full, "the disk is full") : nil
        })
        let bench = try await QueueBench(store: store)
        try await bench.queue.resume()
        let id = try await bench.queue.submit(try Self.submission([.success, nil]))
        try await bench.runUntil { try await bench.states(id) == [.delivered, .delivered] }
        try await bench.wait { await bench.isAtRest }
        #expect(await bench.deliverer.delivered.count == 2)
        let events = try await bench.store.events(of: id).filter { $0.event.kind == .delivered }
        #expect(events.allSatisfy { $0.event.report == nil })
    }

    @Test func theTraceOfAFailureNamesAReportForThoseOnlyWhoAreTold() async throws {
        let bench = try await QueueBench(script: { _, _ in
            DeliveryOutcome(.failed, reply: SMTPReply(550, .init(5, 1, 1), "nobody"), isRemoteReply: true)
        })
        try await bench.queue.resume()
        let id = try await bench.queue.submit(try Self.submission([nil, .never, .failure, .success]))
        try await bench.wait { try await bench.states(id).allSatisfy(\.isSettled) }
        let events = try await bench.store.events(of: id)
        let bounced = events.filter { $0.event.kind == .bounced }
        #expect(bounced.filter { $0.event.report != nil }.map(\.recipient).sorted() == [0, 2])
        #expect(events.filter { $0.event.kind == .reportDropped }.map(\.recipient).sorted() == [1, 3])
    }
}
