import DeliveryQueue
import DeliveryQueueTesting
import Testing

@Suite("The checker of ledgers") struct LedgerCheckerTests {
    /// A chain of events after the acceptance, and what is said of it.
    struct Chain: Sendable, CustomTestStringConvertible {
        var kinds: [RecipientEvent.Kind]
        /// A part of the problem's words; nil where all is right.
        var problem: String?

        init(_ kinds: [RecipientEvent.Kind], _ problem: String? = nil) {
            self.kinds = kinds
            self.problem = problem
        }

        var testDescription: String { "\(kinds.map(\.rawValue)): \(problem ?? "right")" }
    }

    /// A message with one recipient as a store that believes every event would have it.
    private static func holding(
        _ events: [RecipientEvent], accepted: Bool = true, from sender: String = "sender@example.test"
    ) throws -> StoreHoldings.Message {
        let message = try TrialMessages.message(1, from: sender, to: ["one@example.test"])
        var record = StoredRecipient(state: .queued, attempts: 0, nextAttempt: message.acceptedAt, lastReply: nil)
        for event in events {
            if let next = record.after(event) { record = next }
        }
        let first = accepted ? [RecipientEvent(.accepted, at: message.acceptedAt)] : []
        return StoreHoldings.Message(
            stored: StoredMessage(message: message, recipients: [record]),
            entries: (first + events).map { LedgerEntry(recipient: 0, event: $0) },
            content: record.state.isSettled ? nil : [1, 2, 3])
    }

    private static func problems(of held: StoreHoldings.Message) -> [String] {
        var checker = LedgerChecker()
        checker.check(StoreHoldings(messages: [held.stored.message.id: held]))
        return checker.problems.map(\.text)
    }

    @Test(
        "Chains of events are right or wrong",
        arguments: [
            Chain([]),
            Chain([.attemptBegan]),
            Chain([.attemptBegan, .delivered]),
            Chain([.attemptBegan, .deferred, .attemptBegan, .bounced, .reportDropped]),
            Chain([.attemptBegan, .interrupted, .attemptBegan, .delivered]),
            Chain([.attemptBegan, .interrupted, .held, .released, .attemptBegan, .expired, .reportDropped]),
            Chain([.held, .released, .rescheduled, .cancelled]),
            Chain([.held, .cancelled]),
            Chain([.expired, .reportDropped]),
            Chain([.expired], "'expired' names no report"),
            Chain([.attemptBegan, .bounced], "'bounced' names no report"),
            Chain([.accepted], "accepted again"),
            Chain([.attemptBegan, .accepted], "accepted again"),
            Chain([.delivered], "'delivered' cannot follow 'accepted'"),
            Chain([.attemptBegan, .attemptBegan], "'attemptBegan' cannot follow 'attemptBegan'"),
            Chain([.attemptBegan, .deferred, .deferred], "'deferred' cannot follow 'deferred'"),
            Chain([.attemptBegan, .deferred, .delivered], "'delivered' cannot follow 'deferred'"),
            Chain([.attemptBegan, .delivered, .bounced], "settled by 'bounced' though it was settled by 'delivered'"),
            Chain([.attemptBegan, .delivered, .delivered], "settled by 'delivered' though"),
            Chain([.expired, .cancelled], "settled by 'cancelled' though"),
            Chain([.attemptBegan, .delivered, .reportDropped], "'reportDropped' cannot follow 'delivered'"),
            Chain([.cancelled, .attemptBegan], "'attemptBegan' cannot follow 'cancelled'"),
            Chain([.attemptBegan, .held], "'held' cannot follow 'attemptBegan'"),
            Chain([.held, .attemptBegan], "'attemptBegan' cannot follow 'held'"),
            Chain([.released], "'released' cannot follow 'accepted'"),
            Chain([.interrupted], "'interrupted' cannot follow 'accepted'"),
        ])
    func chains(_ chain: Chain) throws {
        let events = chain.kinds.map { TrialMessages.event($0) }
        let problems = Self.problems(of: try Self.holding(events))
        if let problem = chain.problem {
            #expect(problems.contains { $0.contains(problem) }, "\(problems)")
        } else {
            #expect(problems == [])
        }
    }

    /// A failure and how it is told to the sender.
    struct Failure: Sendable {
        var sender = "sender@example.test"
        var detail: String?
        var report: MessageID?
        var isDropped = false
        var problem: String?
    }

