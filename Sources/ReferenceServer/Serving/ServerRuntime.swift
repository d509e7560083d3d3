import DeliveryAgent
import DeliveryQueue
import DeliveryQueueSQLite
import Logging
import MXResolver
import MailAddressing
import NIOCore
import NIOPosix
import SMTPProtocol
import SMTPTransport

/// A running server: the libraries, composed as the configuration says.
///
/// `start` either runs everything or leaves nothing running. `stop` takes no more mail, lets messages that are being
/// recorded get their answer, and waits for deliveries under way.
final class ServerRuntime: Sendable {
    let queue: MailQueue
    /// The addresses that are listened on, in the order of the configuration.
    let addresses: [SocketAddress]
    /// What was left from an earlier run.
    let resumed: (messages: Int, ambiguousRecipients: Int)
    let store: any QueueStore
    private let server: SMTPServer
    private let tls: SMTPServerTLS
    private let files: ServerFiles
    private let pool: SMTPConnectionPool
    private let control: ControlServer?
    private let resolver: CAresResolver
    private let purging: Task<Void, Never>

    private init(
        queue: MailQueue, addresses: [SocketAddress], resumed: (messages: Int, ambiguousRecipients: Int),
        store: any QueueStore, server: SMTPServer, tls: SMTPServerTLS, files: ServerFiles, pool: SMTPConnectionPool,
        control: ControlServer?, resolver: CAresResolver, purging: Task<Void, Never>
    ) {
        self.queue = queue
        self.addresses = addresses
        self.resumed = resumed
        self.store = store
        self.server = server
        self.tls = tls
        self.files = files
        self.pool = pool
        self.control = control
        self.resolver = resolver
        self.purging = purging
    }

    /// Starts a server whose files exist.
    ///
    /// - Parameters:
    ///   - configuration: what to run.
    ///   - store: where messages are kept.
    ///   - sockets: what was handed over to listen on; what is used is taken out.
    ///   - observer: who is told of what is recorded.
    ///   - logger: where problems are logged.
    static func start(
        _ configuration: ServerConfiguration, store: any QueueStore, sockets: InheritedSockets? = nil,
        observer: (any MailQueueObserver)?, logger: Logger
    ) async throws(CommandFailure) -> ServerRuntime {
        let group = MultiThreadedEventLoopGroup.singleton
        let files = ServerFiles(configuration: configuration)
        let (tls, signer) = (try files.serverTLS(), try files.signer())
        let authenticator = try AccountBook.authenticator(of: configuration, decoySecret: try files.loginSecret())
        let pool = SMTPConnectionPool(
            limits: configuration.delivery.pool, timeouts: configuration.delivery.timeouts, group: group)
        let route = try RouteComposer(configuration: configuration).route()
        let resolver = try DNSComposer.resolver(configuration.dns, logger: logger)
        var options = MailExchangeResolver.Options()
        options.privateAddresses = configuration.delivery.privateAddresses == .allow ? .allow : .refuse
        options.ownHostNames = [configuration.hostname]
        var agentConfiguration = OutboundAgentConfiguration(
            hostName: configuration.hostname.text, route: route)
        agentConfiguration.convertsToSevenBit = configuration.delivery.eightBit == .convert
        let agent = OutboundAgent(
            configuration: agentConfiguration,
            resolver: MailExchangeResolver(dns: resolver, options: options), signer: signer, pool: pool)
        let server = SMTPServer(limits: configuration.limits.server, group: group)
        do {
            let queue = try await MailQueue.open(
                store: store, deliverer: agent, reporter: BounceReporter(hostName: configuration.hostname),
                observer: observer,
                configuration: MailQueueConfiguration(retry: RetrySchedule(configuration.delivery.retry)),
                logger: logger)
            let composer = ListenerComposer(
                configuration: configuration, tls: tls, authenticator: authenticator, queue: queue,
                memory: server.memory, logger: logger)
            var addresses: [SocketAddress] = []
            var sockets = sockets
            for listener in configuration.listeners {
                let socket = sockets?.take(
                    host: listener.endpoint.address.description, port: listener.endpoint.port)
                let policy = composer.policy(of: listener)
                let place = try composer.place(of: listener, on: socket)
                addresses.append(try await server.listen(place) { InboundSession(policy: policy) })
            }
            for unused in sockets?.addresses ?? [] {
                logger.warning("A socket was handed over that no listener has", metadata: ["address": "\(unused)"])
            }
            let control = try await startControl(configuration, store: store, group: group)
            let resumed = try await queue.resume()
            return ServerRuntime(
                queue: queue, addresses: addresses, resumed: resumed, store: store, server: server, tls: tls,
                files: files,
                pool: pool, control: control, resolver: resolver,
                purging: purge(store, after: configuration.history.retention, logger))
        } catch {
            await server.shutdown(deadline: .seconds(1))
            resolver.shutdown()
            throw (error as? CommandFailure) ?? .operational("\(error)")
        }
    }

    /// Stops gracefully.
    func stop() async { _ = await stop(keepsListening: false) }

    /// Stops gracefully, and keeps the sockets that are listened on for whoever serves them next: clients wait there.
    func handOver() async -> [ListeningSocket] { await stop(keepsListening: true) }

    private func stop(keepsListening: Bool) async -> [ListeningSocket] {
        purging.cancel()
        await control?.stop()
        let sockets = keepsListening ? await server.handOver() : []
        await server.shutdown()
        await queue.drain()
        await pool.shutdown()
        resolver.shutdown()
        return sockets
    }

    /// Reads the certificates and keys again; new connections see them, others go on.
    ///
    /// - Throws: `CommandFailure` with the reason: what was there before stays in use.
    func reloadCertificates() throws(CommandFailure) {
        let (first, others) = try files.identities()
        tls.replace(with: first, others: others)
    }

    private static func startControl(
        _ configuration: ServerConfiguration, store: any QueueStore, group: any EventLoopGroup
    ) async throws(CommandFailure) -> ControlServer? {
        guard Files.exists(configuration.dataPath) else { return nil }
        let path = try ControlSocketPath.forListening(in: configuration.dataPath)
        return try await ControlServer.start(
            at: path, notePath: configuration.dataPath + "/control.path", store: store, group: group)
    }

    /// Forgets finished messages whose time in the history is over, once an hour.
    private static func purge(_ store: any QueueStore, after retention: Duration, _ logger: Logger) -> Task<Void, Never>
    {
        Task {
            let clock = SystemQueueClock()
            while !Task.isCancelled {
                do {
                    try await store.purgeHistory(before: clock.now() + .zero - retention)
                } catch {
                    logger.warning("The history could not be purged", metadata: ["reason": "\(error)"])
                }
                try? await clock.sleep(until: clock.now() + .seconds(3_600))
            }
        }
    }
}

extension WallTime {
    /// The moment so much earlier.
    fileprivate static func - (moment: WallTime, duration: Duration) -> WallTime { moment + (.zero - duration) }
}

extension RetrySchedule {
    /// The schedule of a configuration.
    init(_ retry: ServerConfiguration.Retry) {
        self.init(
            first: retry.first, factor: retry.factor, maximum: retry.maximum, jitter: retry.jitter, expiry: retry.expire
        )
    }
}
