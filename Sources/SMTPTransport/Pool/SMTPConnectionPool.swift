internal import NIOConcurrencyHelpers
public import NIOCore
internal import NIOPosix
public import SMTPProtocol

/// Keeps connections open for the next message to the same host: its greeting, TLS and login are paid for once.
///
/// A connection is used again only for the very same host, port, TLS settings, login and source, so that no message
/// ever goes over a connection that it would not have made itself.
///
/// Guarantees: never more connections than the limits say, over all and for each host; each connection carries one
/// message at a time, and a limited number of them; a kept connection that turns out to be dead costs the message no
/// attempt, as it goes over another one: at once, or after `SMTPClientTimeouts.keptConnection` where it is dead without
/// a sign.
public final class SMTPConnectionPool: Sendable {
    /// A host to connect to, and everything that makes a connection to it the one that is wanted.
    ///
    /// Messages share connections where their destinations are equal. TLS settings are equal to their own copies only;
    /// see `SMTPClientTLS`.
    public struct Destination: Hashable, Sendable {
        /// Where to connect to.
        public var address: SocketAddress
        /// The name for SNI and for the certificate's check, or nil where only the address is known.
        public var serverName: String?
        /// Our name in EHLO.
        public var helloName: String
        /// How TLS is used.
        public var security: SMTPClient.Security
        /// Who to log in as, if anyone.
        public var credentials: SMTPCredentials?
        /// Which protocol is spoken, and with which of the extensions.
        public var behaviour: SMTPClient.Behaviour
        /// The address to connect from, or nil for the system's choice.
        public var localAddress: SocketAddress?
        /// Another address of the same host, of the other family, that is tried beside `address`; see
        /// `SMTPClient.connect`.
        public var alternative: SocketAddress?

        /// Makes a destination.
        ///
        /// - Parameters:
        ///   - address: where to connect to.
        ///   - serverName: the name for SNI and for the certificate's check.
        ///   - helloName: our name in EHLO.
        ///   - security: how TLS is used.
        ///   - credentials: who to log in as, if anyone.
        ///   - behaviour: which protocol is spoken, and with which of the extensions.
        ///   - localAddress: the address to connect from, or nil for the system's choice.
        ///   - alternative: another address of the same host, of the other family; it is not tried where there is a
        ///     `localAddress`.
        public init(
            address: SocketAddress, serverName: String?, helloName: String, security: SMTPClient.Security,
            credentials: SMTPCredentials? = nil, behaviour: SMTPClient.Behaviour = SMTPClient.Behaviour(),
            localAddress: SocketAddress? = nil, alternative: SocketAddress? = nil
        ) {
            self.address = address
            self.serverName = serverName
            self.helloName = helloName
            self.security = security
            self.credentials = credentials
            self.behaviour = behaviour
            self.localAddress = localAddress
            self.alternative = alternative
        }
    }

    /// A connection that somebody holds for one message.
    public struct Lease: Sendable {
        /// The connection.
        public let client: SMTPClient
        /// Whether it carried a message before.
        public let isReused: Bool
        let number: UInt64
    }

    struct State {
        var machine: ConnectionPoolMachine<Destination>
        var clients: [UInt64: SMTPClient] = [:]
        var waiting: [UInt64: CheckedContinuation<Answer, Never>] = [:]
        var lastWaiter: UInt64 = 0
        /// Connections that are being left.
        var quits: [UInt64: Task<Void, Never>] = [:]
        var wake: (at: Duration, task: Scheduled<Void>)?
    }

    /// What a waiter hears.
    enum Answer: Sendable {
        case use(UInt64, SMTPClient)
        case open(UInt64)
        case fail(SMTPClientFailure)
    }

    private let state: NIOLockedValueBox<State>
    private let group: any EventLoopGroup
    private let timer: any EventLoop
    /// How long to wait at each stage.
    public let timeouts: SMTPClientTimeouts

    /// Makes a pool without connections.
    ///
    /// - Parameters:
    ///   - limits: how many connections there may be, and for how long.
    ///   - timeouts: how long to wait at each stage.
    ///   - group: the event loops to run on; those that the process shares by default.
    public init(
        limits: SMTPConnectionPoolLimits = SMTPConnectionPoolLimits(),
        timeouts: SMTPClientTimeouts = SMTPClientTimeouts(), group: (any EventLoopGroup)? = nil
    ) {
        state = NIOLockedValueBox(State(machine: ConnectionPoolMachine(limits: limits)))
        self.group = group ?? MultiThreadedEventLoopGroup.singleton
        timer = self.group.next()
        self.timeouts = timeouts
    }

