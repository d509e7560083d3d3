public import DeliveryQueue
import MailAddressing
import SMTPProtocol

/// The contract of `QueueStore` as checks that any store must pass.
///
/// Each check is given a store that holds nothing, and answers with what is wrong, an empty list when all is right, so
/// that it runs under any test framework.
public struct QueueStoreConformance: Sendable {
    private let makeStore: @Sendable () async throws -> any QueueStore

    /// Makes the checks.
    ///
    /// - Parameter makeStore: makes a store that holds nothing.
    public init(makeStore: @escaping @Sendable () async throws -> any QueueStore) { self.makeStore = makeStore }

    /// Runs every check.
    ///
    /// - Returns: what is wrong, a line each.
    /// - Throws: what the store or its maker threw where nothing may be thrown.
    public func problems() async throws -> [String] {
        var problems = Problems()
        try await checkLife(&problems)
        try await checkAtomicity(&problems)
        try await checkPages(&problems)
        try await checkHistory(&problems)
        try await checkConcurrency(&problems)
        return problems.lines
    }

    private struct Problems {
        var lines: [String] = []

        mutating func expect(_ isTrue: Bool, _ rule: String) {
            if !isTrue { lines.append(rule) }
        }
    }

    private static let start = WallTime(milliseconds: 1_800_000_000_000)

    /// A message for checks and tests.
    ///
    /// - Parameters:
    ///   - number: the identifier's number.
    ///   - recipients: how many recipients, at least one.
    public static func message(_ number: Int64, recipients: Int = 1) throws -> QueuedMessage {
        QueuedMessage(
            id: MessageID(number: number), reversePath: try ReversePath("sender@example.test"),
            recipients: try (0..<recipients).map { try Mailbox("\"a b\($0)\"@example\($0).test") }, acceptedAt: start,
            expiresAt: start + .seconds(86_400), size: 3, isEightBit: true, origin: "a check")
    }

    private func checkLife(_ problems: inout Problems) async throws {
        let store = try await makeStore()
        let message = try Self.message(1, recipients: 2)
        let octets: [UInt8] = [0, 255, 10]
        try await store.commit([.accept(message, content: octets)])
        problems.expect(try await store.content(of: message.id) == octets, "content is kept octet for octet")
        problems.expect(try await store.message(message.id)?.message == message, "the envelope is kept")
        let accepted = RecipientEvent(.accepted, at: message.acceptedAt, detail: message.origin)
        problems.expect(
            try await store.events(of: message.id) == [0, 1].map { LedgerEntry(recipient: $0, event: accepted) },
            "the ledger begins with the acceptance and where the message came from")
        let began = RecipientEvent(.attemptBegan, at: Self.start)
        try await store.commit([.event(message.id, recipients: [0, 1], began)])
        let attempting = try await store.message(message.id)?.recipients.map(\.state)
        problems.expect(attempting == [.attempting, .attempting], "an attempt that began is seen")
        let reply = SMTPReply(451, .init(4, 7, 1), "later")
        let next = Self.start + .seconds(60)
        let deferred = RecipientEvent(
            .deferred, at: Self.start, reply: reply, host: "mx[192.0.2.1]", detail: "greylisted", nextAttempt: next)
        let delivered = RecipientEvent(.delivered, at: Self.start, reply: SMTPReply(250, nil, "ok"))
        try await store.commit([
            .event(message.id, recipients: [0], deferred), .event(message.id, recipients: [1], delivered),
        ])
        let stored = try await store.message(message.id)
        problems.expect(stored?.recipients.map(\.state) == [.queued, .delivered], "states follow events")
        problems.expect(stored?.recipients.first?.nextAttempt == next, "the next attempt is kept")
        problems.expect(stored?.recipients.map(\.attempts) == [1, 1], "attempts are counted")
        problems.expect(stored?.recipients.first?.lastReply == reply.description, "the last reply is kept")
        problems.expect(try await store.content(of: message.id) == octets, "content stays while a recipient is open")
        let ledger = try await store.events(of: message.id)
        problems.expect(
            ledger.filter { $0.recipient == 0 }.map(\.event.kind) == [.accepted, .attemptBegan, .deferred],
            "the ledger has each event in order")
        problems.expect(ledger.last { $0.recipient == 0 }?.event == deferred, "an event is kept whole")
        try await store.commit([.event(message.id, recipients: [0], delivered)])
        problems.expect(try await store.content(of: message.id) == nil, "content goes when all is settled")
        problems.expect(try await store.unsettledMessages(after: nil, limit: 10).isEmpty, "nothing is unsettled then")
    }

