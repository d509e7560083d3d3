internal import MXResolver
internal import MailAddressing
internal import MailCryptography

extension MTASTSResolver {
    /// Starts the task of a search.
    func start(_ search: Search) {
        let task = Task { await self.carryOut(search) }
        if !state.withLock({ $0.attach(task, to: search) }) { task.cancel() }
    }

    /// Changes the state; events and what the storage is to be told are passed on.
    func changing<Output>(_ body: (inout State) -> Output) -> Output {
        let (output, events, startsWriting) = state.withLock { state in
            let output = body(&state)
            let events = state.table.takeEvents()
            return (output, events, storage != nil && state.writes.append(events))
        }
        for event in events { observe(event) }
        if startsWriting { Task { await self.write() } }
        return output
    }

    /// Takes one step after the other, and tells those who wait.
    private func carryOut(_ search: Search) async {
        var step = search.step
        var answer: MTASTSAnswer?
        while step != .nothing, !Task.isCancelled {
            switch step {
            case .nothing: break
            case .discover: step = await discover(search)
            case .fetch(let record):
                answer = await fetch(record, search)
                step = .nothing
            }
        }
        let now = clock.now()
        let (ending, known) = state.withLock { state in
            (state.end(search), answer ?? state.table.answer(for: search.domain, at: now))
        }
        var outcome = known ?? .none(.notYetKnown(.lookup))
        if Task.isCancelled { outcome = outcome.policy == nil ? .none(.cancelled) : outcome.unfinished }
        for waiter in ending.waiters { waiter.finish(outcome) }
        for renewer in ending.renewers { renewer.yield() }
        for idler in ending.idlers { idler.finish(()) }
    }

    /// Looks up the record; gives what is to be done next.
    private func discover(_ search: Search) async -> PolicyTable.Step {
        let discovery: MTASTSDiscovery
        if let name = MTASTSDiscovery.name(for: search.domain) {
            discovery = MTASTSDiscovery(await records.textRecords(at: name))
        } else {
            discovery = .none(.nameTooLong)
        }
        guard !Task.isCancelled else { return .nothing }
        let now = clock.now()
        return changing { state in
            // It may have become a renewal meanwhile.
            let isRenewal = state.current(search)?.isRenewal ?? search.isRenewal
            let step = state.table.note(discovery, of: search.domain, renewing: isRenewal, at: now)
            if state.current(search) != nil { state.searches[search.domain]?.step = step }
            return step
        }
    }

    /// Fetches the policy when it is its turn; gives the answer for those who wait.
    private func fetch(_ record: MTASTSRecord, _ search: Search) async -> MTASTSAnswer {
        guard await turn(of: search) else { return missed(search) }
        let timer = Task { [self] in
            await clock.sleep(options.slowAfter)
            guard !Task.isCancelled else { return }
            let (next, renewers) = state.withLock { $0.slowDown(search) }
            next?.finish(true)
            for renewer in renewers { renewer.yield() }
        }
        let fetch = await fetcher.fetch(for: search.domain)
        timer.cancel()
        state.withLock { $0.slots.giveBack(search.number) }?.finish(true)
        let jitter = self.jitter()
        let now = clock.now()
        return changing { $0.table.note(fetch, of: search.domain, under: record, jitter: jitter, at: now) }
    }

    /// Waits until a search may fetch; false when it may not.
    private func turn(of search: Search) async -> Bool {
        switch state.withLock({ $0.takeTurn(search) }) {
        case .now: return true
        case .never: return false
        case .later(let waiter):
            return await withTaskCancellationHandler {
                await waiter.value()
            } onCancel: {
                state.withLock { $0.slots.leave(search.number) }?.finish(false)
            }
        }
    }

    /// What those who wait hear when the policy is not fetched.
    private func missed(_ search: Search) -> MTASTSAnswer {
        let now = clock.now()
        let (known, isCancelled) = changing { state in
            let isCancelled = Task.isCancelled || state.isShutDown
            if !isCancelled { state.table.noteMissed(search.domain, at: now) }
            return (state.table.answer(for: search.domain, at: now), isCancelled)
        }
        if let known, known.policy != nil { return known.unfinished }
        return .none(isCancelled ? .cancelled : .tooManyFetches)
    }

    /// A random number of at least 0 and less than 1.
    func jitter() -> Double {
        var generator = options.makeRandomNumberGenerator()
        return Double.random(in: 0..<1, using: &generator)
    }
}