    @Test(
        "A failure is told to the sender, or it is said that nobody is told",
        arguments: [
            Failure(report: MessageID(number: 2)),
            Failure(isDropped: true),
            Failure(problem: "'bounced' names no report to the sender"),
            Failure(detail: "it was refused; the sender is told by \(MessageID(number: 1 << 60))"),
            Failure(detail: "the sender is told by \(MessageID(number: 1 << 60)), and waits"),
            Failure(detail: "the sender is told by nobody", problem: "'bounced' names no report to the sender"),
            Failure(detail: "the sender is told by ", problem: "'bounced' names no report to the sender"),
            Failure(detail: "", problem: "'bounced' names no report to the sender"),
            Failure(sender: "", isDropped: true),
            Failure(sender: "", problem: "'bounced' is told to nobody, as the reverse path is null"),
            Failure(
                sender: "", report: MessageID(number: 2), isDropped: true,
                problem: "'bounced' names a report, but the reverse path is null"),
        ])
    func failures(_ failure: Failure) throws {
        let bounced = TrialMessages.event(.bounced, detail: failure.detail, report: failure.report)
        let dropped = failure.isDropped ? [TrialMessages.event(.reportDropped)] : []
        let held = try Self.holding(
            [TrialMessages.event(.attemptBegan), bounced] + dropped, from: failure.sender)
        let problems = Self.problems(of: held)
        #expect(problems.count == (failure.problem == nil ? 0 : 1), "\(problems)")
        if let problem = failure.problem { #expect(problems.first?.contains(problem) == true, "\(problems)") }
    }

    /// Notices of a delay between other events, and what is said of them.
    struct Delay: Sendable {
        var kinds: [RecipientEvent.Kind]
        var sender = "sender@example.test"
        var isNamed = true
        var problem: String?
    }

    @Test(
        "A notice of a delay comes while a recipient waits or is attempted, changes nothing, and has a name",
        arguments: [
            Delay(kinds: [.delayReported]),
            Delay(kinds: [.attemptBegan, .delayReported, .delivered]),
            Delay(kinds: [.attemptBegan, .deferred, .delayReported, .attemptBegan, .interrupted, .delayReported]),
            Delay(kinds: [.delayReported, .held, .released, .delayReported, .cancelled]),
            Delay(kinds: [.delayReported, .rescheduled, .attemptBegan]),
            Delay(kinds: [.attemptBegan, .delayReported, .held], problem: "'held' cannot follow 'attemptBegan'"),
            Delay(
                kinds: [.attemptBegan, .deferred, .delayReported, .delivered],
                problem: "'delivered' cannot follow 'deferred'"),
            Delay(kinds: [.held, .delayReported], problem: "'delayReported' cannot follow 'held'"),
            Delay(
                kinds: [.attemptBegan, .delivered, .delayReported],
                problem: "'delayReported' cannot follow 'delivered'"),
            Delay(kinds: [.delayReported], isNamed: false, problem: "'delayReported' names no notice"),
            Delay(kinds: [.delayReported], sender: "", problem: "names a notice, but the reverse path is null"),
        ])
    func delays(_ delay: Delay) throws {
        let events = delay.kinds.map { kind in
            let isNamed = kind == .delayReported && delay.isNamed
            return TrialMessages.event(kind, detail: "words", report: isNamed ? MessageID(number: 2) : nil)
        }
        var held = try Self.holding(events, from: delay.sender)
        // A store that believes every event has its mark, whatever else is wrong.
        held.stored.recipients[0].isDelayReported = true
        let problems = Self.problems(of: held)
        #expect(problems.isEmpty == (delay.problem == nil), "\(problems)")
        if let problem = delay.problem { #expect(problems.contains { $0.contains(problem) }, "\(problems)") }
    }

    @Test("A mark of a delay is there exactly where the ledger has a notice") func delayMarks() throws {
        let notice = TrialMessages.event(.delayReported, report: MessageID(number: 2))
        var held = try Self.holding([notice])
        held.stored.recipients[0].isDelayReported = false
        #expect(Self.problems(of: held) == ["its sender was told of a delay, but it is not marked so"])
        held = try Self.holding([])
        held.stored.recipients[0].isDelayReported = true
        #expect(Self.problems(of: held).first?.contains("but nobody was") == true)
    }

    @Test("A message that is released later is due then, as long as nothing moves that") func releaseTimes() throws {
        let release = TrialMessages.start + .seconds(500)
        let message = try TrialMessages.message(
            1, from: "a@one.test", to: ["one@example.test"], releaseAt: release)
        let due = [release: 0, TrialMessages.start: 1]
        for (time, count) in due {
            let record = StoredRecipient(state: .queued, attempts: 0, nextAttempt: time, lastReply: nil)
            let first = RecipientEvent(.accepted, at: TrialMessages.start, nextAttempt: release)
            for event in [first, RecipientEvent(.accepted, at: TrialMessages.start)] {
                let held = StoreHoldings.Message(
                    stored: StoredMessage(message: message, recipients: [record]),
                    entries: [LedgerEntry(recipient: 0, event: event)], content: [1])
                #expect(Self.problems(of: held).count == count)
            }
        }
    }

    @Test("Times do not count") func times() throws {
        let events = [RecipientEvent.Kind.attemptBegan, .delivered].enumerated().map { index, kind in
            RecipientEvent(kind, at: TrialMessages.start + .seconds(-1_000 * Int64(index)))
        }
        #expect(Self.problems(of: try Self.holding(events)) == [])
    }

    @Test("A chain that begins with another event is wrong") func unaccepted() throws {
        let problems = Self.problems(of: try Self.holding([TrialMessages.event(.attemptBegan)], accepted: false))
        #expect(problems.contains("'attemptBegan' before it was accepted"))
        #expect(Self.problems(of: try Self.holding([], accepted: false)) == ["nothing says that it was accepted"])
    }

    @Test("Who is deferred or rescheduled is told until when, and an interrupted attempt is ambiguous")
    func incompleteEvents() throws {
        let began = TrialMessages.event(.attemptBegan)
        let wrong: [([RecipientEvent], String)] = [
            ([began, RecipientEvent(.deferred, at: TrialMessages.start)], "'deferred' without the time"),
            ([RecipientEvent(.rescheduled, at: TrialMessages.start)], "'rescheduled' without the time"),
            ([began, RecipientEvent(.interrupted, at: TrialMessages.start)], "is not marked as ambiguous"),
        ]
        for (events, words) in wrong {
            let problems = Self.problems(of: try Self.holding(events))
            #expect(problems.count == 1 && problems.first?.contains(words) == true, "\(problems)")
        }
    }

    /// Something that a store says beside the ledger, and that the ledger does not.
    struct Contradiction: Sendable {
        var change: @Sendable (inout StoreHoldings.Message) -> Void
        var problem: String
    }

    @Test(
        "What the store says beside the ledger must be the ledger's",
        arguments: [
            Contradiction(change: { $0.stored.recipients[0].state = .held }, problem: "its state is held"),
            Contradiction(change: { $0.stored.recipients[0].state = .delivered }, problem: "its state is delivered"),
            Contradiction(change: { $0.stored.recipients[0].attempts = 2 }, problem: "2 attempts are counted"),
            Contradiction(
                change: { $0.stored.recipients[0].nextAttempt = TrialMessages.start }, problem: "its next attempt"),
            Contradiction(change: { $0.stored.recipients[0].isAmbiguous = false }, problem: "is not marked so"),
            Contradiction(change: { $0.content = nil }, problem: "the octets are gone"),
            Contradiction(change: { $0.stored.recipients = [] }, problem: "1 recipients, but 0 records"),
            Contradiction(
                change: { $0.entries.append(LedgerEntry(recipient: 1, event: TrialMessages.event(.held))) },
                problem: "a recipient that there is not"),
        ])
    func contradictions(_ contradiction: Contradiction) throws {
        var held = try Self.holding([TrialMessages.event(.attemptBegan), TrialMessages.event(.interrupted)])
        #expect(Self.problems(of: held) == [])
        contradiction.change(&held)
        let problems = Self.problems(of: held)
        #expect(problems.contains { $0.contains(contradiction.problem) }, "\(problems)")
    }

    @Test("A settled message has no octets, and no mark that nothing explains") func settled() throws {
        var held = try Self.holding([TrialMessages.event(.cancelled)])
        held.content = [1]
        held.stored.recipients[0].isAmbiguous = true
        #expect(
            Self.problems(of: held) == [
                "it is marked as ambiguous, but had no such attempt", "settled, but it has octets",
            ])
    }

    @Test("Damaged octets are neither there nor gone") func damage() throws {
        var held = try Self.holding([])
        held.content = nil
        held.damage = "torn"
        #expect(Self.problems(of: held) == [])
    }

    @Test("What was checked is counted") func counts() throws {
        var checker = LedgerChecker()
        for kinds in [[RecipientEvent.Kind.attemptBegan, .interrupted], [.attemptBegan, .delivered], []] {
            let held = try Self.holding(kinds.map { TrialMessages.event($0) })
            checker.check(held.stored, held.entries, hasContent: nil)
        }
        #expect(checker.problems == [])
        #expect(checker.counts.messages == 3 && checker.counts.events == 7)
        #expect(checker.counts.recipients == [.queued: 2, .delivered: 1])
        #expect(checker.counts.ambiguousAttempts == 1)
    }

    @Test("A problem says where it is") func description() {
        let id = MessageID(number: 7)
        #expect("\(LedgerProblem(message: id, recipient: 2, text: "x"))" == "message \(id), recipient 2: x")
        #expect("\(LedgerProblem(message: id, recipient: nil, text: "x"))" == "message \(id): x")
    }
}
