import BounceClassification
import DeliveryAgent
import DeliveryQueue
import Logging
import MXResolver
import MailAddressing
import MailForwarding
import MailForwardingSQLite
import NIOCore
import NIOPosix
import SMTPProtocol
import SMTPTransport

/// A running server: the libraries, composed as the configuration says.
///
/// `start` either runs everything or leaves nothing running; where it fails after it has begun to run something, it has
/// closed the store. `stop` takes no more mail, lets messages that are being recorded get their answer, waits for
/// deliveries under way, and closes the store. All of that is bounded, but for a call of the store that is under way:
/// the files are not given up in the midst of one. It returns by itself, unless the kernel never answers; then nothing
/// but the end of the process helps.
final class ServerRuntime: Sendable {
    let queue: MailQueue
    /// The addresses that are listened on, in the order of the configuration.
    let addresses: [SocketAddress]
    /// What was left from an earlier run.
    let resumed: (messages: Int, ambiguousRecipients: Int, heldRecipients: Int)
    let store: any QueueStore
    private let server: SMTPServer
    private let tls: SMTPServerTLS
    private let files: ServerFiles
    private let pool: SMTPConnectionPool
    private let control: ControlServer?
    private let resolver: CAresResolver
    private let policies: StrictTransportKeeper?
    private let directoryStore: SQLiteDirectoryStore?
    private let maintainer: StoreMaintainer
    private let maintenance: Task<Void, Never>