    /// How many connections are open, idle ones among them.
    public var connectionCount: Int { state.withLockedValue { $0.clients.count } }
    /// How many wait for a connection.
    var waiterCount: Int { state.withLockedValue { $0.waiting.count } }

    /// Whether a lease would be given a connection, or may wait for one; as far as that holds the next moment.
    ///
    /// - Parameter destination: where to.
    public func hasRoom(for destination: Destination) -> Bool {
        state.withLockedValue { $0.machine.hasRoom(for: destination) }
    }

    /// Has a connection for one message: a kept one, or a new one, as soon as there may be one more.
    ///
    /// - Parameters:
    ///   - destination: where to.
    ///   - mostMessages: the most messages that the host is to get over the connection, this one included, where that
    ///     is fewer than `SMTPConnectionPoolLimits.maximumMessagesPerConnection`; at least one. It is no part of what
    ///     makes a connection the one that is wanted: whoever shares a connection keeps to the least that anybody has
    ///     said.
    /// - Returns: the connection, to be given back by `release` whatever happens.
    /// - Throws: `SMTPClientFailure` as `SMTPClient.connect` does, also where somebody else heard it whose connection
    ///   this one has waited for; and at stage `connect` where the pool is full or closed, or the task was cancelled,
    ///   for which `SMTPClientFailure.isOurs` is true.
    public func lease(
        _ destination: Destination, mostMessages: Int? = nil
    ) async throws(SMTPClientFailure) -> Lease {
        switch await ask(destination, mostMessages) {
        case .use(let number, let client): return Lease(client: client, isReused: true, number: number)
        case .open(let number): return try await open(number, destination)
        case .fail(let failure): throw failure
        }
    }

    /// Gives a connection back.
    ///
    /// - Parameters:
    ///   - lease: the connection.
    ///   - isHealthy: whether another message may go over it; a connection that is not open is never kept.
    public func release(_ lease: Lease, isHealthy: Bool = true) async {
        let isUsable = isHealthy ? await lease.client.isUsable : false
        step { state, now in state.machine.released(lease.number, isHealthy: isUsable, now: now) }
    }

    /// Says QUIT on idle connections and lets nobody in any more; connections in use are closed when they come back.
    ///
    /// Returns when the connections that nobody uses are closed: after five seconds at most, whatever the servers do,
    /// as all are left at the same time.
    public func shutdown() async {
        step { state, _ in state.machine.closeAll() }
        let quits = state.withLockedValue { state in
            state.wake?.task.cancel()
            state.wake = nil
            return Array(state.quits.values)
        }
        for quit in quits { await quit.value }
    }

    private func ask(_ destination: Destination, _ mostMessages: Int?) async -> Answer {
        let waiter: UInt64 = state.withLockedValue { state in
            state.lastWaiter += 1
            return state.lastWaiter
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if Task.isCancelled {
                    return continuation.resume(returning: .fail(ConnectionPoolFailure.cancelled.failure))
                }
                step { state, now in
                    state.waiting[waiter] = continuation
                    return state.machine.lease(destination, for: waiter, mostMessages: mostMessages, now: now)
                }
                // Cancelled in between, nobody else would say so.
                if Task.isCancelled { step { state, _ in state.machine.cancel(waiter) } }
            }
        } onCancel: {
            step { state, _ in state.machine.cancel(waiter) }
        }
    }

    private func open(_ number: UInt64, _ destination: Destination) async throws(SMTPClientFailure) -> Lease {
        let client: SMTPClient
        do throws(SMTPClientFailure) {
            client = try await SMTPClient.connect(
                to: destination.address, alternative: destination.alternative, serverName: destination.serverName,
                helloName: destination.helloName, security: destination.security, credentials: destination.credentials,
                behaviour: destination.behaviour, localAddress: destination.localAddress, timeouts: timeouts,
                group: group)
        } catch {
            // Given up here, it says nothing about the host.
            let refusal = Task.isCancelled ? nil : error
            step { state, _ in state.machine.openFailed(number, refusal: refusal) }
            throw error
        }
        client.onEnd { [weak self] in self?.ended(number) }
        step { state, now in
            state.clients[number] = client
            return state.machine.opened(number, now: now)
        }
        return Lease(client: client, isReused: false, number: number)
    }

    /// A connection is gone, whoever holds it.
    private func ended(_ number: UInt64) {
        step { state, _ in
            state.clients[number] = nil
            return state.machine.lost(number)
        }
    }

    /// Takes an event and carries out what follows of it.
    private func step(_ event: (inout State, Duration) -> [ConnectionPoolMachine<Destination>.Action]) {
        let now = Duration.nanoseconds(Int64(clamping: NIODeadline.now().uptimeNanoseconds))
        var answers: [(CheckedContinuation<Answer, Never>, Answer)] = []
        state.withLockedValue { state in
            for action in event(&state, now) {
                switch action {
                case .use(let connection, let waiter):
                    guard let continuation = state.waiting.removeValue(forKey: waiter) else { continue }
                    guard let client = state.clients[connection] else {
                        let gone = SMTPClientFailure(.connection("the connection was closed"), at: .connect)
                        answers.append((continuation, .fail(gone)))
                        continue
                    }
                    answers.append((continuation, .use(connection, client)))
                case .open(let connection, _, let waiter):
                    guard let continuation = state.waiting.removeValue(forKey: waiter) else { continue }
                    answers.append((continuation, .open(connection)))
                case .close(let connection):
                    guard let client = state.clients.removeValue(forKey: connection) else { continue }
                    state.quits[connection] = Task { [weak self] in
                        await client.quit()
                        self?.state.withLockedValue { $0.quits[connection] = nil }
                    }
                case .fail(let waiter, let reason):
                    guard let continuation = state.waiting.removeValue(forKey: waiter) else { continue }
                    answers.append((continuation, .fail(reason.failure)))
                }
            }
            scheduleWake(&state, now)
        }
        for (continuation, answer) in answers { continuation.resume(returning: answer) }
    }

    private func scheduleWake(_ state: inout State, _ now: Duration) {
        let next = state.machine.nextWake
        if let wake = state.wake, let next, wake.at <= next, wake.at > now { return }
        state.wake?.task.cancel()
        state.wake = nil
        guard let next else { return }
        let task = timer.scheduleTask(in: TimeAmount(max(next - now, .milliseconds(1)))) { [weak self] () -> Void in
            self?.step { state, now in
                state.wake = nil
                return state.machine.tick(now: now)
            }
        }
        state.wake = (next, task)
    }
}

