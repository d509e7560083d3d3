public import MailAddressing

/// Where policies are kept so that a restart forgets none (RFC 8461, section 10.2: who is not remembered has no
/// protection).
///
/// A resolver calls `load` once, before anything else, and then one method at a time. What a storage loses costs a
/// domain its protection until its policy has been fetched again. What it keeps though it has expired does no harm, as
/// that is recognised. A policy that the domain has withdrawn, and that could not be removed, holds again after a
/// restart, until somebody has asked for it or it has been renewed: then the domain's record is looked up, and what is
/// published now is fetched. Any method may throw: it is reported, and no look-up fails for it.
public protocol PolicyStorage: Sendable {
    /// Gives all policies that are kept, in any order.
    ///
    /// One that cannot be read should be left out rather than keep the others from being read.
    ///
    /// However much has gathered, it should end: what is too much for the memory is to be left out.
    ///
    /// - Returns: at most one policy of a domain; of several the one that was fetched last counts.
    func load() async throws -> [StoredPolicy]

    /// Keeps a policy in the place of the same domain's earlier one.
    ///
    /// When it returns, the policy is to survive a crash. Whenever a crash comes, the old or the new one is there,
    /// whole. When it throws, either of them may be there.
    ///
    /// - Parameter policy: the policy to keep; never one of the mode `none`.
    func save(_ policy: StoredPolicy) async throws

    /// Forgets the policy of a domain; it is no error if there is none.
    ///
    /// When it throws, the policy may still be there, and nobody tries again.
    ///
    /// - Parameter domain: whose policy to forget.
    func remove(_ domain: DomainName) async throws
}
