import DKIM
public import DeliveryQueue
public import Logging
public import MXResolver
public import MailAddressing
public import NIOCore
import SMTPProtocol
import SMTPTransport
public import ServiceLifecycle

/// A durable outbox: submit returns when the message is recorded; delivery, retries and bounces happen by themselves.
///
/// It composes the queue, the agent and the reporter for applications that send mail of their own. It is a service of
/// swift-service-lifecycle: in a `ServiceGroup` it delivers until the group shuts down, and needs no other care.
public struct DeliveryService: Service {
    /// The queue, for those who want to look into it.
    public let queue: MailQueue
    /// Where messages are kept, and their ledgers read.
    let store: any QueueStore
    /// Who waits to hear what becomes of a message.
    let listeners: DeliveryListeners
    /// Civil time and waiting.
    let clock: any QueueClock
    private let pool: SMTPConnectionPool
    private let history: HistoryLimits
    private let logger: Logger

    /// Composes a service.
    ///
    /// - Parameters:
    ///   - hostName: our host name, in EHLO and in reports.
    ///   - store: where messages are kept.
    ///   - signer: signs what goes out.
    ///   - resolver: finds mail hosts.
    ///   - route: the way out; by default the recipients' mail hosts at port 25, over TLS where they offer it.
    ///   - table: which mail goes another way.
    ///   - relays: those that take what a source in its warm-up may not send itself; without one that waits.
    ///   - fallsBack: whether they also take what destinations refuse from us or do not answer, for reasons that another
    ///     way can cure; they do where the configuration has the queue choose between the ways.
    ///   - security: what deliveries to mail hosts go by beyond TLS where it is offered; by default DANE.
    ///   - configuration: retries and limits, and the sources to send from.
    ///   - group: the event loops to run on; those that the process shares by default.
    ///   - observer: who is told of what is recorded.
    ///   - metrics: counts what is recorded, for a metrics system.
    ///   - attempts: who is told of attempts, such as `AttemptMetrics`.
    ///   - clock: civil time, by which deliveries are retried and given up.
    ///   - logger: where problems are logged.
    ///   - history: how long finished messages are kept, for those whose store has a history.
    /// - Throws: `DeliveryServiceError` when a relay is asked for and none is named, `QueueStoreError` when the store cannot
    ///   be read, `SMTPTransportError` when TLS cannot be set up.
    public init(
        hostName: DomainName, store: any QueueStore, signer: MessageSigner, resolver: MailExchangeResolver,
        route: DeliveryRoute? = nil, table: RouteTable = RouteTable(), relays: [RelayHost] = [],
        fallsBack: Bool = false,
        security: TransportSecuritySettings? = TransportSecuritySettings(),
        configuration: MailQueueConfiguration = .init(),
        group: (any EventLoopGroup)? = nil, observer: (any MailQueueObserver)? = nil,
        attempts: (any AttemptObserver)? = nil,
        metrics: DeliveryMetrics? = nil, clock: any QueueClock = SystemQueueClock(),
        logger: Logger = Logger(label: "waxwing.delivery"), history: HistoryLimits = HistoryLimits()
    ) async throws {
        // Where the way is chosen, what one of them cannot deliver takes the other.
        let fallsBack = fallsBack || configuration.scheduling.wayChoice != nil
        if relays.isEmpty, fallsBack { throw DeliveryServiceError.noRelay }
        if case .relay(let hosts) = route, hosts.isEmpty { throw DeliveryServiceError.noRelay }
        let way = if let route { route } else { DeliveryRoute.direct(port: 25, tls: try SMTPClientTLS.opportunistic()) }
        var configuration = configuration
        configuration.scheduling.hasOverflowRelay = !relays.isEmpty
        configuration.scheduling.relayRules = table.relayRules
        configuration.scheduling.hasFallbackRelay = fallsBack
        pool = SMTPConnectionPool(limits: SMTPConnectionPoolLimits(for: configuration.scheduling), group: group)
        var agentConfiguration = OutboundAgentConfiguration(
            hostName: hostName.text, route: way, relays: relays)
        agentConfiguration.table = table
        agentConfiguration.fallsBack = fallsBack
        agentConfiguration.security = security
        let agent = OutboundAgent(
            configuration: agentConfiguration, resolver: resolver, signer: signer, clock: clock, pool: pool,
            attempts: attempts)
        let observers: [(any MailQueueObserver)?] = [metrics, observer]
        listeners = DeliveryListeners(after: observers.compactMap { $0 })
        self.store = store
        self.history = history
        self.logger = logger
        self.clock = clock
        queue = try await MailQueue.open(
            store: store, deliverer: agent, reporter: BounceReporter(hostName: hostName), observer: listeners,
            routing: table.rules.isEmpty ? nil : table, configuration: configuration, clock: clock, logger: logger)
    }

