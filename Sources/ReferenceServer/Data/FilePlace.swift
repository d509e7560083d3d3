import Foundation

/// Where paths lead, and what lies below what.
enum FilePlace {
    /// The whole path, with the symbolic links followed that are on the way to what exists.
    ///
    /// - Parameter path: a path, whose end may not exist.
    static func resolved(_ path: String) -> String {
        var existing = URL(fileURLWithPath: path).standardizedFileURL
        var rest: [String] = []
        while !Files.exists(existing.path), existing.path != "/" {
            rest.insert(existing.lastPathComponent, at: 0)
            existing.deleteLastPathComponent()
        }
        let found = realpath(existing.path, nil)
        defer { free(found) }
        let real = found.map { String(cString: $0) } ?? existing.path
        return rest.isEmpty ? real : (real == "/" ? "" : real) + "/" + rest.joined(separator: "/")
    }

    /// Whether a path lies in a directory or is it.
    ///
    /// - Parameters:
    ///   - path: the path.
    ///   - directory: the directory.
    static func lies(_ path: String, below directory: String) -> Bool {
        (resolved(path) + "/").hasPrefix(resolved(directory) + "/")
    }

    /// The directory that a whole path lies in.
    ///
    /// - Parameter path: the path.
    static func parent(of path: String) -> String {
        let parts = path.split(separator: "/").dropLast()
        return "/" + parts.joined(separator: "/")
    }

    /// The nearest directory on the way to a path that exists.
    ///
    /// - Parameter path: the path.
    static func existing(above path: String) -> String {
        var place = resolved(path)
        while !Files.exists(place), place != "/" { place = parent(of: place) }
        return place
    }
}
