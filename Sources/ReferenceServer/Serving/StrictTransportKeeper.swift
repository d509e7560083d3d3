import DeliveryAgent
import Logging
import MTASTS
import MXResolver
import MailAddressing

/// The MTA-STS policies of a daemon: fetched when mail first goes to a domain, kept in the data directory, renewed while
/// it runs (RFC 8461).
final class StrictTransportKeeper: StrictTransportPolicySource {
    /// The folder of the policies in the data directory.
    static let folderName = "mta-sts"

    private let resolver: MTASTSResolver
    private let folder: PolicyDirectory?
    private let renewing: Task<Void, Never>

    private init(resolver: MTASTSResolver, folder: PolicyDirectory?) {
        self.resolver = resolver
        self.folder = folder
        renewing = Task { await resolver.run() }
    }

    /// Opens what was kept, and begins to renew it.
    ///
    /// - Parameters:
    ///   - configuration: where policies are kept, whom their hosts' certificates have to come from, and what becomes
    ///     of hosts on inside addresses.
    ///   - dns: who answers questions to the DNS.
    ///   - logger: where it is logged what an administrator should hear of.
    /// - Throws: `CommandFailure` when the roots cannot be used. A folder that cannot be is logged, and nothing is kept.
    static func open(
        _ configuration: ServerConfiguration, dns: CachingResolver, logger: Logger
    ) async throws(CommandFailure) -> StrictTransportKeeper {
        let fetcher = try fetcher(configuration, dns: dns)
        let events: @Sendable (MTASTSEvent) -> Void = { log($0, to: logger) }
        guard configuration.storage == .sqlite else {
            return StrictTransportKeeper(
                resolver: MTASTSResolver(records: dns, fetcher: fetcher, events: events), folder: nil)
        }
        do throws(PolicyDirectoryError) {
            let folder = try PolicyDirectory("\(configuration.dataPath)/\(folderName)") { file in
                logger.warning(
                    "An MTA-STS policy was skipped", metadata: ["file": "\(file.name)", "reason": "\(file.reason)"])
            }
            let resolver = await MTASTSResolver.open(folder, records: dns, fetcher: fetcher, events: events)
            return StrictTransportKeeper(resolver: resolver, folder: folder)
        } catch {
            // Mail is worth more than what was kept: policies are fetched again.
            logger.warning(
                "The MTA-STS policies cannot be kept over a restart; mend the folder", metadata: ["reason": "\(error)"])
            return StrictTransportKeeper(
                resolver: MTASTSResolver(records: dns, fetcher: fetcher, events: events), folder: nil)
        }
    }

    func policy(for domain: DomainName) async -> StrictTransportPolicy? { await resolver.policy(for: domain).policy }

    func recheckedPolicy(for domain: DomainName) async -> StrictTransportPolicy? {
        await resolver.recheckedPolicy(for: domain).policy
    }

    func isUncertain(of domain: DomainName) async -> Bool {
        switch await resolver.policy(for: domain) {
        case .none(.lookupFailed), .none(.fetchFailed), .none(.notYetKnown), .none(.tooManyFetches), .none(.cancelled):
            true
        case .none(.notPublished), .none(.modeNone), .none(.addressLiteral), .policy: false
        }
    }

    /// Ends what is under way, and gives the folder up when everything is in it.
    func close() async {
        renewing.cancel()
        await resolver.shutdown()
        await renewing.value
        folder?.close()
    }

    private static func fetcher(
        _ configuration: ServerConfiguration, dns: CachingResolver
    ) throws(CommandFailure) -> HTTPSPolicyFetcher {
        let roots: HTTPSPolicyFetcher.Roots =
            switch configuration.tls.roots {
            case .system: .system
            case .file(let path): .pem(try Files.read(path))
            }
        do {
            return try HTTPSPolicyFetcher(
                dns: dns,
                configuration: HTTPSPolicyFetcher.Configuration(
                    privateAddresses: configuration.delivery.privateAddresses == .allow ? .allow : .refuse,
                    roots: roots))
        } catch {
            throw .operational("tls.roots: \(error)")
        }
    }

    /// Logs what happened to a policy: as a warning where somebody may keep one from being renewed.
    private static func log(_ event: MTASTSEvent, to logger: Logger) {
        switch event {
        case .adopted(let policy, _):
            logger.info(
                "An MTA-STS policy was fetched",
                metadata: ["domain": "\(policy.domain)", "mode": "\(policy.policy.mode.rawValue)"])
        case .removed(let policy, .expired):
            logger.warning(
                "An MTA-STS policy has expired and was not renewed", metadata: ["domain": "\(policy.domain)"])
        case .removed(let policy, let removal):
            logger.info("An MTA-STS policy is gone", metadata: ["domain": "\(policy.domain)", "why": "\(removal)"])
        case .renewalFailed(let policy, let trouble):
            logger.warning(
                "An MTA-STS policy could not be renewed",
                metadata: ["domain": "\(policy.domain)", "reason": "\(trouble)"])
        case .storageFailed(_, let reason):
            logger.warning("The MTA-STS policies could not be kept", metadata: ["reason": "\(reason)"])
        }
    }
}
