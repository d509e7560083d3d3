import Foundation

/// The files of a data directory, or those of them that belong to no database: certificates, keys, accounts, caches.
struct DataFiles: Hashable, Sendable {
    /// The paths of regular files below the directory, in order.
    private(set) var regular: [String] = []
    /// The paths of what is neither a regular file nor a directory nor a socket, such as symbolic links, in order.
    private(set) var others: [String] = []
    /// The paths of directories in which nothing is, in order.
    private(set) var emptyDirectories: [String] = []

    /// Finds the files.
    ///
    /// - Parameters:
    ///   - directory: the directory.
    ///   - excludesStore: whether the files of the store and of the directory, the lock and the daemon's socket are left out.
    /// - Throws: `CommandFailure` when a directory cannot be read.
    init(in directory: String, excludesStore: Bool) throws(CommandFailure) {
        try add(from: directory, below: "", excludesStore: excludesStore)
        regular.sort()
        others.sort()
        emptyDirectories.sort()
    }

    private mutating func add(
        from directory: String, below prefix: String, excludesStore: Bool
    ) throws(CommandFailure) {
        let names = try Self.names(in: directory + "/" + prefix)
        if names.isEmpty, !prefix.isEmpty { emptyDirectories.append(String(prefix.dropLast())) }
        for name in names {
            if prefix.isEmpty, excludesStore, Self.belongsToStore(name) { continue }
            let path = prefix + name
            var status = stat()
            // A file that went away meanwhile, such as one that was written under another name, is none.
            guard lstat(directory + "/" + path, &status) == 0 else { continue }
            switch status.st_mode & S_IFMT {
            case S_IFREG: regular.append(path)
            case S_IFDIR: try add(from: directory, below: path + "/", excludesStore: excludesStore)
            case S_IFSOCK: continue
            default: others.append(path)
            }
        }
    }

    /// The names in a directory, without `.` and `..`, in no order.
    ///
    /// - Parameter directory: the directory.
    /// - Throws: `CommandFailure` when it cannot be read.
    static func names(in directory: String) throws(CommandFailure) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: directory)
        } catch {
            throw .operational("cannot read the directory \(directory): \(Files.reason(of: error))")
        }
    }

    /// Whether a name at the top of the data directory belongs to the store, or to a daemon while it runs.
    private static func belongsToStore(_ name: String) -> Bool {
        ["lock", "control.path", "control.sock", "spool", BackupManifest.name].contains(name)
            || ["queue.sqlite", "history.sqlite", "directory.sqlite"].contains { name.hasPrefix($0) }
    }
}
