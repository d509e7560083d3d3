internal import MXResolver
public import MailAddressing
internal import MailCryptography

extension MTASTSResolver {
    /// Makes a resolver that knows what a storage has kept, and has it keep what is fetched.
    ///
    /// It does not fail: if the storage cannot be read, `events` is told, and the resolver knows nothing yet.
    ///
    /// - Parameters:
    ///   - storage: who keeps policies over a restart.
    ///   - records: who answers look-ups of TXT records; every look-up ends by itself.
    ///   - fetcher: who fetches policies; every fetch ends by itself.
    ///   - options: how much is kept, how much happens at a time, and how long callers wait.
    ///   - clock: civil time and a way to let it pass; default the system's.
    ///   - events: is told what happens to policies, from any task; it should return soon.
    /// - Returns: the resolver, ready to be asked.
    public static func open(
        _ storage: any PolicyStorage, records: any TextRecordSource, fetcher: any PolicyFetcher,
        options: Options = Options(), clock: Clock = .system,
        events: @escaping @Sendable (MTASTSEvent) -> Void = { _ in }
    ) async -> MTASTSResolver {
        let resolver = MTASTSResolver(
            records, fetcher, storage: storage, options: options, clock: clock, events: events)
        do {
            // The last ones used are the last to go when there are too many.
            let policies = try await storage.load()
            for policy in policies.sorted(by: { ($0.usedAt, $0.fetchedAt) < ($1.usedAt, $1.fetchedAt) }) {
                let jitter = resolver.jitter()
                let now = clock.now()
                resolver.changing { $0.table.insert(policy, jitter: jitter, at: now) }
            }
        } catch {
            events(.storageFailed(.load, PlainText.cleaned("\(error)")))
        }
        return resolver
    }

    /// Waits until the storage has been told everything that was fetched so far.
    public func flush() async {
        let waiter = Waiter<Void>()
        if state.withLock({ $0.writes.addFlush(waiter) }) { await waiter.value() }
    }

    /// Ends all searches, and waits until the storage has been told everything.
    ///
    /// Who waits for a search is answered with what holds, or with `cancelled`. Later calls are answered from what is
    /// known. It may be called repeatedly. The storage is not closed.
    public func shutdown() async {
        let idler = Waiter<Void>()
        // A search that was begun and has no task yet is cancelled when it gets one.
        let (tasks, isBusy) = state.withLock { state in
            state.isShutDown = true
            return (state.searches.values.compactMap(\.task), state.addIdler(idler))
        }
        for task in tasks { task.cancel() }
        if isBusy { await idler.value() }
        await flush()
    }

    /// Tells the storage what is waiting for it, one after the other.
    func write() async {
        while true {
            let (write, done) = state.withLock { $0.writes.next() }
            guard let (domain, write) = write else {
                for waiter in done { waiter.finish(()) }
                return
            }
            await carryOut(write, of: domain)
        }
    }

    private func carryOut(_ write: PendingWrites.Write, of domain: DomainName) async {
        do {
            switch write {
            case .save(let policy): try await storage?.save(policy)
            case .remove: try await storage?.remove(domain)
            }
        } catch {
            let step: MTASTSEvent.StorageStep
            if case .remove = write { step = .remove(domain) } else { step = .save(domain) }
            observe(.storageFailed(step, PlainText.cleaned("\(error)")))
        }
    }
}
