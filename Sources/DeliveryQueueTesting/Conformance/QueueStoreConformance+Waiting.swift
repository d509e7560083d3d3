import DeliveryQueue
import SMTPProtocol

/// Messages that wait: for a time that their sender asked for, or longer than their sender expects.
extension QueueStoreConformance {
    /// Messages of which the first attempt is due some time after their acceptance.
    static func checkReleaseTimes(_ store: any QueueStore, _ problems: inout ConformanceProblems) async throws {
        let release = start + .seconds(7_200)
        let recipients = ["one@example.test", "two@example.test"]
        let later = try TrialMessages.message(1, from: "a@one.test", to: recipients, releaseAt: release)
        let past = try TrialMessages.message(2, from: "a@one.test", to: recipients, releaseAt: start + .seconds(-9))
        for message in [later, past] { try await store.commit([.accept(message, content: .octets([1, 2, 3]))]) }
        problems.expect(later.releaseAt, is: release, "a message knows when it is released")
        problems.expect(past.releaseAt, is: nil, "a time that is past is none")
        problems.expect(
            try await store.openRecipients(after: nil, limit: 9).map(\.nextAttempt),
            is: [release, release, start, start], "the first attempt is due when the message is released")
        problems.expect(try await store.message(later.id)?.message, is: later, "the time of release is kept")
        problems.expect(
            try await store.message(later.id)?.recipients.map(\.nextAttempt), is: [release, release],
            "each recipient waits for the release")
        for message in [later, past] {
            problems.expect(
                try await store.events(of: message.id).map(\.event.nextAttempt),
                is: [message.releaseAt, message.releaseAt], "the ledger says what the message waits for")
        }
        try await store.commit([
            .event(later.id, recipients: [0], TrialMessages.event(.rescheduled)),
            .event(later.id, recipients: [1], TrialMessages.event(.cancelled)),
        ])
        problems.expect(
            try await store.openRecipients(after: nil, limit: 1).map(\.nextAttempt), is: [start + .seconds(60)],
            "an event moves the attempt to another time")
        try await store.commit([.event(later.id, recipients: [0], TrialMessages.event(.cancelled))])
        let before = try await StoreHoldings(reading: store)
        try await store.maintain(HistoryLimits(), at: start + .seconds(60))
        problems.expect(try await StoreHoldings(reading: store), is: before, "the history knows the time of release")
        try await check(holdingsOf: store, &problems)
    }

    /// Recipients of whom the sender was told that the delivery takes longer.
    static func checkDelayNotices(_ store: any QueueStore, _ problems: inout ConformanceProblems) async throws {
        let message = try message(1, recipients: 3)
        let notice = try TrialMessages.message(2, from: "", to: ["sender@example.test"])
        try await bring(message, to: .attempting, in: store)
        try await store.commit([.event(message.id, recipients: [0, 1], TrialMessages.event(.deferred))])
        let before = try await store.message(message.id)?.recipients ?? []
        let told = RecipientEvent(
            .delayReported, at: start + .seconds(9), detail: "told of by \(notice.id)", report: notice.id)
        try await store.commit([
            .accept(notice, content: .octets([7])), .event(message.id, recipients: [0, 2], told),
        ])
        var expected = before
        for index in [0, 2] where expected.indices.contains(index) { expected[index].isDelayReported = true }
        problems.expect(before.map(\.isDelayReported), is: [false, false, false], "nobody is told at first")
        problems.expect(
            try await store.message(message.id)?.recipients, is: expected,
            "a notice marks its recipients, and leaves their state, their time and what was said last")
        problems.expect(
            try await store.events(of: message.id).last, is: LedgerEntry(recipient: 2, event: told),
            "the ledger says by which message the sender was told")
        try await store.commit([.event(message.id, recipients: [2], TrialMessages.event(.deferred))])
        try await store.commit([.event(message.id, recipients: [0, 1, 2], TrialMessages.event(.attemptBegan))])
        try await store.commit([.event(message.id, recipients: [0, 1, 2], TrialMessages.event(.delivered))])
        problems.expect(
            try await store.message(message.id)?.recipients.map(\.isDelayReported), is: [true, false, true],
            "the mark stays, and the recipient's life goes on")
        let held = try await StoreHoldings(reading: store)
        try await store.maintain(HistoryLimits(), at: start + .seconds(60))
        problems.expect(try await StoreHoldings(reading: store), is: held, "the history knows of the notice")
        try await check(holdingsOf: store, &problems)
    }

    /// Lets the checker of ledgers look at everything.
    private static func check(
        holdingsOf store: any QueueStore, _ problems: inout ConformanceProblems
    ) async throws {
        var checker = LedgerChecker()
        checker.check(try await StoreHoldings(reading: store))
        for problem in checker.problems { problems.expect(false, "\(problem)") }
    }
}
