import DeliveryQueue
import MailAddressing

/// One run of random commits on a store and on the model.
struct ModelRun {
    private var generator: SeededGenerator
    private var model = QueueModel()
    private var time = TrialMessages.start
    private var lastNumber: Int64 = 0

    private static let addresses = ["a@one.test", "b@one.test", "C@Two.test", "d@[192.0.2.1]", "\"e e\"@three.test"]
    private static let limits = HistoryLimits(retention: .seconds(40), maximumSize: 1 << 30)

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    /// Makes one step on both and compares what it was about.
    mutating func step(on store: any QueueStore, _ problems: inout ConformanceProblems) async throws {
        time = time + .seconds(Int64.random(in: -1...6, using: &generator))
        if Int.random(in: 0..<12, using: &generator) == 0 {
            let expected = model.forget(Self.limits, at: time)
            let done = try await store.maintain(Self.limits, at: time)
            problems.expect(done.forgotten, is: expected, "what maintenance forgets")
            return
        }
        var changes: [(QueueChange, QueueModel.Change)] = []
        for _ in 0...Int.random(in: 0...2, using: &generator) {
            let isAcceptance = model.entries.isEmpty || Int.random(in: 0..<3, using: &generator) == 0
            changes.append(isAcceptance ? try await acceptance(in: store) : event())
        }
        var expected: QueueStoreError?
        do throws(QueueStoreError) { try model.commit(changes.map(\.1)) } catch { expected = error }
        do throws(QueueStoreError) {
            try await store.commit(changes.map(\.0))
            problems.expect(expected == nil, "a commit was taken that is to be refused: \(expected?.reason ?? "")")
        } catch {
            // Where several things are wrong a store may name any of them.
            problems.expect(expected != nil, "a commit was refused that is to be taken: \(error)")
        }
        for change in changes {
            switch change.1 {
            case .accept(let message, _, _): try await compare(message.id, with: store, &problems)
            case .event(let id, _, _): try await compare(id, with: store, &problems)
            }
        }
    }

    private mutating func acceptance(in store: any QueueStore) async throws -> (QueueChange, QueueModel.Change) {
        // Now and then a name or a key that was used before; a name only while its message waits, as a store need not
        // look through its history for names, which are made once only.
        let isWaiting = model.entries[MessageID(number: lastNumber)]?.content != nil
        let isRepeated = isWaiting && Int.random(in: 0..<16, using: &generator) == 0
        if !isRepeated { lastNumber += 1 }
        let key =
            Int.random(in: 0..<4, using: &generator) == 0
            ? InjectionKey("key \(Int64.random(in: max(1, lastNumber - 5)...lastNumber, using: &generator))") : nil
        let sizes = [0, 1, 300, 5_000, 70_000]
        let octets = TrialMessages.octets(
            sizes[Int.random(in: 0..<sizes.count, using: &generator)], number: generator.next())
        let recipients = (0...Int.random(in: 0...3, using: &generator)).map { _ in
            Self.addresses[Int.random(in: 0..<Self.addresses.count, using: &generator)]
        }
        let head = Int.random(in: 0..<3, using: &generator) == 0 ? Array("Head: of it\r\n".utf8) : nil
        let isUrgent = Int.random(in: 0..<3, using: &generator) == 0
        let waits = Int.random(in: 0..<4, using: &generator) == 0
        let message = try TrialMessages.message(
            lastNumber, from: Self.addresses[Int(lastNumber) % Self.addresses.count], to: recipients,
            size: octets.count + (head?.count ?? 0),
            priority: isUrgent ? Int.random(in: -9...9, using: &generator) : nil, at: time,
            releaseAt: waits ? time + .seconds(Int64.random(in: 0...900, using: &generator)) : nil)
        guard let head else {
            return (.accept(message, content: .octets(octets), key: key), .accept(message, octets, key))
        }
        let pieces = [Int.random(in: 1...9_000, using: &generator) + octets.count / 50]
        let (_, content) = try await QueueStoreConformance.spool(octets, inPiecesOf: pieces, to: store)
        return (
            .accept(message, content: .spooled(head: head, content), key: key), .accept(message, head + octets, key)
        )
    }

