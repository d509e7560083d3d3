import SMTPProtocol

/// Decides which client connection carries which message: events and "now" in, actions out; no clock, no network.
///
/// Who needs a connection asks for a lease under an id of its own, the waiter. Each waiter gets exactly one answer:
/// `use`, `open` or `fail`. With `open` it opens the connection itself, and has it leased as soon as it is open. A
/// lease carries one message.
///
/// Guarantees, whatever the order of events:
/// - Never are more connections open (opening ones included) than `limits` allow. A connection counts until `close` is
///   given for it, or its opening failed.
/// - A connection has one holder at a time, and is used again only after it was released in health.
/// - Waiters of one key are served in the order in which they came; keys that wait for room take turns.
/// - Nobody waits while there is room, except for a host that lets no more in (see `openFailed`).
///
/// Events that do not fit, such as for a connection that has been closed, change nothing. The cost of a step does not
/// depend on how many connections and waiters there are; it grows with the actions that it gives.
///
/// A time is a `Duration` since any fixed start of a monotonic clock; one earlier than the last is taken as the last.
struct ConnectionPoolMachine<Key: Hashable & Sendable>: Sendable {
    /// What is to be done, in this order; complete.
    enum Action: Hashable, Sendable {
        /// The waiter has this open connection.
        case use(connection: UInt64, waiter: UInt64)
        /// The waiter opens a connection under this new id, and says `opened` or `openFailed`.
        case open(connection: UInt64, key: Key, waiter: UInt64)
        /// The connection is closed; the machine knows it no more.
        case close(connection: UInt64)
        /// The waiter gets no connection.
        case fail(waiter: UInt64, reason: ConnectionPoolFailure)
    }

    /// Where a connection stands.
    enum State: Hashable, Sendable {
        /// To `leased` when it is open; gone when that failed.
        case opening
        /// To `idle`, or to the next holder, when it is released; gone if it is not to be used again.
        case leased
        /// To `leased` by the next lease; gone when it was lost, is idle for too long, or its room is needed.
        case idle(since: Duration)
    }

    struct Connection: Sendable {
        let key: Key
        var state = State.opening
        var opened: Duration
        /// The leases so far, the present one included.
        var messages = 1
        /// The most leases that the limits and everybody who had it allow.
        var mostMessages: Int
        /// Whether the other side ended it while it was leased.
        var isLost = false
    }

    /// What is known of a key that has connections or waiters.
    struct Host: Sendable {
        /// Connections in any state.
        var connections = 0
        /// Connections that nobody holds, the one used last at the end.
        var idle = LinkedSet<UInt64>()
        var waiters = LinkedSet<UInt64>()
        /// Whether the host refused a connection while it has others; then those that wait, wait for these.
        var isRefusing = false
    }

    /// Who waits for a connection.
    struct Waiter: Sendable {
        let key: Key
        /// The most messages over its connection.
        let mostMessages: Int
    }

    let limits: SMTPConnectionPoolLimits
    var connections: [UInt64: Connection] = [:]
    var hosts: [Key: Host] = [:]
    /// Connections that nobody holds, the one idle for longest first.
    var idle = LinkedSet<UInt64>()
    var waiters: [UInt64: Waiter] = [:]
    /// Keys with waiters for whom only room over all is lacking, the next one first.
    var turns = LinkedSet<Key>()
    var lastConnection: UInt64 = 0
    var clock = Duration.zero
    /// Whether `closeAll` was called: no more leases.
    private(set) var isClosing = false

    init(limits: SMTPConnectionPoolLimits = SMTPConnectionPoolLimits()) {
        var limits = limits
        limits.maximumConnections = max(1, limits.maximumConnections)
        limits.maximumConnectionsPerHost = max(1, limits.maximumConnectionsPerHost)
        limits.maximumMessagesPerConnection = max(1, limits.maximumMessagesPerConnection)
        limits.maximumWaiters = max(0, limits.maximumWaiters)
        limits.maximumWaitersPerHost = max(0, limits.maximumWaitersPerHost)
        self.limits = limits
    }

    /// When `tick` next has something to do; nil if nothing waits for a time.
    var nextWake: Duration? {
        guard let oldest = idle.first, case .idle(let since) = connections[oldest]?.state else { return nil }
        return since + limits.idleTimeout
    }

    /// Whether somebody who asks for a connection would have one, or may wait for one.
    ///
    /// - Parameter key: the host.
    func hasRoom(for key: Key) -> Bool {
        let host = hosts[key] ?? Host()
        if host.waiters.count < limits.maximumWaitersPerHost, waiters.count < limits.maximumWaiters { return true }
        guard host.waiters.isEmpty else { return false }
        if !host.idle.isEmpty { return true }
        return !host.isRefusing && host.connections < limits.maximumConnectionsPerHost
            && (connections.count < limits.maximumConnections || !idle.isEmpty)
    }

