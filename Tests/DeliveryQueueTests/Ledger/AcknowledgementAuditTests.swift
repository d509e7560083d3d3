import DeliveryQueue
import DeliveryQueueTesting
import Testing

@Suite("The audit of acknowledgements") struct AcknowledgementAuditTests {
    private static let began = TrialMessages.event(.attemptBegan, detail: "1")
    private static let deferred = TrialMessages.event(.deferred, detail: "2")
    private static let beganAgain = TrialMessages.event(.attemptBegan, detail: "3")
    private static let octets: [UInt8] = [1, 2, 3]
    private static let id = MessageID(number: 1)

    private static func acceptance(_ number: Int64 = 1) throws -> AuditedCommit.Change {
        .accept(try TrialMessages.message(number), .octets(octets))
    }

    private static func event(_ event: RecipientEvent, _ id: MessageID = id) -> AuditedCommit.Change {
        .event(id, recipients: [0], event)
    }

    /// A store that took a message and events of it.
    private static func store(_ events: [RecipientEvent] = [], octets: [UInt8] = octets) async throws
        -> MemoryQueueStore
    {
        let store = MemoryQueueStore()
        try await store.commit([.accept(try TrialMessages.message(1), content: .octets(octets))])
        for event in events { try await store.commit([.event(id, recipients: [0], event)]) }
        return store
    }

    private static func problems(
        of store: any QueueStore, _ commits: [AuditedCommit], isComplete: Bool = true
    ) async throws -> [String] {
        var audit = AcknowledgementAudit(isComplete: isComplete)
        for commit in commits { audit.note(commit) }
        return try await audit.review(store).problems.map(\.text)
    }

    @Test("What was acknowledged and is there is right") func right() async throws {
        let store = try await Self.store([Self.began, Self.deferred, Self.beganAgain])
        var audit = AcknowledgementAudit()
        audit.note(AuditedCommit([try Self.acceptance()], fate: .acknowledged))
        let number = audit.note(AuditedCommit([Self.event(Self.began)], fate: .unknown))
        audit.settle(number, as: .acknowledged)
        audit.note(AuditedCommit([Self.event(Self.deferred), Self.event(Self.beganAgain)], fate: .unknown))
        audit.note(AuditedCommit([try Self.acceptance(2)], fate: .unknown))
        audit.note(AuditedCommit([try Self.acceptance(3)], fate: .refused))
        let report = try await audit.review(store)
        #expect(report.problems == [])
        #expect(report.acknowledged == 2 && report.refused == 1)
        #expect(report.foundWhole == 1 && report.foundAbsent == 1)
        #expect(audit.commits.map(\.fate) == [.acknowledged, .acknowledged, .acknowledged, .refused, .refused])
    }

    /// Commits that do not agree with a store that accepted message 1 and began and deferred an attempt.
    struct Disagreement: Sendable {
        var commits: [AuditedCommit]
        var problem: String
    }

    private static func disagreements() throws -> [Disagreement] {
        let accepted = AuditedCommit([try acceptance(), event(began), event(deferred)], fate: .acknowledged)
        let other = try TrialMessages.message(1, recipients: 2)
        return [
            Disagreement(
                commits: [accepted, AuditedCommit([try acceptance(2)], fate: .acknowledged)],
                problem: "its acceptance was acknowledged, but it is missing"),
            Disagreement(
                commits: [AuditedCommit([.accept(other, .octets(octets))], fate: .acknowledged)],
                problem: "its envelope is not the one that was accepted"),
            Disagreement(
                commits: [AuditedCommit([.accept(try TrialMessages.message(1), .octets([9]))], fate: .acknowledged)],
                problem: "its octets are not those that were accepted"),
            Disagreement(
                commits: [
                    AuditedCommit(
                        [.accept(try TrialMessages.message(1), .checksum(of: [1, 2, 4]))], fate: .acknowledged)
                ], problem: "its octets are not those that were accepted"),
            Disagreement(
                commits: [accepted, AuditedCommit([event(beganAgain)], fate: .acknowledged)],
                problem: "'attemptBegan' was acknowledged, but is missing"),
            Disagreement(
                commits: [AuditedCommit([try acceptance(), event(deferred), event(began)], fate: .acknowledged)],
                problem: "'attemptBegan' was acknowledged, but comes too early or too rarely"),
            Disagreement(
                commits: [accepted, AuditedCommit([event(deferred)], fate: .acknowledged)],
                problem: "'deferred' was acknowledged, but comes too early or too rarely"),
            Disagreement(
                commits: [accepted, AuditedCommit([try acceptance(2), event(deferred)], fate: .refused)],
                problem: "'deferred' of 1 recipients was refused, but is there"),
            Disagreement(
                commits: [AuditedCommit([try acceptance()], fate: .refused)],
                problem: "the acceptance was refused, but is there"),
            Disagreement(
                commits: [accepted, AuditedCommit([event(began), try acceptance(2)], fate: .unknown)],
                problem: "the acceptance is missing, but others of its commit are there"),
            Disagreement(
                commits: [AuditedCommit([try acceptance(), event(began)], fate: .acknowledged)],
                problem: "2 events are there, but 1 were recorded"),
            Disagreement(commits: [], problem: "it is there, but was never accepted"),
        ]
    }

