import DeliveryAgent
import DeliveryQueue
import Logging
import MXResolver
import MailAddressing
import MailForwarding
import MailForwardingSQLite
import NIOConcurrencyHelpers
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
    /// What goes by the configuration, and is replaced when that is read again.
    struct Current: Sendable {
        /// What the server runs by.
        var configuration: ServerConfiguration
        /// What judges logins; nil where nobody logs in.
        var logins: Logins?
        /// The listeners that are open, in the order in which they were opened.
        var listening: [(listener: ServerConfiguration.Listener, address: SocketAddress)]
        /// Who judges strangers and their mail.
        var filters: InboundFilters
    }

    let queue: MailQueue
    /// What was left from an earlier run.
    let resumed: (messages: Int, ambiguousRecipients: Int, heldRecipients: Int)
    let parts: LastingParts
    let tls: SMTPServerTLS
    let outgoing: OutgoingSwitch
    let current: NIOLockedValueBox<Current>
    private let control: ControlServer?
    private let monitoring: MonitoringServer?
    private let maintainer: StoreMaintainer
    private let maintenance: Task<Void, Never>

    /// The addresses that are listened on, in the order of the configuration.
    var addresses: [SocketAddress] { current.withLockedValue { $0.listening.map(\.address) } }
    /// Where messages are kept.
    var store: any QueueStore { parts.store }

    private init(
        queue: MailQueue, resumed: (messages: Int, ambiguousRecipients: Int, heldRecipients: Int),
        parts: LastingParts, tls: SMTPServerTLS, outgoing: OutgoingSwitch, current: NIOLockedValueBox<Current>,
        control: ControlServer?, monitoring: MonitoringServer?,
        maintainer: StoreMaintainer
    ) {
        self.queue = queue
        self.resumed = resumed
        self.parts = parts
        self.tls = tls
        self.outgoing = outgoing
        self.current = current
        self.control = control
        self.monitoring = monitoring
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
        let tls = try files.serverTLS()
        let table = try RouteComposer(configuration: configuration).table()
        let queueConfiguration = try SchedulerComposer(configuration: configuration).queueConfiguration()
        let parts = try await LastingParts.open(
            configuration, store: store, scheduling: queueConfiguration.scheduling, group: group, logger: logger)
        var opened: MailQueue?
        var control: ControlServer?
        var monitoring: MonitoringServer?
        do {
            let outgoing = OutgoingSwitch(try await OutgoingParts.made(of: configuration, over: parts))
            let logins = try AccountBook.logins(
                of: configuration, directory: parts.directory, decoySecret: try files.loginSecret(), after: nil)?.logins
            let queue = try await MailQueue.open(
                store: store, deliverer: outgoing, reporter: outgoing,
                observer: MailQueueObservers([parts.desk, parts.rest, parts.metrics.deliveries, observer]),
                routing: table.rules.isEmpty ? nil : table, configuration: queueConfiguration, logger: logger)
            opened = queue
            let filters = try InboundFilters.made(of: configuration, over: parts)
            let (identity, others) = try files.identities()
            parts.metrics.certificates.replace(with: identity, others: others)
            let listeners = ListenerComposer(
                configuration: configuration, tls: tls, authenticator: logins?.authenticator, queue: queue,
                forwarder: outgoing.parts.forwarder, filters: filters, parts: parts)
            var listening: [(ServerConfiguration.Listener, SocketAddress)] = []
            var sockets = sockets
            for listener in configuration.listeners {
                let socket = sockets?.take(
                    host: listener.endpoint.address.description, port: listener.endpoint.port)
                listening.append((listener, try await listeners.listen(listener, on: socket)))
            }
            for unused in sockets?.addresses ?? [] {
                logger.warning("A socket was handed over that no listener has", metadata: ["address": "\(unused)"])
            }
            var service = ControlService(
                queue: queue, store: store, dataPath: configuration.dataPath, isDelivering: true,
                scheduling: queueConfiguration.scheduling, suppressions: parts.suppressions,
                tlsReports: parts.tlsReports, logger: logger,
                reserve: configuration.minimumFreeSpace)
            service.directory = parts.directory
            service.directoryStore = parts.directoryStore
            service.mailHost = configuration.hostname
            service.rewriteDomain = configuration.forwarding.rewriteDomain
            control = try await startControl(service, group: group)
            let current = NIOLockedValueBox(
                Current(configuration: configuration, logins: logins, listening: listening, filters: filters))
            monitoring = try await startMonitoring(configuration, queue: queue, parts: parts, current: current)
            // It goes on asking a store that fails for now.
            let resumed = try await queue.resume()
            return ServerRuntime(
                queue: queue, resumed: resumed, parts: parts, tls: tls, outgoing: outgoing,
                current: current, control: control, monitoring: monitoring,
                maintainer: StoreMaintainer(
                    store: store, limits: HistoryLimits(configuration.history), suppressions: parts.suppressions,
                    tlsReports: parts.tlsReports, directory: parts.directory, rest: parts.rest, logger: logger))
        } catch {
            // Deliveries may have begun: nothing is left running unattended.
            await control?.stop()
            await monitoring?.stop()
            await parts.server.shutdown(deadline: .seconds(1))
            await opened?.drain()
            await parts.close()
            throw (error as? CommandFailure) ?? .operational("\(error)")
        }
    }

    /// Stops gracefully.
    func stop() async { _ = await stop(keepsListening: false) }

    /// Stops gracefully, and keeps the sockets that are listened on for whoever serves them next: clients wait there.
    func handOver() async -> [ListeningSocket] { await stop(keepsListening: true) }

    private func stop(keepsListening: Bool) async -> [ListeningSocket] {
        maintenance.cancel()
        // Whoever asks hears that it is not ready any more.
        current.withLockedValue { $0.listening = [] }
        await control?.stop()
        let sockets = keepsListening ? await parts.server.handOver() : []
        parts.desk.close()
        await parts.server.shutdown()
        await current.withLockedValue { $0.filters.spamFilter }?.shutdown()
        await queue.drain()
        await parts.endConnections()
        // Nobody records anything any more, and the directory may be taken over.
        await maintenance.value
        _ = await maintainer.keepReports()
        _ = await maintainer.keepCounts()
        await monitoring?.stop()
        await parts.closeStores()
        return sockets
    }

    /// Opens the monitoring port.
    ///
    /// Where no address is written in the configuration and the usual one is taken, as by another server on the machine,
    /// that is logged and the server does without.
    private static func startMonitoring(
        _ configuration: ServerConfiguration, queue: MailQueue, parts: LastingParts,
        current: NIOLockedValueBox<Current>
    ) async throws(CommandFailure) -> MonitoringServer? {
        guard let endpoint = configuration.http.endpoint else { return nil }
        let checks = parts.metrics.checks(of: queue, parts: parts, configuration: configuration) {
            current.withLockedValue { current in
                current.configuration.listeners.map { listener in
                    (
                        place: "\(listener.endpoint)",
                        isOpen: current.listening.contains { $0.listener.endpoint == listener.endpoint }
                    )
                }
            }
        }
        do throws(CommandFailure) {
            return try await MonitoringServer.start(
                on: endpoint, hostName: configuration.hostname,
                page: parts.metrics.page(of: queue, parts: parts, configuration: configuration), checks: checks,
                group: parts.group, logger: parts.logger)
        } catch {
            guard configuration.http.isUsual else { throw error }
            parts.logger.warning(
                "Health and metrics are not shown, as the usual address is taken",
                metadata: ["reason": "\(error.message)"])
            return nil
        }
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