    /// Asks for a connection: the idle one used last, else a new one, else the waiter waits, as long as few enough do.
    ///
    /// - Parameters:
    ///   - key: the host, with whatever makes connections to it interchangeable.
    ///   - waiter: an id; one that is waiting already asks for nothing.
    ///   - mostMessages: the most messages over the connection, this one included, at least one; nil for what the
    ///     limits say, above which nobody gets. A connection keeps to the least that anybody has asked for who had it.
    ///   - now: the time.
    mutating func lease(_ key: Key, for waiter: UInt64, mostMessages: Int? = nil, now: Duration) -> [Action] {
        advance(to: now)
        guard !isClosing else { return [.fail(waiter: waiter, reason: .shuttingDown)] }
        guard waiters[waiter] == nil else { return [] }
        let most = min(limits.maximumMessagesPerConnection, max(1, mostMessages ?? .max))
        var actions: [Action] = []
        while let connection = hosts[key]?.idle.last {
            guard isFresh(connection), mayCarry(connection, most) else {
                close(connection, &actions)
                continue
            }
            use(connection, for: waiter, most, &actions)
            return actions
        }
        hosts[key, default: Host()].waiters.append(waiter)
        waiters[waiter] = Waiter(key: key, mostMessages: most)
        updateTurn(of: key)
        serve(&actions)
        if waiters[waiter] != nil, isCrowded(key) {
            fail(waiter, .tooManyWaiters, &actions)
        }
        return actions
    }

    /// The connection is open; who opened it holds it.
    mutating func opened(_ connection: UInt64, now: Duration) -> [Action] {
        advance(to: now)
        guard let entry = connections[connection], entry.state == .opening else { return [] }
        connections[connection]?.state = .leased
        connections[connection]?.opened = clock
        hosts[entry.key]?.isRefusing = false
        updateTurn(of: entry.key)
        var actions: [Action] = []
        serve(&actions)
        return actions
    }

    /// The connection could not be opened; who was to open it knows, and is given no other answer.
    ///
    /// After a refusal nobody else who waits for the host tries in vain: as long as there are other connections to it,
    /// they wait for those, until one is opened or closed; if there are none, they fail with it too.
    ///
    /// - Parameters:
    ///   - connection: the connection.
    ///   - refusal: why, where the host is to blame; nil if opening was given up, as by cancellation.
    mutating func openFailed(_ connection: UInt64, refusal: SMTPClientFailure?) -> [Action] {
        guard let entry = connections[connection], entry.state == .opening else { return [] }
        var actions: [Action] = []
        forget(connection, isRefusal: refusal != nil)
        if let refusal, hosts[entry.key]?.connections == 0 {
            while let waiter = hosts[entry.key]?.waiters.first { fail(waiter, .openFailed(refusal), &actions) }
        }
        serve(&actions)
        return actions
    }

    /// The holder is done with its message.
    ///
    /// - Parameters:
    ///   - connection: the connection.
    ///   - isHealthy: whether it can carry another message.
    ///   - now: the time.
    mutating func released(_ connection: UInt64, isHealthy: Bool, now: Duration) -> [Action] {
        advance(to: now)
        guard let entry = connections[connection], entry.state == .leased else { return [] }
        var actions: [Action] = []
        let next = hosts[entry.key]?.waiters.first
        let most = next.flatMap { waiters[$0]?.mostMessages } ?? limits.maximumMessagesPerConnection
        if isClosing || !isHealthy || isWorn(entry) || !mayCarry(connection, most) {
            close(connection, &actions)
        } else if let next {
            forget(waiter: next)
            use(connection, for: next, most, &actions)
        } else {
            connections[connection]?.state = .idle(since: clock)
            hosts[entry.key]?.idle.append(connection)
            idle.append(connection)
        }
        serve(&actions)
        return actions
    }

    /// The other side closed the connection, or said something unasked: it is not used again.
    mutating func lost(_ connection: UInt64) -> [Action] {
        var actions: [Action] = []
        guard case .idle = connections[connection]?.state else {
            connections[connection]?.isLost = true
            return []
        }
        close(connection, &actions)
        serve(&actions)
        return actions
    }

    /// The waiter waits no more: it fails, unless it has had its answer.
    mutating func cancel(_ waiter: UInt64) -> [Action] {
        guard waiters[waiter] != nil else { return [] }
        var actions: [Action] = []
        fail(waiter, .cancelled, &actions)
        return actions
    }

    /// Time has passed.
    mutating func tick(now: Duration) -> [Action] {
        advance(to: now)
        var actions: [Action] = []
        while let wake = nextWake, wake <= clock, let connection = idle.first { close(connection, &actions) }
        serve(&actions)
        return actions
    }

    /// Lets all waiters fail and closes idle connections; the others are closed when they are released.
    mutating func closeAll() -> [Action] {
        isClosing = true
        var actions: [Action] = []
        for waiter in waiters.keys.sorted() { fail(waiter, .shuttingDown, &actions) }
        while let connection = idle.first { close(connection, &actions) }
        return actions
    }
}