    @Test("Each disagreement is found and named") func disagreements() async throws {
        let store = try await Self.store([Self.began, Self.deferred])
        for disagreement in try Self.disagreements() {
            let problems = try await Self.problems(of: store, disagreement.commits)
            #expect(problems.contains { $0.contains(disagreement.problem) }, "\(disagreement.problem): \(problems)")
        }
    }

    @Test("What was of unknown fate and is absent must not come later, and what is there must stay")
    func unknownFate() async throws {
        var audit = AcknowledgementAudit()
        audit.note(AuditedCommit([try Self.acceptance()], fate: .unknown))
        let store = try await Self.store()
        let empty = MemoryQueueStore()
        var other = audit
        #expect(try await audit.review(store).problems == [])
        #expect(try await audit.review(empty).problems.count == 1)
        #expect(try await other.review(empty).problems == [])
        #expect(try await !other.review(store).problems.isEmpty)
    }

    @Test("An audit that does not know everything allows for the rest") func incomplete() async throws {
        let store = try await Self.store([Self.began])
        #expect(try await Self.problems(of: store, [], isComplete: false) == [])
    }

    @Test("A message whose history is over may be gone") func forgotten() async throws {
        var audit = AcknowledgementAudit()
        audit.note(AuditedCommit([try Self.acceptance(), Self.event(Self.began)], fate: .acknowledged))
        audit.noteForgotten(Self.id)
        #expect(try await audit.review(MemoryQueueStore()).problems == [])
    }

    @Test("Of a commit that is partly about a forgotten message the rest must be there")
    func partlyForgotten() async throws {
        let store = MemoryQueueStore()
        try await store.commit([.accept(try TrialMessages.message(2), content: .octets(Self.octets))])
        let fates: [AuditedCommit.Fate] = [.acknowledged, .unknown]
        for fate in fates {
            var audit = AcknowledgementAudit()
            audit.note(AuditedCommit([try Self.acceptance()], fate: .acknowledged))
            audit.note(AuditedCommit([Self.event(Self.began), try Self.acceptance(2)], fate: fate))
            audit.noteForgotten(Self.id)
            #expect(try await audit.review(store).problems == [])
            #expect(audit.commits.last?.fate == .acknowledged)
        }
    }

    @Test("A report that a failure names is there, unless its history is over") func reports() async throws {
        let bounced = TrialMessages.event(.bounced, report: MessageID(number: 2))
        let store = try await Self.store([Self.began, bounced])
        let commits = [
            AuditedCommit([try Self.acceptance(), Self.event(Self.began), Self.event(bounced)], fate: .unknown)
        ]
        let problems = try await Self.problems(of: store, commits)
        #expect(problems == ["the sender is told by \(MessageID(number: 2)), which is missing"])
        // Who does not know everything does not know whether it was forgotten.
        #expect(try await Self.problems(of: store, commits, isComplete: false) == [])
        var audit = AcknowledgementAudit()
        audit.note(commits[0])
        audit.noteForgotten(MessageID(number: 2))
        #expect(try await audit.review(store).problems == [])
        try await store.commit([.accept(try TrialMessages.message(2), content: .octets(Self.octets))])
        let more = [AuditedCommit([try Self.acceptance(2)], fate: .acknowledged)]
        #expect(try await Self.problems(of: store, commits + more) == [])
    }

