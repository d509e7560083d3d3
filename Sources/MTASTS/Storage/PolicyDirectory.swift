public import MailAddressing
internal import NIOPosix

/// Keeps policies in a folder, one file for each domain.
///
/// A file is called by its domain and `.policy`, and is text that people can read (``StoredPolicy/serialized()``). It
/// is written under another name, synced and renamed, so that after a crash the old or the new one is there, whole.
/// Files are the owner's only.
///
/// Guarantees: no name leaves the folder, as a domain name has no slash. A file that cannot be read, that is too long,
/// or that has another domain's policy is skipped, and keeps no other from being read. Links in the folder are not
/// followed. A folder has one owner at a time, and one in which others may write is refused: who could put a policy
/// there decides where mail goes.
///
/// Known limits: the lock is the kernel's, which not every network file system has. A folder to whose parent there is
/// no reading is made without that being synced, so that a power cut at once may undo it.
public final class PolicyDirectory: PolicyStorage {
    /// A file that was skipped.
    public struct SkippedFile: Hashable, Sendable {
        /// The name of the file in the folder, printable.
        public let name: String
        /// Why it was skipped, for people.
        public let reason: String
    }

    /// Where the folder is.
    public let path: String
    private let folder: FolderHandle
    private let maximumFiles: Int
    private let skipped: @Sendable (SkippedFile) -> Void

    /// Opens a folder, which is made if it is absent; the one that it is in must exist.
    ///
    /// - Parameters:
    ///   - path: where the folder is. It must be the user's own, and nobody else may be allowed to write in it.
    ///   - maximumFiles: how many files `load` looks at, whatever they are; default 100,000, as many as domains are
    ///     kept.
    ///   - skipped: is told of each file that `load` skips, from any thread.
    /// - Throws: `PolicyDirectoryError` when the system refuses, when the folder is not the user's only, and with the
    ///   step `lock` when it is in use.
    public init(
        _ path: String, maximumFiles: Int = 100_000, skipped: @escaping @Sendable (SkippedFile) -> Void = { _ in }
    ) throws(PolicyDirectoryError) {
        self.path = path
        self.maximumFiles = max(1, maximumFiles)
        self.skipped = skipped
        folder = try FolderHandle(path)
    }

    /// Lets go of the folder, so that another owner can have it: when what is under way has ended.
    ///
    /// To be called when the resolver was shut down. Later calls throw. Without it the folder is let go of when nobody
    /// has this value any more.
    public func close() { folder.close() }

    /// Gives the policies of the folder, and removes what a crash has left half written.
    ///
    /// When there is too much to read, `skipped` is told so once, and what has not been read stays where it is.
    ///
    /// - Throws: `PolicyDirectoryError` when the folder cannot be listed.
    public func load() async throws -> [StoredPolicy] {
        try await NIOThreadPool.singleton.runIfActive { [folder, maximumFiles, skipped] in
            var policies: [StoredPolicy] = []
            var rest = Self.maximumOctets
            let (names, isAll) = try folder.names(limit: maximumFiles)
            if !isAll { skipped(SkippedFile(name: ".", reason: "there are more than \(maximumFiles) files")) }
            for name in names {
                if name.hasPrefix(FolderHandle.temporaryPrefix) {
                    try? folder.remove(name)
                } else if name.hasSuffix(Self.suffix) {
                    do {
                        let octets = try folder.read(name, limit: StoredPolicy.maximumTextLength)
                        rest -= octets.count
                        guard rest >= 0 else {
                            let reason = "there are more than \(Self.maximumOctets) octets of policies"
                            skipped(SkippedFile(name: ".", reason: reason))
                            return policies
                        }
                        policies.append(try Self.policy(octets, of: name))
                    } catch {
                        let reason = (error as? PolicyDirectoryError)?.reason ?? "\(error)"
                        skipped(SkippedFile(name: PlainText.cleaned(name), reason: PlainText.cleaned(reason)))
                    }
                }
            }
            return policies
        }
    }

    /// Writes a policy, and returns when it is on the disk.
    ///
    /// - Parameter policy: the policy to keep.
    /// - Throws: `PolicyDirectoryError` when it cannot be written: the earlier one is still there then, or, when only
    ///   the last sync failed, perhaps the new one.
    public func save(_ policy: StoredPolicy) async throws {
        try await NIOThreadPool.singleton.runIfActive { [folder] in
            try folder.write(policy.serialized(), to: Self.name(for: policy.domain))
        }
    }

    /// Removes the policy of a domain.
    ///
    /// - Parameter domain: whose policy to remove.
    /// - Throws: `PolicyDirectoryError` when there is one and it cannot be removed.
    public func remove(_ domain: DomainName) async throws {
        try await NIOThreadPool.singleton.runIfActive { [folder] in
            try folder.remove(Self.name(for: domain))
        }
    }

    private static let suffix = ".policy"
    /// How much is read in all, in octets: 256 MiB, twice what a table keeps by default.
    private static let maximumOctets = 256 << 20

    private static func name(for domain: DomainName) -> String { domain.text + suffix }

    private static func policy(_ octets: [UInt8], of name: String) throws -> StoredPolicy {
        let policy = try StoredPolicy(parsing: octets)
        guard Self.name(for: policy.domain) == name else {
            throw PolicyDirectoryError(.read, name, reason: "it has the policy of another domain")
        }
        return policy
    }
}
