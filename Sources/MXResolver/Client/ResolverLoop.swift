internal import Logging
internal import MailCryptography

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// The thread that drives c-ares, and the queue of what it shall send.
///
/// The thread holds a reference to the loop while it runs and nothing of its owner, so the owner's end stops it.
final class ResolverLoop: Sendable {
    private struct Inbox: Sendable {
        var queries: [PendingQuery] = []
        var isStopped = false
    }

    let configuration: CAresResolver.Configuration
    private let logger: Logger
    private let poller: Poller
    private let inbox = LockedBox(Inbox())
    private let table: LockedBox<ServerTable>
    private let start = SuspendingClock.now

    /// How often the system's servers are read anew while queries are sent.
    private static let rereadTime = Duration.seconds(60)

    /// Makes a loop and starts its thread; whatever c-ares does not accept in the configuration is found here.
    init(configuration: CAresResolver.Configuration, logger: Logger) throws(ResolverSetupError) {
        self.configuration = configuration
        self.logger = logger
        poller = try Poller()
        let servers = configuration.servers.isEmpty ? try SystemServers.read() : configuration.servers
        table = LockedBox(ServerTable(servers))
        for server in servers.prefix(1) {
            _ = try ResolverChannel(
                for: QueryPlan.Attempt(server: server, round: 0, isExtended: true), timeout: configuration.timeout,
                poller: poller, number: 0,
                window: SendWindow(), at: .zero)
        }
        try startThread()
    }

    /// A plan for a query that begins now.
    func plan() -> QueryPlan {
        let now = elapsed
        return table.withLock {
            $0.plan(tries: configuration.tries, trust: configuration.authenticatedAnswers, at: now)
        }
    }

    /// Notes what an attempt brought; gives the order in which servers are best asked in a further round, if there is.
    func note(_ outcome: QueryPlan.Outcome?, of attempt: QueryPlan.Attempt) -> [DNSServerAddress] {
        let now = elapsed
        return table.withLock { table in
            if let outcome { table.note(outcome, of: attempt, at: now) }
            return outcome == .answered ? [] : table.order
        }
    }

    /// Notes what answers show of extended DNS.
    ///
    /// - Parameters:
    ///   - evidence: what the last answer shows.
    ///   - proof: what the plan has found out.
    ///   - server: who answered last.
    func note(_ evidence: ServerTable.Evidence, _ proof: QueryPlan.Proof?, of server: DNSServerAddress) {
        guard evidence == .extended || evidence == .plain || proof != nil else { return }
        let now = elapsed
        table.withLock { table in
            table.note(evidence, of: server, at: now)
            if let proof { table.notePlain(proof.server, isCertain: proof.isCertain, at: now) }
        }
    }

    /// Hands a query to the thread; after `stop` it ends at once.
    func submit(_ query: PendingQuery) {
        let (isAccepted, isFirst) = inbox.withLock { inbox -> (Bool, Bool) in
            guard !inbox.isStopped else { return (false, false) }
            inbox.queries.append(query)
            return (true, inbox.queries.count == 1)
        }
        if !isAccepted { query.finish(.failed(.cancelled)) }
        // Who finds the queue empty wakes the thread; it takes the call before it empties the queue.
        if isFirst { poller.wake() }
    }

    /// Lets the thread end every query and then itself.
    func stop() {
        inbox.withLock { $0.isStopped = true }
        poller.wake()
    }

    private var elapsed: Duration { start.duration(to: SuspendingClock.now) }

    private func startThread() throws(ResolverSetupError) {
        var thread = pthread_t()
        let argument = unsafe Unmanaged.passRetained(self).toOpaque()
        let status = unsafe pthread_create(
            &thread, nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                let loop = unsafe Unmanaged<ResolverLoop>.fromOpaque(argument).takeRetainedValue()
                loop.run()
                return nil
            }, argument)
        guard status == 0 else {
            unsafe Unmanaged<ResolverLoop>.fromOpaque(argument).release()
            throw .system(code: status)
        }
        pthread_detach(thread)
    }

    /// What the thread does.
    private func run() {
        // c-ares writes to TCP connections without asking that a closed one be an error and not a signal.
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, SIGPIPE)
        unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
        var driver = ResolverDriver(timeout: configuration.timeout, poller: poller, logger: logger)
        var readAt = elapsed
        while true {
            let work = inbox.withLock { inbox -> Inbox in
                defer { inbox.queries = [] }
                return inbox
            }
            guard !work.isStopped else {
                for query in work.queries { query.finish(.failed(.cancelled)) }
                driver.cancelAll()
                return
            }
            if configuration.servers.isEmpty, elapsed - readAt > Self.rereadTime {
                readAt = elapsed
                rereadServers()
            }
            driver.take(work.queries)
            driver.sendAndProcess()
        }
    }

    /// Follows the system to other servers; with none to be read the old ones stay.
    private func rereadServers() {
        guard SystemServers.areNamed, let servers = try? SystemServers.read(), !servers.isEmpty else { return }
        table.withLock { $0.replace(with: servers) }
    }
}
