import Logging

/// Which messages are in memory: whoever works on one uses it, so that all see the same states.
extension MailQueue {
    /// Keeps a fresh message in memory for its first attempts, if there is room.
    ///
    /// Where somebody uses it already, what they know of it is newer.
    func keepFresh(_ message: QueuedMessage, _ content: QueueContent) {
        guard case .octets(let octets) = content, active[message.id] == nil, uses[message.id] == nil else { return }
        let entry = ActiveMessage(fresh: message, content: octets)
        guard contentInMemory + entry.size <= configuration.contentMemory else { return }
        contentInMemory += entry.size
        active[message.id] = entry
    }

    /// Begins to use a message: from now until `endUse` it stays in memory once it has been read.
    func beginUse(of id: MessageID) { uses[id, default: 0] += 1 }

    /// Ends the use of a message: what nobody needs leaves the memory.
    func endUse(of id: MessageID) {
        uses[id] = uses[id].flatMap { $0 > 1 ? $0 - 1 : nil }
        guard let entry = active[id] else { return }
        if entry.content != nil, entry.isTried {
            contentInMemory -= entry.size
            active[id]?.dropContent()
        }
        if uses[id] == nil, active[id]?.content == nil { active[id] = nil }
    }

    /// Reads a message that the caller uses.
    ///
    /// Those who need it at the same time wait for one reading: one that came later might not know what was recorded
    /// meanwhile, or overwrite it.
    ///
    /// - Returns: the message, or nil when it is unknown or its history is over.
    func activeMessage(_ id: MessageID) async throws(QueueStoreError) -> ActiveMessage? {
        if let entry = active[id] { return entry }
        let reading: Task<Result<StoredMessage?, QueueStoreError>, Never>
        if let known = readings[id] {
            reading = known
        } else {
            let store = store
            reading = Task {
                do throws(QueueStoreError) {
                    return .success(try await store.message(id))
                } catch {
                    return .failure(error)
                }
            }
            readings[id] = reading
        }
        let result = await reading.value
        if readings[id] == reading { readings[id] = nil }
        if active[id] == nil, let stored = try result.get() { active[id] = ActiveMessage(stored) }
        return active[id]
    }

    /// Reads a message that the caller uses, or nil where it is damaged too: it does not hold up the others.
    func soundMessage(_ id: MessageID) async throws(QueueStoreError) -> ActiveMessage? {
        do throws(QueueStoreError) {
            return try await activeMessage(id)
        } catch {
            guard error.isOfDamage else { throw error }
            logger.error("A message is damaged", metadata: ["id": "\(id)", "reason": "\(error)"])
            return nil
        }
    }

    /// Takes over from the store where recipients stand, that are the caller's concern: the store has refused an event.
    func readAnew(_ recipients: [Int], of id: MessageID) async throws(QueueStoreError) {
        guard let stored = try await store.message(id) else { return }
        changeStates(of: id, recipients) { $0.replace(recipients, from: stored) }
    }

    /// Changes where recipients of a message in memory stand, and counts those out that are settled by it.
    private func changeStates(
        of id: MessageID, _ recipients: [Int], _ change: (inout ActiveMessage) -> Void
    ) {
        guard let index = active.index(forKey: id) else { return }
        let before = active.values[index].openCount
        change(&active.values[index])
        let after = active.values[index].openCount
        if after < before { room.settled(before - after, isLast: after == 0) }
        guard !reroutings.isEmpty else { return }
        let states = active.values[index].recipients
        endReroutings(of: recipients.filter { !states.indices.contains($0) || states[$0].state != .queued }, of: id)
    }

    /// Marks recipients as somebody's concern.
    func setBusy(_ recipients: [Int], of id: MessageID) { active[id]?.setBusy(recipients) }

    /// Marks recipients as nobody's concern any more.
    ///
    /// - Returns: those whose delivery came meanwhile and left them alone.
    @discardableResult
    func setFree(_ recipients: [Int], of id: MessageID) -> [Int] { active[id]?.setFree(recipients) ?? [] }

    /// Follows a recorded event in memory, and tells the observer.
    func follow(_ event: RecipientEvent, of message: QueuedMessage, recipients: [Int]) {
        changeStates(of: message.id, recipients) { $0.apply(event, to: recipients) }
        observer?.recorded(event, of: message, recipients: recipients)
    }
}

extension QueueStoreError {
    /// Whether the data of a message are damaged, or of all.
    var isOfDamage: Bool { kind == .damaged || kind == .quarantined }

    /// Whether it may concern one message of several that were to be changed together.
    var mayConcernOneMessage: Bool { isOfDamage || kind == .conflict }
}