extension SMTPConnectionPool {
    /// Sends one message over a kept connection or a new one.
    ///
    /// A kept connection that the server has closed meanwhile, or on which it says nothing more, is not held against
    /// it: the message goes over another one, as long as nothing of it was taken.
    ///
    /// - Parameters:
    ///   - transaction: the envelope.
    ///   - content: the message's octets; lines end with CRLF.
    ///   - destination: where to.
    ///   - mayFinish: asked before the final dot goes out; see `SMTPClient.send`.
    /// - Returns: an outcome for each recipient, in their order.
    /// - Throws: `SMTPClientFailure` where no connection could be had.
    public func send(
        _ transaction: SMTPTransaction, content: ByteBuffer, to destination: Destination,
        mayFinish: @escaping @Sendable () async -> Bool = { true }
    ) async throws(SMTPClientFailure) -> [SMTPRecipientOutcome] {
        while true {
            let lease = try await lease(destination)
            let outcomes = await lease.client.send(transaction, content: content, mayFinish: mayFinish)
            await release(lease, isHealthy: !outcomes.contains(where: \.isLost))
            guard lease.isReused, outcomes.isLostBeforeTheEnvelope, !Task.isCancelled else { return outcomes }
        }
    }
}

extension SMTPRecipientOutcome {
    fileprivate var isLost: Bool { if case .lost = self { true } else { false } }
}

extension [SMTPRecipientOutcome] {
    /// Whether the connection was gone before the server said a word to the envelope.
    public var isLostBeforeTheEnvelope: Bool {
        !isEmpty
            && allSatisfy { outcome in
                guard case .lost(let failure) = outcome, failure.stage == .mail || failure.stage == .hello else {
                    return false
                }
                switch failure.reason {
                case .connection: return true
                // 421 in place of an answer: the server has closed the idle connection (RFC 5321, section 3.8).
                case .refused(let reply): return reply.code == 421
                default: return false
                }
            }
    }
}

extension ConnectionPoolFailure {
    /// What the waiter is told.
    fileprivate var failure: SMTPClientFailure {
        switch self {
        case .tooManyWaiters: OwnTrouble.tooManyWaiters.failure(at: .connect)
        case .shuttingDown: OwnTrouble.shuttingDown.failure(at: .connect)
        case .openFailed(let failure): failure.ofSomebodyElse
        case .cancelled: OwnTrouble.cancelled.failure(at: .connect)
        }
    }
}

extension SMTPClientFailure {
    /// The failure as those hear it who have waited for the connection.
    fileprivate var ofSomebodyElse: SMTPClientFailure {
        var failure = self
        failure.isShared = true
        return failure
    }
}
