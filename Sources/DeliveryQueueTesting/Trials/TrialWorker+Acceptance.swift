import DeliveryQueue
import MailAddressing

/// New messages.
extension TrialWorker {
    /// Accepts a message or two, some of them by way of a spool.
    mutating func accept() async {
        var fresh: [(step: Step, known: Known)] = []
        var spools: [any ContentSpool] = []
        var keys: [(key: InjectionKey, id: MessageID)] = []
        for _ in 0..<(Int.random(in: 0..<10, using: &generator) == 0 ? 2 : 1) {
            let octets = TrialMessages.octets(randomSize(), number: generator.next())
            let isSpooled = octets.count > store.spoolThreshold || Int.random(in: 0..<3, using: &generator) == 0
            let key = Int.random(in: 0..<4, using: &generator) == 0 ? InjectionKey("\(owner) \(mark())") : nil
            guard isSpooled else {
                fresh.append(await acceptance(octets, .octets(octets), key: key))
                if let key, let id = fresh.last?.known.id { keys.append((key, id)) }
                continue
            }
            let head = min(octets.count, Int.random(in: 0...60, using: &generator))
            guard let (spool, content) = await fill(octets.dropFirst(head)) else { break }
            spools.append(spool)
            fresh.append(
                await acceptance(octets, .spooled(head: Array(octets.prefix(head)), content), key: key))
            if let key, let id = fresh.last?.known.id { keys.append((key, id)) }
        }
        // A spool that is finished and never accepted.
        let isGivenUp = !spools.isEmpty && Int.random(in: 0..<8, using: &generator) == 0
        let fate = isGivenUp || fresh.isEmpty ? AuditedCommit.Fate.refused : await commit(fresh.map(\.step))
        if fate == .acknowledged { known += fresh.map(\.known) }
        if fate != .refused { await round.journal.note(keys, of: owner) }
        if fate == .refused { for spool in spools { await spool.discard() } }
    }

    /// Accepts a message of few octets.
    mutating func acceptSmall() async -> AuditedCommit.Fate {
        let octets = TrialMessages.octets(10, number: generator.next())
        return await commit([await acceptance(octets, .octets(octets)).step])
    }

    /// Hands a message in under a key that was used before: the first one's name must be the answer, for as long as the
    /// history knows it.
    mutating func repeatKey() async {
        guard let (key, first) = await round.journal.key(of: owner, number: generator.next()) else {
            return await accept()
        }
        let octets = TrialMessages.octets(40, number: generator.next())
        let fresh = await acceptance(octets, .octets(octets), key: key)
        let number = await round.journal.begin([fresh.step.note])
        var fate = AuditedCommit.Fate.acknowledged
        do throws(QueueStoreError) {
            try await store.commit([fresh.step.change])
        } catch {
            fate = round.bench.isCut ? .unknown : .refused
            if case .alreadyAccepted(let named) = error.kind {
                fate = .refused
                if named != first {
                    await round.journal.note("round \(round.number): a key names \(named), and was used for \(first)")
                }
            } else {
                await judge(error, "a key that was used before")
            }
        }
        await round.journal.end(number, as: fate)
        guard fate != .refused else { return }
        if fate == .acknowledged, await !round.journal.mayBeForgotten(first) {
            await round.journal.note("round \(round.number): a key was taken twice, first for \(first)")
        }
        await round.journal.note([(key, fresh.known.id)], of: owner)
        if fate == .acknowledged { known.append(fresh.known) }
    }

    /// Hands octets to a spool.
    ///
    /// - Returns: the spool with its content, or nil when the store could not take them.
    private mutating func fill(_ octets: ArraySlice<UInt8>) async -> (any ContentSpool, SpooledContent)? {
        do throws(QueueStoreError) {
            let spool = try await store.makeSpool()
            do throws(QueueStoreError) {
                var rest = octets
                while !rest.isEmpty {
                    let count = Int.random(in: 1...90_000, using: &generator)
                    try await spool.append(Array(rest.prefix(count)))
                    rest = rest.dropFirst(count)
                }
                return (spool, try await spool.finish())
            } catch {
                await spool.discard()
                throw error
            }
        } catch {
            await judge(error, "a spool")
            return nil
        }
    }

    /// An acceptance with the message as it is known then.
    ///
    /// - Parameters:
    ///   - octets: the message's octets.
    ///   - content: the same as they are handed to the store.
    ///   - key: its injection key.
    ///   - isReport: whether it tells of a failure, so that nobody is told of its own.
    mutating func acceptance(
        _ octets: [UInt8], _ content: QueueContent, key: InjectionKey? = nil, isReport: Bool = false
    ) async -> (step: Step, known: Known) {
        // Now and then so many that their rows take several pages; rarely, as they are most of a trial's time.
        let roll = Int.random(in: 0..<40, using: &generator)
        let count = Int.random(in: roll == 0 ? 80...200 : roll < 7 ? 4...20 : 1...3, using: &generator)
        let first = Int.random(in: 0...(Self.mailboxes.count - count), using: &generator)
        // Most are due at once.
        let waits = Int.random(in: 0..<6, using: &generator) == 0
        let message = QueuedMessage(
            id: await round.journal.makeID(),
            reversePath: isReport || Bool.random(using: &generator) ? .null : Self.sender,
            recipients: Array(Self.mailboxes[first..<(first + count)]), acceptedAt: now,
            releaseAt: waits ? now + .seconds(Int64.random(in: 1...3_600, using: &generator)) : nil,
            expiresAt: now + .seconds(86_400), size: octets.count, isEightBit: content.isEightBit, origin: mark())
        let record = StoredRecipient(state: .queued, attempts: 0, nextAttempt: message.firstAttempt, lastReply: nil)
        return (
            Step(change: .accept(message, content: content, key: key), note: .accept(message, .octets(octets))),
            Known(
                id: message.id, octets: octets, hasSender: message.reversePath != .null,
                recipients: message.recipients.map { _ in record })
        )
    }

    private mutating func randomSize() -> Int {
        switch Int.random(in: 0..<20, using: &generator) {
        case 0: 0
        case ..<10: Int.random(in: 1...1_000, using: &generator)
        case ..<16: Int.random(in: 1_000...20_000, using: &generator)
        case ..<19: Int.random(in: 20_000...80_000, using: &generator)
        default: Int.random(in: 80_000...200_000, using: &generator)
        }
    }

    /// Who is told of failures.
    private static let sender = (try? ReversePath("sender@example.test")) ?? .null

    /// The recipients that messages are for; made once, as reading an address takes its time.
    private static let mailboxes: [Mailbox] = (0..<320).compactMap { number in
        try? Mailbox(number % 40 == 7 ? "u\(number)@[192.0.2.\(number % 200)]" : "u\(number)@host\(number % 37).test")
    }
}
