import MTASTS
import MXResolver
import MailAddressing

/// Finds the MTA-STS policies of domains, as who sends mail does, or reads one from a file.
struct DNSCommandPolicySearch: Sendable {
    /// Where a policy is.
    enum Place: Sendable {
        /// At the policy host of the domain.
        case web(any PolicyFetcher, port: UInt16)
        /// In a file, with these octets.
        case file([UInt8], name: String)
    }

    /// Who answers questions to the DNS.
    let dns: any DNSResolver
    /// Where policies are.
    let place: Place

    /// Looks up the record of a domain and takes its policy from its place.
    ///
    /// A policy host is asked only when the record says that there is a policy; a file is read in any case.
    func policy(of domain: DomainName) async -> DNSCommandPolicy {
        let name = MTASTSDiscovery.name(for: domain)
        let record = await record(of: domain, at: name)
        let policy: Result<StrictTransportPolicy, DNSCommandPolicyProblem>
        let source: String
        switch place {
        case .file(let octets, let file):
            source = file
            policy = Self.policy(octets, file: file)
        case .web(let fetcher, let port):
            source = PolicyFetchFailure.url(of: domain, port: port)
            switch record {
            case .failure(let problem): policy = .failure(problem)
            case .success:
                switch await fetcher.fetch(for: domain) {
                case .policy(let fetched): policy = .success(fetched)
                case .failed(let failure): policy = .failure(DNSCommandPolicyProblem(failure))
                }
            }
        }
        return DNSCommandPolicy(
            domain: domain, recordName: name, source: source, isFile: isFile, record: record, policy: policy)
    }

    /// Whether policies come from a file.
    private var isFile: Bool { if case .file = place { true } else { false } }

    private func record(
        of domain: DomainName, at name: DomainName?
    ) async -> Result<MTASTSRecord, DNSCommandPolicyProblem> {
        guard let name else { return .failure(DNSCommandPolicyProblem(.nameTooLong, at: "_mta-sts.\(domain)")) }
        let result = await dns.query(name, .txt)
        if case .failure(let failure) = result, failure.isTemporary {
            return .failure(DNSCommandPolicyProblem(failure, at: name))
        }
        switch MTASTSDiscovery(TextRecordAnswer(result)) {
        case .record(let record): return .success(record)
        case .none(let absence): return .failure(DNSCommandPolicyProblem(absence, at: name.text))
        case .failed(let reason): return .failure(DNSCommandPolicyProblem(lookupAt: name, failed: reason))
        }
    }

    private static func policy(
        _ octets: [UInt8], file: String
    ) -> Result<StrictTransportPolicy, DNSCommandPolicyProblem> {
        do throws(PolicyTextError) {
            return .success(try StrictTransportPolicy(parsing: octets))
        } catch {
            return .failure(DNSCommandPolicyProblem(error, in: file))
        }
    }
}
