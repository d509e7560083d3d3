/// Paths as text: what the decoder needs of them, without asking the file system.
enum FilePath {
    /// The folder of a file, `.` for a bare name.
    ///
    /// - Parameter path: the path of a file.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// A path as seen from a folder: absolute paths stay, others are put behind the folder.
    ///
    /// - Parameters:
    ///   - path: a path that is not empty; leading `./` are dropped.
    ///   - folder: the folder; empty or `.` is the working folder.
    static func resolve(_ path: String, against folder: String) -> String {
        if path.hasPrefix("/") { return path }
        var rest = path[...]
        while rest.hasPrefix("./") { rest = rest.dropFirst(2).drop { $0 == "/" } }
        if rest.isEmpty || rest == "." { return folder.isEmpty ? "." : folder }
        if folder.isEmpty || folder == "." { return String(rest) }
        return folder.hasSuffix("/") ? folder + rest : "\(folder)/\(rest)"
    }
}
