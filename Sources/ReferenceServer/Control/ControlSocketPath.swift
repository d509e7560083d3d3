import Foundation

/// Where the control socket of a data directory lies.
///
/// It lies in the directory itself, unless its path would be longer than the system takes; then it lies in a directory of
/// the user's own under the system's directory for temporary files, and `control.path` in the data directory names it.
enum ControlSocketPath {
    /// The longest path of a local socket (`sun_path` less its final NUL).
    static let maximumLength = 107

    /// Where a daemon makes its socket; makes what must be there.
    static func forListening(in dataPath: String) throws(CommandFailure) -> String {
        let directory = absolute(dataPath)
        let plain = directory + "/control.sock"
        let note = directory + "/control.path"
        unlink(note)
        if plain.utf8.count <= maximumLength { return plain }
        let own = "/tmp/waxwing-\(getuid())"
        mkdir(own, 0o700)
        var status = stat()
        guard lstat(own, &status) == 0, status.st_uid == getuid(), status.st_mode & S_IFMT == S_IFDIR,
            status.st_mode & 0o077 == 0
        else {
            throw .operational("\(own) is not a directory of this user alone; remove it, or use a shorter data path")
        }
        let short = own + "/" + name(for: directory) + ".sock"
        try Files.create(Array(short.utf8), at: note, mode: 0o600)
        return short
    }

    /// Where the socket of a running daemon is, if one may be running.
    static func forConnecting(in dataPath: String) -> String {
        let directory = absolute(dataPath)
        if let note = try? Files.read(directory + "/control.path") {
            return String(decoding: note, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        }
        return directory + "/control.sock"
    }

    private static func absolute(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return URL(fileURLWithPath: path).standardizedFileURL.path }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// A short name that tells data directories apart (FNV-1a of the path).
    private static func name(for directory: String) -> String {
        let hash = directory.utf8.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return String(hash, radix: 36)
    }
}
