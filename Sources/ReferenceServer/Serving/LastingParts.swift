import DeliveryAgent
import DeliveryQueue
import Logging
import MXResolver
import MailForwarding
import MailForwardingSQLite
import NIOConcurrencyHelpers
import NIOCore
import SMTPTransport

/// What a server has from its start to its end, whatever its configuration says meanwhile.
struct LastingParts: Sendable {
    /// Where connections live.
    let group: any EventLoopGroup
    /// What is counted.
    let metrics: ServerMetrics
    /// Where messages are kept.
    let store: any QueueStore
    /// Takes connections.
    let server: SMTPServer
    /// Keeps connections to other hosts.
    let pool: SMTPConnectionPool
    /// Asks the DNS.
    let resolver: CAresResolver
    /// Asks it for the cache, and counts.
    let countedResolver: DNSMetrics
    /// Remembers what the DNS has said.
    let dns: CachingResolver
    /// Domains, aliases, rules and accounts.
    let directory: MailDirectory
    /// Where they are kept; nil for memory.
    let directoryStore: SQLiteDirectoryStore?
    /// The MTA-STS policies of others; nil where they do not count.
    let policies: StrictTransportKeeper?
    /// Who gets no mail.
    let suppressions: StateSuppressionStore
    /// What is counted of the TLS of other hosts.
    let tlsReports: StateTLSReportStore
    /// What has gone out on behalf of accounts.
    let meter = NIOLockedValueBox(UsageMeter())
    /// Where senders wait for the first attempt of a forward.
    let desk = CutThroughDesk()
    /// How long maintenance rests.
    let rest = MaintenanceRest()
    /// Where it is logged that the store takes no messages.
    let refusals: RefusalLog
    /// Where problems are logged.
    let logger: Logger

    /// Opens what lasts.
    ///
    /// - Parameters:
    ///   - configuration: what to run.
    ///   - store: where messages are kept; closed where this fails.
    ///   - scheduling: how many deliveries there are at once.
    ///   - group: where connections live.
    ///   - logger: where problems are logged.
    static func open(
        _ configuration: ServerConfiguration, store: any QueueStore, scheduling: SchedulerConfiguration,
        group: any EventLoopGroup, logger: Logger
    ) async throws(CommandFailure) -> LastingParts {
        let pool = SMTPConnectionPool(
            limits: configuration.delivery.pool.limits(for: scheduling), timeouts: configuration.delivery.timeouts,
            group: group)
        let resolver: CAresResolver
        do throws(CommandFailure) {
            resolver = try DNSComposer.resolver(configuration.dns, logger: logger)
        } catch {
            await pool.shutdown()
            await (store as? any DurableStore)?.close()
            throw error
        }
        let metrics = ServerMetrics()
        let countedResolver = DNSMetrics(before: resolver, factory: metrics.registry)
        let dns = CachingResolver(before: countedResolver)
        var directoryStore: SQLiteDirectoryStore?
        var policies: StrictTransportKeeper?
        do throws(CommandFailure) {
            let directory: MailDirectory
            (directory, directoryStore) = try await ForwarderComposer(configuration: configuration, logger: logger)
                .directory()
            let routes = RouteComposer(configuration: configuration)
            if routes.hasDirectRoute, configuration.delivery.usesStrictTransport {
                policies = try await StrictTransportKeeper.open(configuration, dns: dns, logger: logger)
            }
            let suppressions = try await SuppressionLearner.openList(in: store, logger: logger)
            let tlsReports = try await StateTLSReportStore.openForDaemon(in: store, logger: logger)
            return LastingParts(
                group: group, metrics: metrics, store: store,
                server: SMTPServer(limits: configuration.limits.server, group: group), pool: pool,
                resolver: resolver, countedResolver: countedResolver, dns: dns, directory: directory,
                directoryStore: directoryStore,
                policies: policies, suppressions: suppressions, tlsReports: tlsReports,
                refusals: RefusalLog(logger: logger), logger: logger)
        } catch {
            await pool.shutdown()
            await policies?.close()
            resolver.shutdown()
            directoryStore?.close()
            await (store as? any DurableStore)?.close()
            throw error
        }
    }

    /// Ends all connections to other hosts.
    func endConnections() async {
        await pool.shutdown()
        await policies?.close()
        resolver.shutdown()
    }

    /// Closes what is kept on the disk.
    func closeStores() async {
        directoryStore?.close()
        await (store as? any DurableStore)?.close()
    }

    /// Ends and closes everything.
    func close() async {
        await endConnections()
        await closeStores()
    }
}
