import Logging
import MailAddressing
import SMTPProtocol

/// How messages come into the queue.
extension MailQueue {
    /// Content of more octets is better handed in piece by piece, by way of `makeSpool`.
    public nonisolated var spoolThreshold: Int { store.spoolThreshold }

    /// Looks whether a new message would find room, so that nobody sends in vain what is refused at its end.
    ///
    /// It is a look and no promise: `submit` may find none all the same. Nothing is awaited.
    ///
    /// - Parameter octets: the size of the message as far as it is known before it comes, 0 or more.
    /// - Throws: `QueueStoreError` when a message of that size would be refused now: `queueFull` when the queue holds as
    ///   much as it may, `full` when the store has no room.
    public nonisolated func demandRoom(for octets: Int) throws(QueueStoreError) {
        try room.demand()
        try store.demandRoom(for: octets)
    }

    /// Begins to keep the octets of a message that comes in pieces.
    ///
    /// - Returns: where the pieces go; what it makes of them at the end is submitted. Whoever asked for it discards it
    ///   when the message is not submitted, or `submit` throws.
    /// - Throws: `QueueStoreError` when the disk is full or fails.
    public func makeSpool() async throws(QueueStoreError) -> any ContentSpool { try await store.makeSpool() }

    /// Takes responsibility for a message.
    ///
    /// A message that is to be released later (RFC 4865) waits for that; one with a deadline after which it is to come
    /// back (`BY` with `R`, RFC 2852) is given up then.
    ///
    /// A message with an injection key that was accepted before is not accepted again: the name of the first is
    /// returned, and content in a spool is still the caller's.
    ///
    /// - Parameter submission: the message.
    /// - Returns: the queue's name for it, when it is recorded.
    /// - Throws: `QueueStoreError`, `queueFull` when the queue holds as much as it may; then nobody is responsible and
    ///   nothing was kept. Content in a spool is the caller's to discard. It is `misuse` where a message with the same
    ///   injection key was accepted before and has another reverse path or other recipients.
    public func submit(_ submission: MessageSubmission) async throws(QueueStoreError) -> MessageID {
        try room.demand(recipients: submission.recipients.count)
        let (message, content) = queued(submission)
        room.enter(recipients: message.recipients.count)
        do throws(QueueStoreError) {
            try await store.commit([.accept(message, content: content, key: submission.injectionKey)])
        } catch {
            room.withdraw(recipients: message.recipients.count)
            guard case .alreadyAccepted(let first) = error.kind else { throw error }
            logger.debug("A message was handed in again", metadata: ["id": "\(first)"])
            try await checkRepetition(message, of: first)
            return first
        }
        accepted(message, content: content)
        pump()
        return message.id
    }

    /// Takes responsibility for several messages, for all of them or for none: what one message becomes for its
    /// recipients, where they get it in different forms.
    ///
    /// - Parameter submissions: the messages, without injection keys.
    /// - Returns: the queue's names for them, in their order, when they are recorded.
    /// - Throws: `QueueStoreError` as for one, and `misuse` where one has an injection key; then nobody is responsible and
    ///   nothing was kept. Content in spools is the caller's to discard.
    public func submit(_ submissions: [MessageSubmission]) async throws(QueueStoreError) -> [MessageID] {
        guard submissions.allSatisfy({ $0.injectionKey == nil }) else {
            throw QueueStoreError(.misuse, "Messages that are handed in together have no injection keys")
        }
        guard !submissions.isEmpty else { return [] }
        try room.demand(recipients: submissions.reduce(0) { $0 + $1.recipients.count })
        let queued = submissions.map { self.queued($0) }
        for (message, _) in queued { room.enter(recipients: message.recipients.count) }
        do throws(QueueStoreError) {
            try await store.commit(queued.map { .accept($0.message, content: $0.content) })
        } catch {
            for (message, _) in queued { room.withdraw(recipients: message.recipients.count) }
            throw error
        }
        for (message, content) in queued { accepted(message, content: content) }
        pump()
        return queued.map(\.message.id)
    }

    /// Refuses a message under a key that belongs to another one: the sender would take it for accepted.
    private func checkRepetition(_ message: QueuedMessage, of id: MessageID) async throws(QueueStoreError) {
        let first: QueuedMessage
        do throws(QueueStoreError) {
            // What the history has forgotten cannot be compared; it was accepted all the same, as was what is damaged.
            guard let stored = try await store.message(id) else { return }
            first = stored.message
        } catch {
            guard error.isOfDamage else { throw error }
            return
        }
        guard first.reversePath == message.reversePath, Set(first.recipients) == Set(message.recipients) else {
            throw QueueStoreError(
                .misuse,
                "The injection key was used for message \(id), which has another reverse path or other recipients: "
                    + "use a new key for each message")
        }
    }

    /// Makes the envelope of a new message, and its octets with the trace fields.
    func queued(_ submission: MessageSubmission) -> (message: QueuedMessage, content: QueueContent) {
        let now = clock.now()
        let id = identifiers.next(at: now, using: &random)
        var content = submission.content
        if let fields = submission.traceFields?(id, now) { content = content.preceded(by: fields) }
        let release = submission.options.futureRelease.map { WallTime(unixSeconds: $0.moment(from: now.seconds)) }
        var expiry = max(now, release ?? now) + configuration.retry.standard.expiry
        if let deadline = submission.options.deliverBy, deadline.mode == .return {
            expiry = min(expiry, now + .seconds(deadline.seconds))
        }
        let message = QueuedMessage(
            id: id, reversePath: submission.reversePath, recipients: submission.recipients,
            options: submission.options, recipientOptions: submission.recipientOptions, acceptedAt: now,
            releaseAt: release, expiresAt: expiry, size: content.size, isEightBit: content.isEightBit,
            origin: submission.origin, senderProof: submission.senderProof)
        return (message, content)
    }

    /// Schedules a recorded new message, and keeps it in memory if it is due and there is room.
    func accepted(_ message: QueuedMessage, content: QueueContent) {
        let recipients = Array(message.recipients.indices)
        if message.releaseAt == nil { keepFresh(message, content) }
        if active[message.id] == nil {
            schedule(
                message.id, recipients.map { Waiting($0, message.recipients[$0].host, due: message.firstAttempt) },
                as: message.standing)
        } else {
            // Somebody may have found the message in the store already, and changed it.
            scheduleQueued(recipients, of: message.id)
        }
        // The store does not say of these when a notice on them is due.
        if message.deadlineOfNotice != nil || message.releaseAt != nil { leftToSweep.insert(message.id) }
        observer?.recorded(message.acceptance, of: message, recipients: recipients)
    }
}

extension WallTime {
    /// A moment in whole seconds; the last one that can be told where it would lie beyond.
    fileprivate init(unixSeconds: Int64) {
        let (milliseconds, overflows) = unixSeconds.multipliedReportingOverflow(by: 1_000)
        self.init(milliseconds: overflows ? .max : milliseconds)
    }
}
