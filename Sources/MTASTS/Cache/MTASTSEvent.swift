public import MailAddressing

/// What happened to the policies that are kept, for whoever keeps watch.
///
/// `renewalFailed` and `removed` with `expired` are those of which an administrator should hear (RFC 8461, section
/// 3.3): somebody may be keeping a policy from being renewed.
///
/// Complete: policies come, go and stay, and the storage may fail.
public enum MTASTSEvent: Hashable, Sendable {
    /// A policy was fetched and is kept, in the place of another one or of none; they may say the same.
    case adopted(StoredPolicy, replacing: StoredPolicy?)
    /// A policy is not kept any more.
    case removed(StoredPolicy, Removal)
    /// A policy that holds could not be renewed, or not be fetched under another id; it is tried again.
    ///
    /// `notFinished` is for one that did not get so far as to be fetched, as too many others were; that is told once in
    /// `PolicyTable.Limits.fetchRetry`.
    case renewalFailed(StoredPolicy, MTASTSAnswer.Trouble)
    /// The storage failed; the text says how, for people. What holds goes on to hold until a restart.
    case storageFailed(StorageStep, String)

    /// Why a policy is not kept any more.
    ///
    /// Complete: there are no other ways.
    public enum Removal: Hashable, Sendable {
        /// The domain has published one of the mode `none`, or one that may not be kept.
        case withdrawn
        /// Its time is over, and it was not renewed.
        case expired
        /// There were too many, and this one was missed least.
        case evicted
    }

    /// What the storage was to do.
    ///
    /// Complete: these are the methods of `PolicyStorage`.
    public enum StorageStep: Hashable, Sendable {
        /// Give all policies.
        case load
        /// Keep a domain's policy.
        case save(DomainName)
        /// Forget a domain's policy.
        case remove(DomainName)
    }
}