    /// Delivers until the task is cancelled or its group shuts down gracefully, then waits for attempts under way.
    ///
    /// The wait is bounded as that of `MailQueue.drain` is: five seconds for what can still be given up, and a minute for
    /// the reply to a final dot; it is not cut short by a cancellation. A store that fails for now is asked again until
    /// it answers. However it ends, no delivery is under way afterwards, connections are closed, and nobody waits for
    /// `events(of:)` any more; the store is its owner's to close. A call of the store that is under way is waited for,
    /// however long it takes, so that its owner can close it then. It is called once.
    ///
    /// - Throws: `QueueStoreError` when the store cannot be read and that will not pass by itself.
    public func run() async throws(QueueStoreError) {
        let failure = await cancelWhenGracefulShutdown { await deliver() }
        await queue.drain()
        await pool.shutdown()
        listeners.end()
        if let failure { throw failure }
    }

    /// Begins deliveries, and waits until the task is cancelled.
    ///
    /// - Returns: why it cannot begin, or nil when it was cancelled.
    private func deliver() async -> QueueStoreError? {
        do throws(QueueStoreError) {
            try await queue.resume()
        } catch {
            return error
        }
        await maintain()
        return nil
    }

    /// Has the store do what it has to do now and then, until the task is cancelled: what is finished moves to the
    /// history, and what is over is forgotten.
    private func maintain() async {
        var lastProblem: String?
        while !Task.isCancelled {
            do throws(QueueStoreError) {
                _ = try await store.maintain(history, at: clock.now())
                lastProblem = nil
            } catch {
                if error.reason != lastProblem {
                    logger.warning("The store could not be maintained", metadata: ["reason": "\(error)"])
                }
                lastProblem = error.reason
            }
            try? await clock.sleep(until: clock.now() + Self.maintenanceInterval)
        }
    }

    /// How long the store rests in between: short, so that what is finished leaves its files while they are small.
    private static let maintenanceInterval = Duration.seconds(10)

    /// Takes responsibility for a message.
    ///
    /// - Parameters:
    ///   - message: the message's octets; lines end with CRLF.
    ///   - sender: who is told of failures.
    ///   - recipients: at least one.
    ///   - key: the application's own name for the message, if it may hand it in twice: it is then accepted once.
    /// - Returns: the queue's name for it, when it is recorded.
    /// - Throws: `QueueStoreError`; then nothing was kept. It is `misuse` for a message with a bare CR, a bare LF or a
    ///   NUL, which no server may be sent.
    public func submit(
        _ message: [UInt8], from sender: Mailbox, to recipients: [Mailbox], key: InjectionKey? = nil
    ) async throws(QueueStoreError) -> MessageID {
        var encoder = MessageDataEncoder()
        var offset = 0
        while encoder.next(message.span, from: &offset) != nil {}
        guard encoder.terminator != nil, !recipients.isEmpty else {
            throw QueueStoreError(.misuse, "A message needs a recipient, and lines that end with CRLF alone")
        }
        return try await queue.submit(
            MessageSubmission(
                reversePath: .mailbox(sender), recipients: recipients, content: message, origin: "this application",
                injectionKey: key))
    }
}

/// Why a service cannot be composed; complete.
public enum DeliveryServiceError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A relay is to take mail, and none is named.
    case noRelay

    /// The reason, for people.
    public var description: String { "a relay is to take mail, and none is named" }
}
