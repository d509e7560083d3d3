import DeliveryQueueSQLite
import Foundation

/// What a backup consists of: written last, so that a backup without it was never finished.
struct BackupManifest: Codable, Hashable, Sendable {
    /// A file of the backup.
    struct File: Codable, Hashable, Sendable {
        /// Its path below the backup's directory.
        var path: String
        var size: Int
        /// The SHA-256 digest in hexadecimal digits.
        var sha256: String
        /// The mode bits, as a number.
        var mode: UInt32
    }

    /// The manifest's name in the backup's directory.
    static let name = "waxwing-backup.json"
    /// The format that this version writes and reads.
    static let currentFormat = 1

    /// The format; one that is greater is not read.
    var format = BackupManifest.currentFormat
    /// The version of the program that made the backup.
    var version: String
    /// When it was finished.
    var time: String
    /// How many messages were in the queue.
    var messages: Int
    /// How many recipients they had.
    var recipients: Int
    var files: [File]
    /// The paths of directories in which nothing is.
    var emptyDirectories: [String]
    /// What lay in the data directory and is not in the backup, such as symbolic links.
    var skipped: [String]
    /// What is not whole in the backup, as it was damaged already, a line each.
    var problems: [String]

    /// The size of all files in octets.
    var octets: Int { files.reduce(0) { $0 + $1.size } }

    /// Reads the manifest of a backup.
    ///
    /// - Parameter directory: the backup's directory.
    /// - Throws: `CommandFailure` when there is none, or it cannot be used.
    init(reading directory: String) throws(CommandFailure) {
        let path = directory + "/" + Self.name
        guard Files.exists(path) else {
            throw .operational("\(directory) is no finished backup: it has no \(Self.name)")
        }
        let octets = try Files.read(path)
        do {
            self = try JSONDecoder().decode(BackupManifest.self, from: Data(octets))
        } catch {
            throw .operational("\(path) is damaged: it is no manifest of a backup")
        }
        guard format <= Self.currentFormat else {
            throw .operational("\(path) was written by a later version, \(Console.printable(version))")
        }
        for named in files.map(\.path) + emptyDirectories where !Self.isBelow(named) {
            throw .operational("\(path) is damaged: it names a file outside, \(Console.printable(named))")
        }
    }

    /// Makes the manifest of a backup whose files are all there, and syncs them.
    ///
    /// - Parameters:
    ///   - directory: the backup's directory.
    ///   - time: when it was finished.
    ///   - found: what the check of the backup's store has found.
    ///   - skipped: what lay in the data directory and is not in the backup.
    ///   - problems: what is not whole in the backup.
    /// - Throws: `CommandFailure` when a file cannot be read or synced.
    init(
        of directory: String, time: String, found: StoreCheck, skipped: [String], problems: [String]
    ) throws(CommandFailure) {
        version = WaxwingVersion.text
        self.time = time
        messages = found.messages
        recipients = found.recipients
        self.skipped = skipped
        self.problems = problems
        files = []
        let all = try DataFiles(in: directory, excludesStore: false)
        emptyDirectories = all.emptyDirectories
        var directories = Set([directory] + all.emptyDirectories.map { directory + "/" + $0 })
        for path in all.emptyDirectories {
            directories.formUnion(Self.directories(above: path).map { directory + "/" + $0 })
        }
        for path in all.regular {
            let whole = directory + "/" + path
            let content = try FileCopy.content(of: whole, syncing: true)
            var status = stat()
            guard stat(whole, &status) == 0 else { throw .operational("cannot read \(whole): \(Files.systemError())") }
            files.append(
                File(path: path, size: content.size, sha256: content.digest, mode: UInt32(status.st_mode & 0o777)))
            directories.formUnion(Self.directories(above: path).map { directory + "/" + $0 })
        }
        for made in directories.sorted() { try FileCopy.syncDirectory(made) }
    }

    /// Writes the manifest, and makes it durable.
    ///
    /// - Parameter directory: the backup's directory.
    /// - Throws: `CommandFailure` when it cannot be written.
    func write(to directory: String) throws(CommandFailure) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let text = try? encoder.encode(self) else { throw .operational("the manifest cannot be written") }
        try Files.create(Array(text) + [10], at: directory + "/" + Self.name, mode: 0o600)
        try FileCopy.syncDirectory(directory)
    }

    /// The directories in which a file lies, the outermost first, as paths below the backup's directory.
    ///
    /// - Parameter path: the file's path.
    static func directories(above path: String) -> [String] {
        let parts = path.split(separator: "/").dropLast()
        return parts.indices.map { parts[...$0].joined(separator: "/") }
    }

    /// Whether a path leads to something below the directory that it starts at.
    private static func isBelow(_ path: String) -> Bool {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        return !path.utf8.contains(0) && path != name && parts.allSatisfy { !["", ".", ".."].contains($0) }
    }
}