    @Test("So is a notice that tells of a delay") func notices() async throws {
        let told = TrialMessages.event(.delayReported, report: MessageID(number: 2))
        let store = try await Self.store([told])
        let commits = [AuditedCommit([try Self.acceptance(), Self.event(told)], fate: .acknowledged)]
        let problems = try await Self.problems(of: store, commits)
        #expect(problems == ["the sender is told by \(MessageID(number: 2)), which is missing"])
    }

    @Test("Damaged octets are reported") func damage() throws {
        let message = try TrialMessages.message(1)
        var audit = AcknowledgementAudit()
        audit.note(AuditedCommit([try Self.acceptance()], fate: .acknowledged))
        let record = StoredRecipient(state: .queued, attempts: 0, nextAttempt: message.acceptedAt, lastReply: nil)
        let held = StoreHoldings.Message(
            stored: StoredMessage(message: message, recipients: [record]), entries: [], content: nil, damage: "torn")
        let report = audit.review(StoreHoldings(messages: [message.id: held]))
        #expect(report.problems.map(\.text) == ["its octets are damaged: torn"])
    }

    /// How often receivers took a message, with the ledger of its recipient.
    struct Deliveries: Sendable {
        var kinds: [RecipientEvent.Kind]
        var count: Int
        var problem: String?
        var explained = 0
    }

    @Test(
        "Deliveries are explained by the ledger, or reported",
        arguments: [
            Deliveries(kinds: [.attemptBegan, .delivered], count: 1),
            Deliveries(kinds: [.attemptBegan], count: 1),
            Deliveries(kinds: [.attemptBegan, .delayReported], count: 1),
            Deliveries(
                kinds: [.delayReported, .attemptBegan, .deferred, .delayReported], count: 1,
                problem: "delivered 1 times, but the ledger explains 0"),
            Deliveries(kinds: [.attemptBegan, .interrupted, .attemptBegan, .delivered], count: 2, explained: 1),
            Deliveries(kinds: [.attemptBegan, .interrupted, .attemptBegan, .delivered], count: 1),
            Deliveries(kinds: [.attemptBegan, .interrupted], count: 1),
            Deliveries(
                kinds: [.attemptBegan, .interrupted, .attemptBegan, .delivered], count: 3,
                problem: "delivered 3 times, but the ledger explains 2", explained: 1),
            Deliveries(
                kinds: [.attemptBegan, .delivered], count: 2, problem: "delivered 2 times, but the ledger explains 1"),
            Deliveries(
                kinds: [.attemptBegan, .deferred], count: 1, problem: "delivered 1 times, but the ledger explains 0"),
            Deliveries(kinds: [], count: 1, problem: "delivered 1 times, but the ledger explains 0"),
            Deliveries(
                kinds: [.attemptBegan, .delivered], count: 0,
                problem: "recorded as delivered, but nobody was given it"),
        ])
    func deliveries(_ deliveries: Deliveries) async throws {
        let events = deliveries.kinds.enumerated().map { TrialMessages.event($1, detail: "\($0)") }
        let store = try await Self.store(events)
        var audit = AcknowledgementAudit(isComplete: false)
        let place = RecipientPlace(message: Self.id, recipient: 0)
        audit.noteDeliveries(deliveries.count > 0 ? [place: deliveries.count] : [:])
        let report = try await audit.review(store)
        #expect(report.problems.map(\.text) == (deliveries.problem.map { [$0] } ?? []))
        #expect(report.deliveries == deliveries.count && report.duplicates == max(0, deliveries.count - 1))
        #expect(report.explainedDuplicates == deliveries.explained)
    }

    @Test("A delivery of what was never accepted is reported") func strangers() async throws {
        var audit = AcknowledgementAudit(isComplete: false)
        audit.noteDeliveries([
            RecipientPlace(message: MessageID(number: 9), recipient: 0): 1,
            RecipientPlace(message: Self.id, recipient: 5): 1,
        ])
        let problems = try await audit.review(try await Self.store()).problems.map(\.text)
        #expect(
            problems == [
                "it was delivered to a recipient that there is not", "it was delivered, but never accepted",
            ])
    }

    @Test("A checksum is that of its octets only") func checksums() {
        let checksum = AuditedContent.checksum(of: Self.octets)
        #expect(checksum.matches(Self.octets))
        #expect(!checksum.matches([1, 2, 4]) && !checksum.matches([1, 2]))
        #expect(AuditedContent.checksum(of: []).matches([]))
    }
}