    private init(
        queue: MailQueue, addresses: [SocketAddress],
        resumed: (messages: Int, ambiguousRecipients: Int, heldRecipients: Int), store: any QueueStore,
        server: SMTPServer, tls: SMTPServerTLS, files: ServerFiles,
        pool: SMTPConnectionPool, control: ControlServer?, resolver: CAresResolver,
        policies: StrictTransportKeeper?, directoryStore: SQLiteDirectoryStore?, maintainer: StoreMaintainer
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
        self.policies = policies
        self.directoryStore = directoryStore
        self.maintainer = maintainer
        maintenance = maintainer.begin()
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
        let (tls, signers) = (try files.serverTLS(), try files.signers())
        let authenticator = try AccountBook.authenticator(of: configuration, decoySecret: try files.loginSecret())
        let routes = RouteComposer(configuration: configuration)
        let (route, table) = (try routes.route(), try routes.table())
        let queueConfiguration = try SchedulerComposer(configuration: configuration).queueConfiguration()
        let classifier = try BounceClassifier.withRules(at: configuration.delivery.bounceRules)
        let pool = SMTPConnectionPool(
            limits: configuration.delivery.pool.limits(for: queueConfiguration.scheduling),
            timeouts: configuration.delivery.timeouts, group: group)
        let resolver = try DNSComposer.resolver(configuration.dns, logger: logger)
        var options = MailExchangeResolver.Options()
        options.privateAddresses = configuration.delivery.privateAddresses == .allow ? .allow : .refuse
        options.ownHostNames = [configuration.hostname]
        options.ownAddresses = configuration.ownAddresses
        var agentConfiguration = OutboundAgentConfiguration(
            hostName: configuration.hostname.text, route: route)
        agentConfiguration.table = table
        agentConfiguration.relays = try routes.relays()
        agentConfiguration.fallsBack = configuration.delivery.mode.fallsBack
        agentConfiguration.unsignable = configuration.signing.unsignable
        agentConfiguration.tellsTimings = true
        agentConfiguration.convertsToSevenBit = configuration.delivery.eightBit == .convert
        let server = SMTPServer(limits: configuration.limits.server, group: group)
        var opened: MailQueue?
        var control: ControlServer?
        var policies: StrictTransportKeeper?
        var directoryStore: SQLiteDirectoryStore?
        do {
            let dns = CachingResolver(before: resolver)
            let composer = ForwarderComposer(configuration: configuration, logger: logger)
            let directory: MailDirectory
            (directory, directoryStore) = try await composer.directory()
            let forwarder = try await composer.forwarder(over: directory, records: dns)
            if routes.hasDirectRoute, configuration.delivery.usesStrictTransport {
                policies = try await StrictTransportKeeper.open(configuration, dns: dns, logger: logger)
            }
            agentConfiguration.security = try routes.security(policies: policies)
            let suppressions = try await SuppressionLearner.openList(in: store, logger: logger)
            let learner = SuppressionLearner(
                list: suppressions, policy: configuration.suppression.policy, logger: logger)
            let tlsReports = try await StateTLSReportStore.openForDaemon(in: store, logger: logger)
            let agent = OutboundAgent(
                configuration: agentConfiguration,
                resolver: MailExchangeResolver(dns: dns, options: options),
                signer: MessageSigner(
                    DomainSigners(configured: signers, directory: directory, logger: logger)), pool: pool,
                classifier: classifier,
                observer: configuration.suppression.learns ? learner : nil,
                attempts: AttemptAlerts(logger: logger), tlsObserver: tlsReports)
            let queue = try await MailQueue.open(
                store: store, deliverer: agent,
                reporter: ForwardingReporter(
                    reporter: BounceReporter(hostName: configuration.hostname), forwarder: forwarder),
                observer: observer, routing: table.rules.isEmpty ? nil : table, configuration: queueConfiguration,
                logger: logger)
            opened = queue
            let listeners = ListenerComposer(
                configuration: configuration, tls: tls, authenticator: authenticator, queue: queue,
                suppressions: suppressions, forwarder: forwarder, memory: server.memory, logger: logger)
            var addresses: [SocketAddress] = []
            var sockets = sockets
            for listener in configuration.listeners {
                let socket = sockets?.take(
                    host: listener.endpoint.address.description, port: listener.endpoint.port)
                let policy = listeners.policy(of: listener)
                let place = try listeners.place(of: listener, on: socket)
                addresses.append(try await server.listen(place) { InboundSession(policy: policy) })
            }
            for unused in sockets?.addresses ?? [] {
                logger.warning("A socket was handed over that no listener has", metadata: ["address": "\(unused)"])
            }
            var service = ControlService(
                queue: queue, store: store, dataPath: configuration.dataPath, isDelivering: true,
                scheduling: queueConfiguration.scheduling, suppressions: suppressions,
                tlsReports: tlsReports, logger: logger,
                reserve: configuration.minimumFreeSpace)
            service.directory = directory
            service.directoryStore = directoryStore
            service.mailHost = configuration.hostname
            control = try await startControl(service, group: group)
            // It goes on asking a store that fails for now.
            let resumed = try await queue.resume()
            return ServerRuntime(
                queue: queue, addresses: addresses, resumed: resumed, store: store,
                server: server, tls: tls, files: files, pool: pool, control: control, resolver: resolver,
                policies: policies, directoryStore: directoryStore,
                maintainer: StoreMaintainer(
                    store: store, limits: HistoryLimits(configuration.history), suppressions: suppressions,
                    tlsReports: tlsReports, directory: directory, logger: logger))
        } catch {
            // Deliveries may have begun: nothing is left running unattended.
            await control?.stop()
            await server.shutdown(deadline: .seconds(1))
            await opened?.drain()
            await pool.shutdown()
            await policies?.close()
            resolver.shutdown()
            directoryStore?.close()
            await (store as? any DurableStore)?.close()
            throw (error as? CommandFailure) ?? .operational("\(error)")
        }
    }

    /// Stops gracefully.
    func stop() async { _ = await stop(keepsListening: false) }

    /// Stops gracefully, and keeps the sockets that are listened on for whoever serves them next: clients wait there.
    func handOver() async -> [ListeningSocket] { await stop(keepsListening: true) }

    private func stop(keepsListening: Bool) async -> [ListeningSocket] {
        maintenance.cancel()
        await control?.stop()
        let sockets = keepsListening ? await server.handOver() : []
        await server.shutdown()
        await queue.drain()
        await pool.shutdown()
        await policies?.close()
        resolver.shutdown()
        // Nobody records anything any more, and the directory may be taken over.
        await maintenance.value
        _ = await maintainer.keepReports()
        _ = await maintainer.keepCounts()
        directoryStore?.close()
        await (store as? any DurableStore)?.close()
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
        _ service: ControlService, group: any EventLoopGroup
    ) async throws(CommandFailure) -> ControlServer? {
        guard Files.exists(service.dataPath) else { return nil }
        let path = try ControlSocketPath.forListening(in: service.dataPath)
        return try await ControlServer.start(
            at: path, notePath: service.dataPath + "/control.path", service: service, group: group)
    }
}

extension HistoryLimits {
    /// How much history is kept by a configuration.
    init(_ history: ServerConfiguration.History) {
        self.init(retention: history.retention, maximumSize: history.maximumSize)
    }
}
