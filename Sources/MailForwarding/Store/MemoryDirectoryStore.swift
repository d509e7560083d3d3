import Synchronization

/// Keeps a directory in memory, for trials and tests; it is gone with the process.
public final class MemoryDirectoryStore: DirectoryStore {
    private let kept: Mutex<DirectoryContents>

    /// Makes a store.
    ///
    /// - Parameter contents: what is in it at first.
    public init(_ contents: DirectoryContents = DirectoryContents()) { kept = Mutex(contents) }

    /// All that is kept; never fails.
    public func contents() async -> DirectoryContents { kept.withLock { $0 } }

    /// Keeps changes; never fails.
    ///
    /// - Parameter changes: the changes.
    public func commit(_ changes: [DirectoryChange]) async {
        kept.withLock { contents in
            for change in changes { contents.apply(change) }
        }
    }
}