    private func checkAtomicity(_ problems: inout Problems) async throws {
        let store = try await makeStore()
        let message = try Self.message(1)
        try await store.commit([.accept(message, content: [1])])
        let event = RecipientEvent(.delivered, at: Self.start)
        let other = try Self.message(2)
        let wrong: [[QueueChange]] = [
            [.accept(other, content: [2]), .accept(message, content: [3])],
            [.accept(other, content: [2]), .event(message.id, recipients: [7], event)],
            [.accept(other, content: [2]), .event(MessageID(number: 99), recipients: [0], event)],
        ]
        for changes in wrong {
            do throws(QueueStoreError) {
                try await store.commit(changes)
                problems.expect(false, "a change that makes no sense is refused")
            } catch {
                problems.expect(error.kind == .misuse, "it is refused as misuse")
            }
            problems.expect(try await store.message(other.id) == nil, "nothing of a refused commit is visible")
            problems.expect(try await store.content(of: message.id) == [1], "a refused commit changes nothing")
        }
        try await store.commit([.accept(other, content: [2])])
        problems.expect(try await store.message(other.id) != nil, "the store goes on after a refusal")
    }

    private func checkPages(_ problems: inout Problems) async throws {
        let store = try await makeStore()
        for number in (1...25).reversed() {
            try await store.commit([.accept(try Self.message(Int64(number)), content: [])])
        }
        var seen: [Int64] = []
        var last: MessageID?
        while let page = try await Optional(store.unsettledMessages(after: last, limit: 10)), !page.isEmpty {
            seen += page.map(\.message.id.number)
            last = page.last?.message.id
        }
        problems.expect(seen == Array(1...25), "pages give each message once, in order")
        let newest = try await store.list(includesSettled: false, limit: 2).map(\.message.id.number)
        problems.expect(newest == [24, 25], "a list has the newest, the newest last")
        let summary = try await store.summary()
        problems.expect(summary.unsettledMessages == 25 && summary.unsettledOctets == 75, "the summary counts")
        problems.expect(summary.recipients[.queued] == 25 && summary.oldest == Self.start, "it counts states")
    }

    private func checkHistory(_ problems: inout Problems) async throws {
        let store = try await makeStore()
        for number in Int64(1)...3 {
            try await store.commit([.accept(try Self.message(number), content: [1])])
        }
        for number in Int64(1)...2 {
            let event = RecipientEvent(.bounced, at: Self.start + .seconds(number))
            try await store.commit([.event(MessageID(number: number), recipients: [0], event)])
        }
        problems.expect(try await store.list(includesSettled: true, limit: 9).count == 3, "history is kept")
        let purged = try await store.purgeHistory(before: Self.start + .seconds(2))
        problems.expect(purged == 1, "only what was settled before is purged")
        problems.expect(try await store.message(MessageID(number: 1)) == nil, "the purged message is gone")
        problems.expect(try await store.events(of: MessageID(number: 1)).isEmpty, "its ledger is gone")
        problems.expect(try await store.message(MessageID(number: 3)) != nil, "an open message is never purged")
    }

    private func checkConcurrency(_ problems: inout Problems) async throws {
        let store = try await makeStore()
        let refused = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<200 {
                // Each identifier is used twice: of each pair exactly one commit is taken.
                let message = try Self.message(Int64(number / 2 + 1))
                group.addTask {
                    do throws(QueueStoreError) {
                        try await store.commit([.accept(message, content: [1])])
                        return false
                    } catch {
                        return true
                    }
                }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        problems.expect(refused == 100, "of two commits with one identifier exactly one is taken")
        problems.expect(try await store.summary().unsettledMessages == 100, "what was taken is there")
    }
}
