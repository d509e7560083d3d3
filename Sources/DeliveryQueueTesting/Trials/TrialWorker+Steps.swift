import DeliveryQueue
import SMTPProtocol

/// What a worker does with messages that it knows.
extension TrialWorker {
    /// Begins an attempt at some or all of the recipients that wait.
    mutating func beginAttempt() async {
        guard let index = choose(.queued) else { return await accept() }
        let waiting = known[index].indices(of: .queued)
        let count =
            Bool.random(using: &generator) ? waiting.count : Int.random(in: 1...waiting.count, using: &generator)
        await record(.attemptBegan, of: Array(waiting.prefix(count)), at: index)
    }

    /// Records the outcome of an attempt: some recipients this way, some that way, in one commit.
    mutating func endAttempt() async {
        guard let index = choose(.attempting) else { return await beginAttempt() }
        var left = known[index].indices(of: .attempting)[...]
        var steps: [Step] = []
        var events: [(event: RecipientEvent, recipients: [Int])] = []
        var report: Known?
        let canReport = known[index].hasSender
        while !left.isEmpty {
            let part = Array(left.prefix(Int.random(in: 1...left.count, using: &generator)))
            left = left.dropFirst(part.count)
            let kinds: [RecipientEvent.Kind] = [.delivered, .delivered, .delivered, .deferred, .bounced, .expired]
            let kind = kinds[Int.random(in: 0..<kinds.count, using: &generator)]
            var event = TrialMessages.event(kind, at: now, detail: mark())
            event.isAmbiguous = kind == .deferred && Bool.random(using: &generator)
            let isFailure = kind == .bounced || kind == .expired
            let isReported = isFailure && canReport && Int.random(in: 0..<8, using: &generator) > 0
            if isReported, report == nil {
                let octets = TrialMessages.octets(600, number: generator.next())
                let fresh = await acceptance(octets, .octets(octets), isReport: true)
                steps.append(fresh.step)
                report = fresh.known
            }
            if isReported { event.report = report?.id }
            events.append((event, part))
            if isFailure, !isReported {
                events.append((TrialMessages.event(.reportDropped, at: now, detail: mark()), part))
            }
            if event.isAmbiguous, Bool.random(using: &generator) {
                events.append((TrialMessages.event(.held, at: now, detail: mark()), part))
            }
        }
        steps += events.map { step($0.event, of: $0.recipients, at: index) }
        guard await commit(steps) == .acknowledged else { return }
        for (event, recipients) in events { follow(event, of: recipients, at: index) }
        if let report { known.append(report) }
    }

    /// Does what people do: hold, release, cancel, reschedule.
    mutating func handle() async {
        if let index = choose(.held), Bool.random(using: &generator) {
            await record(
                Bool.random(using: &generator) ? .released : .cancelled, of: known[index].indices(of: .held), at: index)
        } else if let index = choose(.queued) {
            let kinds: [RecipientEvent.Kind] = [.held, .held, .rescheduled, .cancelled]
            let kind = kinds[Int.random(in: 0..<kinds.count, using: &generator)]
            await record(kind, of: Array(known[index].indices(of: .queued).prefix(2)), at: index)
        }
    }

    /// Tells the sender that a delivery takes longer: the notice and what it is about in one commit.
    mutating func tellOfDelay() async {
        let state: RecipientState = Bool.random(using: &generator) ? .queued : .attempting
        guard let index = choose(state), known[index].hasSender else { return }
        let octets = TrialMessages.octets(500, number: generator.next())
        let notice = await acceptance(octets, .octets(octets), isReport: true)
        let recipients = known[index].indices(of: state)
        let event = TrialMessages.event(.delayReported, at: now, detail: mark(), report: notice.known.id)
        guard await commit([notice.step, step(event, of: recipients, at: index)]) == .acknowledged else { return }
        follow(event, of: recipients, at: index)
        known.append(notice.known)
    }

    /// Writes and removes some state of its own.
    mutating func writeState() async {
        guard let store = store as? any StateStore else { return }
        // The keys are those of the worker's place in the round, so that later rounds write them anew.
        let owner = owner
        var changes: [String: [UInt8]?] = [:]
        for _ in 0...Int.random(in: 0...2, using: &generator) {
            let key = "\(owner)-\(Int.random(in: 0..<6, using: &generator))"
            let size = Int.random(in: 0..<12, using: &generator) == 0 ? 40_000 : 12
            let isRemoved = Int.random(in: 0..<5, using: &generator) == 0
            changes.updateValue(
                isRemoved ? nil : TrialMessages.octets(size, number: generator.next()), forKey: key)
        }
        let number = await round.journal.beginState(changes)
        var fate = AuditedCommit.Fate.acknowledged
        do throws(QueueStoreError) {
            try await store.write(changes, in: TrialJournal.space)
        } catch {
            fate = round.bench.isCut ? .unknown : .refused
            await judge(error, "a change of state")
        }
        await round.journal.endState(number, as: fate)
    }

    /// Lets the store move what is finished to its history, and forget some of it or nothing.
    mutating func maintain() async {
        let now = TrialMessages.start + .seconds(3_600)
        let forgets = Bool.random(using: &generator)
        // Times in trials are seconds after the start, so that this is a part of what is finished.
        let limit = TrialMessages.start + .seconds(Int64.random(in: 1...30, using: &generator))
        if forgets { await round.journal.beginForgetting() }
        do throws(QueueStoreError) {
            try await store.maintain(forgets ? HistoryLimits(retention: now - limit) : HistoryLimits(), at: now)
        } catch {
            await judge(error, "maintenance")
        }
        // What was settled meanwhile may be forgotten, too: so it is noted afterwards.
        if forgets { await round.journal.noteForgotten(settledUntil: limit) }
    }

    /// Reads a message and compares it with what is known.
    mutating func read() async {
        guard let message = known.randomElement(using: &generator) else { return }
        do throws(QueueStoreError) {
            let content = try await store.content(of: message.id)
            let stored = try await store.message(message.id)
            guard !round.bench.isCut else { return }
            if content != (message.isOpen ? message.octets : nil) {
                await round.journal.note("round \(round.number): message \(message.id) has other octets while in use")
            }
            let hasForgotten = await round.journal.hasForgotten
            let mayBeGone = !message.isOpen && hasForgotten
            if stored?.recipients != message.recipients, stored != nil || !mayBeGone {
                await round.journal.note("round \(round.number): message \(message.id) has other states while in use")
            }
        } catch {
            await judge(error, "a reading")
        }
    }

    /// Tries a commit that must be refused as a whole, with a message in it that must not be there then.
    mutating func tryNonsense() async {
        guard let index = choose(.queued), let recipient = known[index].indices(of: .queued).first else { return }
        let octets = TrialMessages.octets(100, number: generator.next())
        let fresh = await acceptance(octets, .octets(octets))
        let late = TrialMessages.event(.delivered, at: now, detail: mark())
        let fate = await commit([fresh.step, step(late, of: [recipient], at: index)], mayConflict: true)
        if fate == .acknowledged {
            await round.journal.note("round \(round.number): a delivery without an attempt was taken")
        }
    }
}
