import MTASTS
import MXResolver
import MailAddressing

/// Prints where the mail of domains goes, and how the connection to each host has to be secured.
///
///     secure-delivery-plan example.com example.org
///     secure-delivery-plan --policies policies --dns 127.0.0.1:5353 example.com
///
/// With `--policies` a folder keeps the MTA-STS policies, so that the next run knows them: a policy that is forgotten
/// protects nobody.
@main
struct SecureDeliveryPlan {
    static func main() async throws {
        var arguments = Array(CommandLine.arguments.dropFirst())
        var configuration = CAresResolver.Configuration()
        var storage: any PolicyStorage = MemoryPolicyStorage()
        while arguments.count >= 2, ["--dns", "--policies"].contains(arguments[0]) {
            if arguments[0] == "--policies" {
                storage = try PolicyDirectory(arguments[1])
            } else {
                guard let server = DNSServerAddress(arguments[1]) else { return print("no address: \(arguments[1])") }
                configuration.servers = [server]
            }
            arguments.removeFirst(2)
        }
        guard !arguments.isEmpty else {
            return print("usage: secure-delivery-plan [--policies FOLDER] [--dns ADDRESS:PORT] DOMAIN...")
        }

        // TLSA records count only if the answers are authenticated, which is believed of a server on this host.
        let dns = CachingResolver(before: try CAresResolver(configuration: configuration))
        let hosts = MailExchangeResolver(dns: dns)
        let policies = await MTASTSResolver.open(
            storage, records: dns, fetcher: try HTTPSPolicyFetcher(dns: dns),
            events: { event in
                if case .storageFailed(_, let reason) = event { print("the policy is not kept:", reason) }
            })
        for argument in arguments { await plan(for: try DomainName(internationalized: argument), hosts, policies) }
        await policies.shutdown()
    }

    static func plan(for domain: DomainName, _ resolver: MailExchangeResolver, _ policies: MTASTSResolver) async {
        let decision = await resolver.decision(for: .domain(domain))
        print(decision.conclusion)
        guard !decision.route.hosts.isEmpty else { return }
        let policy = await policies.policy(for: domain)
        print(policy.explanation)
        for host in decision.route.hosts {
            let dane = await resolver.dane(for: host, of: domain)
            let security = TransportSecurity.combining(host: host, dane: dane, policy: policy.policy)
            print("  \(host.preference) \(host.name?.text ?? "-"): \(demand(of: security))")
            print("    \(security.explanation)")
        }
    }

    /// What a client has to do at the host, and what it has to do when that does not work.
    private static func demand(of security: TransportSecurity) -> String {
        switch security.requirement {
        case .opportunistic: "TLS where it is offered, and in the clear where it is not"
        case .encrypted: "TLS with any certificate, or no mail"
        case .dane(let policy):
            "TLS with a certificate that policy.verdict(on:at:) takes, \(policy.records), or no mail"
        case .certificate(let name): "TLS with a certificate of a known authority for \(name), or no mail"
        case .notAllowed: "no mail to this host"
        case .unknown: "no mail to this host for now"
        }
    }
}
