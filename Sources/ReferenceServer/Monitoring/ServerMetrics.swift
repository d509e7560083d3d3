import DeliveryAgent
import DeliveryQueue
import MXResolver
import SMTPTransport

/// What a server counts of its work, from its start on.
struct ServerMetrics: Sendable {
    /// Where it is counted.
    let registry = MetricsRegistry()
    /// The certificates that the listeners show.
    let certificates = ShownCertificates()
    /// Counts what becomes of recipients.
    let deliveries: DeliveryMetrics
    /// Counts and times attempts.
    let attempts: AttemptMetrics

    /// Makes the counters.
    init() {
        deliveries = DeliveryMetrics(factory: registry)
        attempts = AttemptMetrics(factory: registry)
    }

    /// Counts what clients do on the listeners of a kind.
    ///
    /// - Parameter kind: the kind.
    func sessions(of kind: ServerConfiguration.Listener.Kind) -> SessionMetrics {
        SessionMetrics(kind, factory: registry)
    }

    /// The page with all metrics.
    ///
    /// - Parameters:
    ///   - queue: the queue.
    ///   - parts: what the server has.
    ///   - configuration: what it runs by.
    func page(of queue: MailQueue, parts: LastingParts, configuration: ServerConfiguration) -> MetricsPage {
        let (server, pool, dns) = (parts.server, parts.pool, parts.dns)
        return MetricsPage(
            registry: registry,
            collectors: [
                BuildCollector(), ProcessCollector(), SiteCollector(queue: queue),
                QueueCollector(queue: queue, store: parts.store, limit: configuration.queueLimit),
                StoreCollector(
                    dataPath: configuration.dataPath, reserve: configuration.minimumFreeSpace,
                    demand: Self.demand(of: queue)),
                CertificateCollector(certificates: certificates),
                ConnectionCollector(
                    clients: { server.connectionCount }, hosts: { pool.connectionCount },
                    memory: { server.memory.left }),
                DNSCacheCollector(statistics: { dns.statistics }),
            ])
    }

    /// What has to be well for the server to be ready.
    ///
    /// - Parameters:
    ///   - queue: the queue.
    ///   - parts: what the server has.
    ///   - configuration: what it runs by.
    ///   - listeners: where it listens, and whether it does.
    func checks(
        of queue: MailQueue, parts: LastingParts, configuration: ServerConfiguration,
        listeners: @escaping @Sendable () -> [(place: String, isOpen: Bool)]
    ) -> [HealthCheck] {
        let resolver = parts.countedResolver
        return [
            .store(Self.demand(of: queue)), .listeners(listeners),
            .disk(configuration.dataPath, reserve: configuration.minimumFreeSpace), .certificates(certificates),
            .resolver { resolver.standing },
        ]
    }

    private static func demand(of queue: MailQueue) -> @Sendable () throws(QueueStoreError) -> Void {
        { () throws(QueueStoreError) in try queue.demandRoom(for: 0) }
    }
}

/// Several who are told of attempts, in their order.
struct AttemptObservers: AttemptObserver {
    /// Who is told.
    let observers: [any AttemptObserver]

    func attempted(_ report: AttemptReport) {
        for observer in observers { observer.attempted(report) }
    }
}
