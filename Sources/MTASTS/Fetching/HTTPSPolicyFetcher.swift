public import MXResolver
public import MailAddressing
internal import NIOSSL

/// Fetches policies over HTTPS, each afresh (RFC 8461, section 3.3).
///
/// The addresses of the policy host come from the given DNS, asked once for each fetch, and the request goes to one of
/// them and nowhere else. An address that cannot be connected to, or whose certificate is not valid for the policy
/// host, leads to the next one, as a host may be down or half set up at one of its addresses; an answer of HTTP,
/// whatever it is, is final, as all addresses serve the same file.
///
/// Guarantees: a policy comes only from a server that proved the policy host's name with a certificate that is valid
/// now and leads to a trusted root, in TLS 1.2 or later, with status 200 and as `text/plain`; no redirect is followed,
/// no proxy asked, nothing kept from one fetch to the next; no address is connected to that the configuration refuses;
/// time and size are bounded, look-ups and all that comes around a policy included.
///
/// Known limits: revocation is not checked; a connection that is being made when a fetch is cancelled goes on until it
/// stands or its own time is over, and is closed then.
public final class HTTPSPolicyFetcher: PolicyFetcher {
    /// What is trusted, and how long and how much is waited for.
    public let configuration: Configuration

    private let dns: any DNSResolver
    private let tls: TLSConfiguration
    private let sleep: @Sendable (Duration) async -> Void

    /// Makes a fetcher.
    ///
    /// - Parameters:
    ///   - dns: who answers questions for the addresses of policy hosts.
    ///   - configuration: what is trusted, and how long and how much is waited for.
    ///   - sleep: returns when so much time has passed or the task is cancelled; default the system's clock.
    /// - Throws: `PolicyRootsError` when the roots cannot be read.
    public init(
        dns: any DNSResolver, configuration: Configuration = Configuration(),
        sleep: @escaping @Sendable (Duration) async -> Void = { try? await ContinuousClock().sleep(for: $0) }
    ) throws(PolicyRootsError) {
        self.dns = dns
        self.configuration = configuration
        self.sleep = sleep
        tls = try configuration.makeTLS()
    }

    /// Fetches the policy that a domain publishes now.
    ///
    /// - Parameter domain: the domain that mail goes to, without `mta-sts.` before it.
    /// - Returns: the policy, or why there is none.
    public func fetch(for domain: DomainName) async -> PolicyFetch {
        await withTaskGroup(of: PolicyFetch?.self) { group in
            group.addTask { await self.fetchUntilCancelled(for: domain) }
            group.addTask { [sleep, limit = configuration.timeout] in
                await sleep(limit)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            if let first { return first }
            // The time is over, or the caller lost interest; how far the fetch came says what it was busy with.
            let fetch = await group.next() ?? nil
            guard let fetch else { return .failed(self.failure(.cancelled, of: domain)) }
            guard case .failed(let failure) = fetch, failure.kind == .cancelled, !Task.isCancelled else { return fetch }
            return .failed(
                self.failure(
                    .timedOut, of: domain, at: failure.address,
                    detail: "\(self.configuration.timeout) were over \(failure.detail)"))
        }
    }

    /// Fetches a policy in whatever time it takes, or until the task is cancelled.
    private func fetchUntilCancelled(for domain: DomainName) async -> PolicyFetch {
        guard let host = try? domain.prefixed(by: PolicyRequest.label) else {
            return .failed(failure(.noAddress, of: domain, detail: "its name would be too long"))
        }
        let found = await PolicyHostAddresses.find(
            host, from: dns, privateAddresses: configuration.privateAddresses,
            maximumCount: configuration.maximumAddresses)
        guard !Task.isCancelled else {
            return .failed(failure(.cancelled, of: domain, detail: "while its addresses were looked up"))
        }
        switch found {
        case .failure(let absence): return .failed(failure(absence.kind, of: domain))
        case .success(let addresses):
            let request = PolicyRequest(domain: domain, host: host, configuration: configuration, tls: tls)
            return await fetch(request, from: addresses)
        }
    }

    /// Makes a request of one address after the other until one answers.
    private func fetch(_ request: PolicyRequest, from addresses: [IPAddress]) async -> PolicyFetch {
        var worst: PolicyFetchFailure?
        for address in addresses {
            let fetch = await request.run(at: address)
            guard case .failed(let failure) = fetch, failure.kind.leadsToNextAddress else { return fetch }
            // A certificate says more of what is wrong than a host that is down.
            if worst?.kind != .certificate { worst = failure }
        }
        return .failed(worst ?? failure(.noAddress, of: request.domain))
    }

    private func failure(
        _ kind: PolicyFetchFailure.Kind, of domain: DomainName, at address: IPAddress? = nil, detail: String = ""
    ) -> PolicyFetchFailure {
        PolicyFetchFailure(kind, of: domain, port: configuration.port, at: address, detail: detail)
    }
}

extension PolicyFetchFailure.Kind {
    /// Whether another address of the same host may do better.
    fileprivate var leadsToNextAddress: Bool {
        switch self {
        case .connection, .certificate: true
        default: false
        }
    }
}
