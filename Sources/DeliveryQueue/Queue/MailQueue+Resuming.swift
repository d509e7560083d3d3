import Logging

/// The reading of what an earlier run has left, while it goes on.
struct Resumption {
    /// What was taken up.
    struct Taken: Sendable {
        /// How many messages, those of which every recipient is held not among them.
        var messages = 0
        /// How many recipients were ambiguous.
        var ambiguousRecipients = 0
        /// How many recipients wait to be released.
        var heldRecipients = 0
        /// The message that was taken up last, whose other recipients may follow.
        var last: MessageID?
    }

    /// Reads.
    let task: Task<Result<Taken, QueueStoreError>, Never>
    /// Whether it is to end.
    var isStopped = false
    /// The wait before the next trial.
    var pause: Task<Void, Never>?
}

extension MailQueue {
    /// How many recipients are read from the store at a time when a queue resumes: few enough that the first deliveries
    /// begin at once, many enough that a page costs little by itself.
    static let resumePageSize = 10_000

    /// Begins deliveries, those left from an earlier run first.
    ///
    /// Deliveries begin as soon as the first recipients are read; a million of them need not be read before that. Where
    /// the store fails for now, it is asked again, for as long as it takes: until somebody calls `drain`, or cancels
    /// the task that this is called from.
    ///
    /// An attempt that was under way when the process ended is ambiguous: the message may have been delivered. So is
    /// one of this run whose outcome could not be recorded. It is recorded as interrupted; then the message is sent
    /// again, or held, as `MailQueueConfiguration.ambiguous` says.
    ///
    /// Called a second time while the first goes on, it waits for the first.
    ///
    /// - Returns: how many messages were taken up, those of which every recipient is held not among them, how many
    ///   recipients were ambiguous, and how many were found held or are held now; when it was ended, those until then.
    /// - Throws: `QueueStoreError` when the store cannot be read and that will not pass by itself. What was read before
    ///   is being delivered, until `drain`; calling this again goes on where it ended.
    @discardableResult
    public func resume() async throws(QueueStoreError) -> (
        messages: Int, ambiguousRecipients: Int, heldRecipients: Int
    ) {
        // One that is to end must not begin deliveries behind this one.
        while let current = resumption, current.isStopped { _ = await current.task.value }
        let task: Task<Result<Resumption.Taken, QueueStoreError>, Never>
        if let current = resumption {
            task = current.task
        } else {
            task = Task {
                let result = await self.takeUpEverything()
                self.resumption = nil
                return result
            }
            resumption = Resumption(task: task)
        }
        let result = await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            Task { await self.stopResuming() }
        }
        let taken = try result.get()
        return (taken.messages, taken.ambiguousRecipients, taken.heldRecipients)
    }

    /// Has the reading of what is left end soon.
    func stopResuming() {
        resumption?.isStopped = true
        resumption?.pause?.cancel()
    }

    private var mayResume: Bool { resumption?.isStopped != true }

    /// Reads what is left, for as long as it takes.
    private func takeUpEverything() async -> Result<Resumption.Taken, QueueStoreError> {
        var taken = Resumption.Taken()
        var wait = Duration.milliseconds(100)
        triesToRecord = true
        while mayResume {
            do throws(QueueStoreError) {
                try await takeUpAbandoned(&taken)
                try await takeUpPages(&taken)
                return .success(taken)
            } catch {
                guard error.isTemporary else { return .failure(error) }
                logger.error("What is queued could not be read; that is tried again", metadata: ["reason": "\(error)"])
            }
            guard mayResume else { break }
            let (clock, end) = (clock, clock.now() + wait)
            let pause = Task { () -> Void in try? await clock.sleep(until: end) }
            resumption?.pause = pause
            await pause.value
            wait = min(wait * 2, .seconds(30))
        }
        return .success(taken)
    }

    /// Takes up recipients of this run of whom an outcome could not be recorded.
    private func takeUpAbandoned(_ taken: inout Resumption.Taken) async throws(QueueStoreError) {
        for id in abandoned.keys.sorted() where mayResume {
            beginUse(of: id)
            defer { endUse(of: id) }
            let entry = try await soundMessage(id)
            let recipients = (abandoned.removeValue(forKey: id) ?? []).sorted().filter { index in
                entry?.recipients.indices.contains(index) == true && entry?.busy.contains(index) == false
            }
            guard let entry, !recipients.isEmpty else { continue }
            setBusy(recipients, of: id)
            do throws(QueueStoreError) {
                try await readAnew(recipients, of: id)
                let states = active[id]?.recipients ?? entry.recipients
                let stuck = recipients.filter { states[$0].state == .attempting }
                let done = stuck.isEmpty ? [] : try await interrupt([Chosen(message: entry.message, recipients: stuck)])
                taken.ambiguousRecipients += done.reduce(0) { $0 + $1.recipients.count }
                taken.messages += 1
                setFree(recipients, of: id)
                supersede(recipients, of: id)
                scheduleQueued(recipients, of: id)
            } catch {
                setFree(recipients, of: id)
                abandoned[id, default: []].formUnion(recipients)
                throw error
            }
        }
    }

    /// Reads the pages that are left, and begins deliveries with the first of them.
    private func takeUpPages(_ taken: inout Resumption.Taken) async throws(QueueStoreError) {
        while !hasResumed, mayResume {
            let page = try await store.openRecipients(after: resumedUntil, limit: Self.resumePageSize)
            // Messages of this run are scheduled already.
            let old = page.filter { !identifiers.hasMade($0.place.message) }
            let interrupted = try await takeUpInterrupted(old.filter { $0.state == .attempting })
            taken.ambiguousRecipients += interrupted.reduce(0) { $0 + $1.recipients.count }
            taken.heldRecipients += old.count { $0.state == .held }
            let isHeld = configuration.ambiguous == .hold
            if isHeld { taken.heldRecipients += interrupted.reduce(0) { $0 + $1.recipients.count } }
            var messages = isHeld ? [] : Set(interrupted.map(\.message.id))
            for message in old.filter({ $0.state == .queued }).chunked() {
                schedule(message.id, message.recipients, as: message.standing)
                messages.insert(message.id)
            }
            // The recipients of a message may be on two pages.
            taken.messages += taken.last.map { messages.contains($0) } == true ? messages.count - 1 : messages.count
            taken.last = messages.max() ?? taken.last
            resumedUntil = page.last?.place ?? resumedUntil
            hasResumed = page.count < Self.resumePageSize
            beginDeliveries()
        }
        beginDeliveries()
    }

    /// Begins deliveries, unless somebody has ended them meanwhile.
    private func beginDeliveries() {
        guard mayResume else { return }
        isRunning = true
        beginSweeping()
        pump()
    }

    /// Takes up recipients of whom an earlier run has begun an attempt.
    ///
    /// - Returns: those that were concerned.
    private func takeUpInterrupted(_ recipients: [OpenRecipient]) async throws(QueueStoreError) -> [Chosen] {
        let chunks = recipients.chunked()
        for chunk in chunks { beginUse(of: chunk.id) }
        defer { for chunk in chunks { endUse(of: chunk.id) } }
        var chosen: [Chosen] = []
        for chunk in chunks {
            guard let entry = try await soundMessage(chunk.id) else { continue }
            // Those that are busy are attempted in this run.
            let indices = chunk.recipients.map(\.recipient).filter { index in
                entry.recipients.indices.contains(index) && entry.recipients[index].state == .attempting
                    && !entry.busy.contains(index)
            }
            if !indices.isEmpty { chosen.append(Chosen(message: entry.message, recipients: indices)) }
        }
        guard !chosen.isEmpty else { return [] }
        let done = try await interrupt(chosen)
        for one in done { scheduleQueued(one.recipients, of: one.message.id) }
        return done
    }

    /// Records that attempts were interrupted, and follows the policy for attempts of unknown outcome.
    ///
    /// - Returns: those for whom it is recorded.
    private func interrupt(_ chosen: [Chosen]) async throws(QueueStoreError) -> [Chosen] {
        let now = clock.now()
        let isHeld = configuration.ambiguous == .hold
        let follows = isHeld ? "held" : "sent again"
        let interrupted = RecipientEvent(
            .interrupted, at: now, detail: "the outcome of the last attempt is unknown; \(follows)", nextAttempt: now,
            isAmbiguous: true)
        let done = try await recordForAll(chosen, isHeld ? [interrupted, .heldByPolicy(at: now)] : [interrupted])
        return chosen.filter { done[$0.message.id] == .recorded }
    }
}

extension [OpenRecipient] {
    /// The recipients by message; they are in the order of messages.
    fileprivate func chunked() -> [(id: MessageID, recipients: [Waiting], standing: Standing)] {
        var chunks: [(id: MessageID, recipients: [Waiting], standing: Standing)] = []
        for recipient in self {
            let waiting = Waiting(recipient.place.recipient, domain: recipient.host, due: recipient.nextAttempt)
            if let last = chunks.indices.last, chunks[last].id == recipient.place.message {
                chunks[last].recipients.append(waiting)
            } else {
                chunks.append((recipient.place.message, [waiting], recipient.standing))
            }
        }
        return chunks
    }
}
