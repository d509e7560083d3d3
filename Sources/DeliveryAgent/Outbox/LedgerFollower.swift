import DeliveryQueue
import MailAddressing

/// Follows the ledger of one message for one listener.
///
/// It was registered for signals before it reads, and reads again after each signal: what is recorded while it reads is
/// signalled behind its back and found by the next reading. A reading may bring what is signalled only later; it is told
/// by its place in the ledger, so that nothing is told twice.
actor LedgerFollower {
    private let id: MessageID
    private let store: any QueueStore
    private let clock: any QueueClock
    private let signals: AsyncStream<Void>
    /// The recipients, once the message was found.
    private var mailboxes: [Mailbox] = []
    /// How many events of each recipient were read.
    private var known: [Int] = []
    /// The recipients that are not settled, by what was read.
    private var open: Set<Int> = []
    /// What was read and not yet told: from `position` on.
    private var news: [DeliveryEvent] = []
    private var position = 0
    private var hasRead = false
    private var isOver = false

    /// How long it waits before it reads again what could not be read for now.
    private static let patience = Duration.seconds(1)

    /// Makes a follower.
    ///
    /// - Parameters:
    ///   - id: the message.
    ///   - store: where its ledger is.
    ///   - clock: lets time pass before a failed reading is tried again.
    ///   - signals: says when there may be more, and ends when there will be no more.
    init(of id: MessageID, in store: any QueueStore, clock: any QueueClock, signals: AsyncStream<Void>) {
        self.id = id
        self.store = store
        self.clock = clock
        self.signals = signals
    }

    /// The next event; waits for it.
    ///
    /// - Returns: the event, or nil when there are no more, or the task was cancelled.
    func next() async -> DeliveryEvent? {
        while !Task.isCancelled {
            if let event = takeNews() { return event }
            if isOver { return nil }
            var isLast = false
            if hasRead {
                isLast = !(await isSignalled())
                if Task.isCancelled { return nil }
            }
            hasRead = true
            await readPatiently(isLast: isLast)
            if isLast { isOver = true }
        }
        return nil
    }

    private func takeNews() -> DeliveryEvent? {
        guard position < news.count else { return nil }
        let event = news[position]
        position += 1
        if position == news.count { (news, position) = ([], 0) }
        return event
    }

    /// Waits for a signal.
    ///
    /// - Returns: false when there will be no more.
    private func isSignalled() async -> Bool {
        for await _ in signals { return true }
        return false
    }

    /// Reads what is new, and tries again while the store fails for now, unless there will be no more.
    private func readPatiently(isLast: Bool) async {
        while !Task.isCancelled {
            do throws(QueueStoreError) {
                return try await read()
            } catch {
                guard error.isTemporary, !isLast else {
                    isOver = true
                    return
                }
            }
            try? await clock.sleep(until: clock.now() + Self.patience)
        }
    }

    private func read() async throws(QueueStoreError) {
        if mailboxes.isEmpty {
            let found = try await store.message(id)?.message.recipients ?? []
            if mailboxes.isEmpty {
                mailboxes = found
                known = Array(repeating: 0, count: found.count)
                open = Set(found.indices)
            }
        }
        take(try await store.events(of: id))
    }

    /// Takes over what is new of the whole ledger; an empty one is that of a message that is unknown or forgotten.
    private func take(_ ledger: [LedgerEntry]) {
        var seen = Array(repeating: 0, count: mailboxes.count)
        for entry in ledger where mailboxes.indices.contains(entry.recipient) {
            let index = entry.recipient
            seen[index] += 1
            guard seen[index] > known[index] else { continue }
            known[index] = seen[index]
            news.append(DeliveryEvent(recipient: mailboxes[index], index: index, event: entry.event))
            switch entry.event.kind {
            case .delivered, .bounced, .expired, .cancelled: open.remove(index)
            default: break
            }
        }
        if open.isEmpty || ledger.isEmpty { isOver = true }
    }
}
