import Foundation

/// The data directory of a daemon that becomes another user.
extension Privileges {
    /// Makes the data directory for the user where there is none, and looks whether all in it is the user's own.
    ///
    /// Nothing that exists is changed: as root that would be a way to be given the files of others.
    ///
    /// - Parameters:
    ///   - path: the data directory.
    ///   - identity: the user.
    /// - Throws: `CommandFailure` with the command that mends it where something belongs to somebody else.
    func prepareData(_ path: String, for identity: Identity) throws(CommandFailure) {
        guard Files.exists(path) else { return try makeData(path, for: identity) }
        guard let stranger = Self.stranger(in: path, besides: identity.user) else { return }
        let (shown, owner) = (Console.printable(path), "\(identity.userName):\(identity.groupName)")
        throw .operational(
            "\(Console.printable(stranger.path)) belongs to \(system.name(ofUser: stranger.owner)), and the daemon is "
                + "to run as \(identity.userName); run: chown -R \(owner) \(shown)")
    }

    /// The first thing that belongs to another user: the directory, or something in it.
    ///
    /// Links are not followed, but for one that is the directory itself.
    ///
    /// - Parameters:
    ///   - path: the directory.
    ///   - user: to whom all should belong.
    static func stranger(in path: String, besides user: UInt32) -> (path: String, owner: UInt32)? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        guard status.st_uid == user else { return (path, status.st_uid) }
        let below = FileManager.default.enumerator(atPath: resolved(path) ?? path)
        while let name = below?.nextObject() as? String {
            let file = path + "/" + name
            // What is gone meanwhile is nobody's.
            guard lstat(file, &status) == 0, status.st_uid != user else { continue }
            return (file, status.st_uid)
        }
        return nil
    }

    /// Makes the directory as root where nobody else could have put something there meanwhile.
    ///
    /// That is below directories that root alone may write to. Elsewhere the user makes it itself, later.
    private func makeData(_ path: String, for identity: Identity) throws(CommandFailure) {
        var missing: [Substring] = []
        var parts = path.split(separator: "/")
        while !parts.isEmpty, !Files.exists("/" + parts.joined(separator: "/")) { missing.append(parts.removeLast()) }
        guard path.hasPrefix("/"), let above = Self.resolved("/" + parts.joined(separator: "/")),
            Self.isRootsAlone(above)
        else { return }
        var place = above == "/" ? "" : above
        while let name = missing.popLast() {
            place += "/" + name
            let code =
                missing.isEmpty
                ? system.makeDirectory(place, mode: 0o700, owner: (identity.user, identity.group))
                : system.makeDirectory(place, mode: 0o755, owner: nil)
            try check(code, "make the directory \(Console.printable(place))")
        }
    }

    /// Whether root alone can change what a directory, and those above it, have in them.
    ///
    /// - Parameter path: the directory, without links and dots in it.
    static func isRootsAlone(_ path: String) -> Bool {
        var places = ["/"]
        for part in path.split(separator: "/") {
            places.append((places.count == 1 ? "" : places[places.count - 1]) + "/" + part)
        }
        return places.allSatisfy { place in
            var status = stat()
            return lstat(place, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR && status.st_uid == 0
                && status.st_mode & 0o022 == 0
        }
    }

    /// The path without links and dots in it.
    private static func resolved(_ path: String) -> String? {
        guard let found = realpath(path, nil) else { return nil }
        defer { free(found) }
        return String(cString: found)
    }
}
