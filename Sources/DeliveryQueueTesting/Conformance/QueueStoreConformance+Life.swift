import DeliveryQueue
import MailAddressing
import SMTPProtocol

/// What is kept of a message from its acceptance to its end.
extension QueueStoreConformance {
    /// One message with two recipients, through all that usually happens.
    static func checkLife(_ store: any QueueStore, _ problems: inout ConformanceProblems) async throws {
        let message = try message(1, recipients: 2)
        let octets: [UInt8] = [0, 255, 10]
        problems.expect(try await store.newestMessage(), is: nil, "nothing is the newest of an empty store")
        problems.expect(try await store.message(message.id), is: nil, "an unknown message is nil")
        problems.expect(try await store.content(of: message.id), is: nil, "an unknown message has no octets")
        problems.expect(try await store.events(of: message.id), is: [], "an unknown message has no ledger")
        try await store.commit([.accept(message, content: .octets(octets))])
        let fresh = StoredRecipient(state: .queued, attempts: 0, nextAttempt: message.acceptedAt, lastReply: nil)
        problems.expect(
            try await store.message(message.id), is: StoredMessage(message: message, recipients: [fresh, fresh]),
            "the envelope is kept, every recipient queued and due now")
        problems.expect(try await store.newestMessage(), is: message.id, "the newest message is known")
        let accepted = RecipientEvent(.accepted, at: message.acceptedAt, detail: message.origin)
        problems.expect(
            try await store.events(of: message.id), is: [0, 1].map { LedgerEntry(recipient: $0, event: accepted) },
            "the ledger begins with the acceptance and where the message came from")
        let began = RecipientEvent(.attemptBegan, at: start)
        try await store.commit([.event(message.id, recipients: [0, 1], began)])
        problems.expect(
            try await states(of: message.id, in: store), is: [.attempting, .attempting], "a begun attempt is seen")
        try await checkOutcomes(of: message, octets: octets, store, &problems)
    }

    private static func checkOutcomes(
        of message: QueuedMessage, octets: [UInt8], _ store: any QueueStore, _ problems: inout ConformanceProblems
    ) async throws {
        let reply = SMTPReply(451, .init(4, 7, 1), lines: ["later", "say 100 % \u{FC}"])
        let next = start + .seconds(60)
        let deferred = RecipientEvent(
            .deferred, at: start, reply: reply, host: "mx[192.0.2.1]", detail: "greylisted", nextAttempt: next,
            isAmbiguous: true, report: MessageID(number: .max))
        let delivered = RecipientEvent(.delivered, at: start, reply: SMTPReply(250, nil, "ok"))
        try await store.commit([
            .event(message.id, recipients: [0], deferred), .event(message.id, recipients: [1], delivered),
        ])
        let stored = try await store.message(message.id)
        problems.expect(stored?.recipients.map(\.state), is: [.queued, .delivered], "states follow events")
        problems.expect(stored?.recipients.first?.nextAttempt, is: next, "the next attempt is kept")
        problems.expect(stored?.recipients.map(\.attempts), is: [1, 1], "attempts are counted")
        problems.expect(stored?.recipients.first?.lastReply, is: reply.description, "the last reply is kept")
        problems.expect(stored?.recipients.map(\.isAmbiguous), is: [true, false], "ambiguity is kept")
        problems.expect(try await store.content(of: message.id), is: octets, "octets stay while a recipient is open")
        let ledger = try await store.events(of: message.id)
        problems.expect(
            ledger.filter { $0.recipient == 0 }.map(\.event.kind), is: [.accepted, .attemptBegan, .deferred],
            "the ledger has each event in order")
        problems.expect(ledger.last { $0.recipient == 0 }?.event, is: deferred, "an event is kept whole")
        let again = RecipientEvent(.attemptBegan, at: start + .seconds(-9))
        try await store.commit([.event(message.id, recipients: [0], again)])
        try await store.commit([.event(message.id, recipients: [0], delivered)])
        problems.expect(
            try await store.events(of: message.id).filter { $0.recipient == 0 }.map(\.event),
            is: ledger.filter { $0.recipient == 0 }.map(\.event) + [again, delivered],
            "a clock that steps back does not change the ledger's order")
        problems.expect(try await store.content(of: message.id), is: nil, "octets go when all is settled")
        problems.expect(
            try await store.openRecipients(after: nil, limit: 10), is: [], "nothing is open when all is settled")
        problems.expect(
            try await store.message(message.id)?.recipients.map(\.state), is: [.delivered, .delivered],
            "a finished message is still known")
    }

