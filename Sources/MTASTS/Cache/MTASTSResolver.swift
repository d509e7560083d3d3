internal import MXResolver
public import MailAddressing
internal import MailCryptography

/// Finds the MTA-STS policies of domains, and remembers them (RFC 8461).
///
/// What is known is answered at once; what is due to be asked again is asked meanwhile. Only when nothing is known
/// about a domain does a caller wait, for the DNS and perhaps for a fetch, and no longer than `Options.patience`.
/// Callers with the same domain wait for the same search.
///
/// Guarantees: those of ``PolicyTable``, and: every call returns exactly once. A caller that is cancelled stops
/// waiting, and the search goes on for the others and for the next; only a search that nobody waits for any more and
/// whose turn to fetch has not come is given up. A storage that fails never fails a call.
///
/// `run` renews policies before they expire. Without it they are renewed when somebody asks for them, so that a domain
/// that is not written to for the time of its `max_age` is forgotten.
///
/// Known limits: the first mail to a domain has no protection if somebody keeps its policy from us, as nobody knows
/// then that there should be one (section 10.2). Somebody who makes us write to very many domains with slow web
/// servers, and is patient, can take up all fetches, so that first contacts with others wait out their patience and
/// find no policy; what is known holds, and is renewed. One lock guards the table.
///
/// Ask for the domain of a recipient whose mail goes to that domain's own hosts. When all mail goes through a smarthost
/// the recipients' policies do not apply: the policy to ask for, if any, is that of the smarthost's domain
/// (section 3.4).
public final class MTASTSResolver: Sendable {
    /// How much is kept, how much happens at a time, and how long callers wait.
    public let options: Options
    let records: any TextRecordSource
    let fetcher: any PolicyFetcher
    let storage: (any PolicyStorage)?
    let clock: Clock
    let observe: @Sendable (MTASTSEvent) -> Void
    let state: LockedBox<State>

    /// Makes a resolver that knows nothing and forgets everything when it ends.
    ///
    /// - Parameters:
    ///   - records: who answers look-ups of TXT records; every look-up ends by itself.
    ///   - fetcher: who fetches policies; every fetch ends by itself.
    ///   - options: how much is kept, how much happens at a time, and how long callers wait.
    ///   - clock: civil time and a way to let it pass; default the system's.
    ///   - events: is told what happens to policies, from any task; it should return soon.
    public convenience init(
        records: any TextRecordSource, fetcher: any PolicyFetcher, options: Options = Options(),
        clock: Clock = .system, events: @escaping @Sendable (MTASTSEvent) -> Void = { _ in }
    ) {
        self.init(records, fetcher, storage: nil, options: options, clock: clock, events: events)
    }

    init(
        _ records: any TextRecordSource, _ fetcher: any PolicyFetcher, storage: (any PolicyStorage)?, options: Options,
        clock: Clock, events: @escaping @Sendable (MTASTSEvent) -> Void
    ) {
        self.options = options
        self.records = records
        self.fetcher = fetcher
        self.storage = storage
        self.clock = clock
        observe = events
        let slots = FetchSlots(
            limit: options.fetches - options.renewals, lineLimit: options.waitingFetches,
            slowLimit: options.slowFetches)
        state = LockedBox(State(table: PolicyTable(limits: options.limits), slots: slots))
    }

    /// How much is kept and under way.
    public var statistics: Statistics {
        state.withLock { state in
            Statistics(
                domains: state.table.count, bytes: state.table.bytes, underWay: state.searches.count,
                callers: state.callers, fetches: state.slots.count, waitingFetches: state.slots.waiting,
                unsaved: state.writes.count)
        }
    }

    /// The policies that are kept, in the order of their domains; some of them may have expired.
    public var policies: [StoredPolicy] {
        state.withLock { $0.table.policies }.sorted { $0.domain < $1.domain }
    }

    /// Finds the policy of a domain.
    ///
    /// - Parameter domain: the domain of a recipient, in A-labels. What is published for a domain above it does not
    ///   count (RFC 8461, section 3.4).
    /// - Returns: the policy that holds, or why there is none.
    public func policy(for domain: DomainName) async -> MTASTSAnswer {
        await answer(for: domain) { $0.ask(domain, at: $1) }
    }

    /// Finds the policy of a host that mail is addressed to; an address literal has none.
    ///
    /// - Parameter host: what stands after the `@` of a recipient.
    /// - Returns: the policy that holds, or why there is none.
    public func policy(for host: MailHost) async -> MTASTSAnswer {
        guard let domain = host.domain else { return .none(.addressLiteral) }
        return await policy(for: domain)
    }

    /// Finds the policy of a domain, and looks whether there is a newer one than is known.
    ///
    /// To be asked before mail is given up because of a policy (RFC 8461, section 5.1, step 3). The caller waits for
    /// the DNS, which is asked at most once in `PolicyTable.Limits.lookupRetry`, and for the fetch if there is another
    /// id. Only if the answer has no ``MTASTSAnswer/trouble`` has it been checked that there is no newer policy; else
    /// the mail must not be given up yet, and is to be tried again later.
    ///
    /// - Parameter domain: the domain of a recipient, in A-labels.
    /// - Returns: the policy that holds, and why that could not be checked; or why there is none.
    public func recheckedPolicy(for domain: DomainName) async -> MTASTSAnswer {
        await answer(for: domain) { $0.askAgain(domain, at: $1) }
    }

    private func answer(
        for domain: DomainName, _ ask: @Sendable (inout State, Int64) -> Call
    ) async -> MTASTSAnswer {
        guard MTASTSDiscovery.name(for: domain) != nil else { return .none(.notPublished(.nameTooLong)) }
        let now = clock.now()
        let call = changing { ask(&$0, now) }
        if let search = call.search { start(search) }
        guard let waiter = call.waiter else { return call.answer ?? .none(.notYetKnown(.lookup)) }
        let timer = Task { [self] in
            await clock.sleep(options.patience)
            guard !Task.isCancelled else { return }
            giveUp(waiter, domain, isCancelled: false)
        }
        defer { timer.cancel() }
        return await withTaskCancellationHandler {
            await waiter.value()
        } onCancel: {
            giveUp(waiter, domain, isCancelled: true)
        }
    }

    /// Ends a caller's waiting; what holds is answered nevertheless.
    private func giveUp(_ waiter: Waiter<MTASTSAnswer>, _ domain: DomainName, isCancelled: Bool) {
        let now = clock.now()
        let (known, stage, turn) = state.withLock { state in
            let stage = state.stage(of: domain)
            let turn = state.leave(domain, waiter)
            return (state.table.answer(for: domain, at: now), stage, turn)
        }
        turn?.finish(false)
        if let known, known.policy != nil {
            waiter.finish(known.unfinished)
        } else {
            waiter.finish(.none(isCancelled ? .cancelled : .notYetKnown(stage)))
        }
    }
}