    private mutating func event() -> (QueueChange, QueueModel.Change) {
        let ids = model.entries.keys.sorted()
        let id = ids[Int.random(in: max(0, ids.count - 6)..<ids.count, using: &generator)]
        let count = model.entries[id]?.stored.recipients.count ?? 1
        let first = Int.random(in: 0..<count, using: &generator)
        let state = model.entries[id]?.stored.recipients[first].state ?? .queued
        // Mostly what can happen to the first of them; the others may be elsewhere, and then all of it is refused.
        let kinds = RecipientEvent.Kind.allCases
        let possible = kinds.filter { state.after($0) != nil && $0 != .reportDropped }
        let pool =
            possible.isEmpty || Int.random(in: 0..<12, using: &generator) == 0
            ? kinds.filter { state.after($0) == nil } : possible
        let kind = pool[Int.random(in: 0..<pool.count, using: &generator)]
        let others =
            Int.random(in: 0..<3, using: &generator) == 0
            ? (0..<count).filter { model.entries[id]?.stored.recipients[$0].state == state } : [first]
        let names = [.bounced, .expired, .delayReported].contains(kind)
        let report = names ? MessageID(number: Int64.random(in: 0...Int64.max, using: &generator)) : nil
        let event = TrialMessages.event(kind, at: time, detail: "\(generator.next())", report: report)
        return (.event(id, recipients: others, event), .event(id, others, event))
    }

    private func compare(
        _ id: MessageID, with store: any QueueStore, _ problems: inout ConformanceProblems
    ) async throws {
        let entry = model.entries[id]
        problems.expect(try await store.message(id), is: entry?.stored, "message \(id.number)")
        problems.expect(try await store.events(of: id), is: entry?.ledger ?? [], "ledger of message \(id.number)")
        problems.expect(try await store.content(of: id) == entry?.content, "octets of message \(id.number)")
    }

    /// Compares everything that can be asked.
    mutating func compareAll(with store: any QueueStore, _ problems: inout ConformanceProblems) async throws {
        for id in model.entries.keys.sorted() { try await compare(id, with: store, &problems) }
        problems.expect(try await store.newestMessage(), is: model.newest, "the newest message")
        let place = RecipientPlace(
            message: MessageID(number: Int64.random(in: 0...lastNumber, using: &generator)), recipient: 0)
        for (after, limit) in [(nil, 1_000_000), (place, 5)] as [(RecipientPlace?, Int)] {
            problems.expect(
                try await store.openRecipients(after: after, limit: limit),
                is: model.openRecipients(after: after, limit: limit), "open recipients")
        }
        var query = MessageQuery(includesSettled: Bool.random(using: &generator), limit: 5)
        let address = Self.addresses[Int.random(in: 0..<Self.addresses.count, using: &generator)]
        if Bool.random(using: &generator) { query.sender = address }
        if Bool.random(using: &generator) { query.recipient = "@\(address.split(separator: "@").last ?? "")" }
        if Bool.random(using: &generator) { query.state = RecipientState.allCases.randomElement(using: &generator) }
        if Bool.random(using: &generator) { query.from = TrialMessages.start + .seconds(60) }
        for query in [query, MessageQuery(includesSettled: true), MessageQuery()] {
            problems.expect(try await store.messages(query), is: model.messages(query), "messages of \(query)")
        }
        var (summary, expected) = (try await store.summary(), model.summary())
        // Whether a state that nobody is in is counted as 0 or not named is all the same.
        summary.recipients = summary.recipients.filter { $0.value > 0 }
        expected.recipients = expected.recipients.filter { $0.value > 0 }
        problems.expect(summary, is: expected, "the summary")
        let until = time + .seconds(9)
        problems.expect(
            try await store.statistics(from: TrialMessages.start, until: until).sorted { $0.domain < $1.domain },
            is: model.statistics(from: TrialMessages.start, until: until), "the statistics")
    }
}
