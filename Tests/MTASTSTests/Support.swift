import MTASTS
import MXResolver
import MailAddressing
import MailCryptography
import Testing

/// A domain name from a literal.
func domain(_ text: String) -> DomainName { try! DomainName(text) }

/// A policy from a few words.
func policy(
    _ mode: StrictTransportPolicy.Mode = .enforce, _ hosts: [String] = ["mail.example.com"], maximumAge: Int = 604_800
) -> StrictTransportPolicy {
    StrictTransportPolicy(mode: mode, hosts: hosts.map { MailHostPattern($0)! }, maximumAge: maximumAge)
}

/// The answer of a look-up with the record of a policy.
func record(_ id: String) -> TextRecordAnswer { .records([Array("v=STSv1; id=\(id);".utf8)]) }

extension StoredPolicy {
    /// A policy that was kept under an id.
    init(domain: DomainName, id: String, policy: StrictTransportPolicy, fetchedAt: Int64, usedAt: Int64? = nil) {
        self.init(
            domain: domain, record: try! MTASTSRecord(id: id), policy: policy, fetchedAt: fetchedAt, usedAt: usedAt)
    }
}

/// What the DNS says with the record of a policy.
func discovered(_ id: String) -> MTASTSDiscovery { MTASTSDiscovery(record(id)) }

/// A fetch that failed.
func failed(_ domain: DomainName, _ kind: PolicyFetchFailure.Kind = .timedOut) -> PolicyFetch {
    .failed(PolicyFetchFailure(kind, of: domain))
}

/// Gives way to other tasks until something is true, and fails after half a minute or more.
///
/// What does not come soon waits for a machine that is busy with other tests, which a loop would make busier.
func until(_ condition: () -> Bool) async {
    for _ in 0..<100 {
        if condition() { return }
        await Task.yield()
    }
    for _ in 0..<30_000 {
        if condition() { return }
        try? await Task.sleep(for: .milliseconds(1))
    }
    Issue.record("what was waited for did not come")
}

/// Gives way to other tasks for a while, so that what should not happen had its chance.
func letOthersRun() async {
    for _ in 0..<50 { await Task.yield() }
}