    /// Octets of several sizes, among them none and more than is kept beside the rows.
    static func checkContent(_ store: any QueueStore, _ problems: inout ConformanceProblems) async throws {
        let large = min(store.spoolThreshold, 1 << 20) + 1
        for (number, size) in [0, 1, 4_095, 4_096, 65_537, large].enumerated() {
            let octets = TrialMessages.octets(size, number: UInt64(number))
            let message = try TrialMessages.message(Int64(number + 1), size: size)
            try await store.commit([.accept(message, content: .octets(octets))])
            problems.expect(
                try await store.content(of: message.id) == octets, "\(size) octets are kept octet for octet")
        }
    }

    /// Commits that are refused in part.
    static func checkAtomicity(_ store: any QueueStore, _ problems: inout ConformanceProblems) async throws {
        let message = try message(1)
        try await store.commit([.accept(message, content: .octets([1]))])
        let other = try Self.message(2)
        let accept = QueueChange.accept(other, content: .octets([2]))
        let began = RecipientEvent(.attemptBegan, at: start)
        let late = RecipientEvent(.delivered, at: start)
        let nobody = QueuedMessage(
            id: MessageID(number: 3), reversePath: message.reversePath, recipients: [], acceptedAt: start,
            expiresAt: start, size: 1, isEightBit: false, origin: "a check")
        let wrong: [(changes: [QueueChange], kind: QueueStoreError.Kind, words: String)] = [
            ([accept, .accept(message, content: .octets([3]))], .misuse, "a message that is there already"),
            ([accept, .accept(other, content: .octets([3]))], .misuse, "a message that is there twice"),
            ([accept, .accept(nobody, content: .octets([3]))], .misuse, "a message without recipients"),
            ([accept, .event(message.id, recipients: [7], began)], .misuse, "an event of a recipient too many"),
            ([accept, .event(message.id, recipients: [-1], began)], .misuse, "an event of a recipient below 0"),
            ([accept, .event(MessageID(number: 99), recipients: [0], began)], .misuse, "an unknown message's event"),
            ([accept, .event(message.id, recipients: [0], late)], .conflict, "a delivery without an attempt"),
            ([.event(message.id, recipients: [0], began), accept, accept], .misuse, "an attempt beside nonsense"),
        ]
        for (changes, kind, words) in wrong {
            await problems.expectRefusal(by: store, of: changes, words) { $0 == kind }
            problems.expect(try await store.message(other.id), is: nil, "\(words): nothing of it is visible")
            problems.expect(try await store.content(of: other.id), is: nil, "\(words): no octets of it are there")
            problems.expect(try await store.content(of: message.id), is: [1], "\(words): octets are untouched")
            problems.expect(
                try await states(of: message.id, in: store), is: [.queued], "\(words): states are untouched")
            problems.expect(
                try await store.events(of: message.id).count, is: 1, "\(words): the ledger is untouched")
        }
        try await store.commit([accept])
        problems.expect(try await store.message(other.id) != nil, "the store goes on after a refusal")
    }

    /// Changes that build upon others of the same commit.
    static func checkOrderWithinCommit(_ store: any QueueStore, _ problems: inout ConformanceProblems) async throws {
        let message = try message(1)
        try await store.commit([])
        try await store.commit([
            .accept(message, content: .octets([1])),
            .event(message.id, recipients: [0], TrialMessages.event(.attemptBegan)),
            .event(message.id, recipients: [0], TrialMessages.event(.deferred)),
            .event(message.id, recipients: [0], TrialMessages.event(.held)),
        ])
        problems.expect(
            try await store.events(of: message.id).map(\.event.kind), is: [.accepted, .attemptBegan, .deferred, .held],
            "changes of one commit take effect in their order")
        problems.expect(try await states(of: message.id, in: store), is: [.held], "the last of them decides")
        let report = try Self.message(2)
        try await store.commit([.event(message.id, recipients: [0], TrialMessages.event(.released))])
        try await store.commit([.event(message.id, recipients: [0], TrialMessages.event(.attemptBegan))])
        try await store.commit([
            .event(message.id, recipients: [0], TrialMessages.event(.bounced)),
            .accept(report, content: .octets([7])),
        ])
        problems.expect(
            try await states(of: message.id, in: store), is: [.bounced], "a failure and its report: failure")
        problems.expect(try await store.content(of: report.id), is: [7], "a failure and its report: report")
    }
}
