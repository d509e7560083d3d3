public import MailAddressing
internal import MailCryptography

/// Keeps policies as long as the value lives: for tests, and to look at what a resolver keeps.
public final class MemoryPolicyStorage: PolicyStorage {
    private let policies: LockedBox<[DomainName: StoredPolicy]>

    /// Makes a storage.
    ///
    /// - Parameter policies: what it holds at first; of several policies of a domain the last one is kept.
    public init(_ policies: [StoredPolicy] = []) {
        self.policies = LockedBox(Dictionary(policies.map { ($0.domain, $0) }, uniquingKeysWith: { $1 }))
    }

    /// Gives all policies, in the order of their domains.
    public func load() -> [StoredPolicy] {
        policies.withLock { Array($0.values) }.sorted { $0.domain < $1.domain }
    }

    /// Keeps a policy in the place of the same domain's earlier one.
    ///
    /// - Parameter policy: the policy to keep.
    public func save(_ policy: StoredPolicy) { policies.withLock { $0[policy.domain] = policy } }

    /// Forgets the policy of a domain.
    ///
    /// - Parameter domain: whose policy to forget.
    public func remove(_ domain: DomainName) { policies.withLock { $0[domain] = nil } }
}
