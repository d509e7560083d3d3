/// A configuration with what was noticed on the way.
struct LoadedConfiguration: Hashable, Sendable {
    /// The configuration.
    let configuration: ServerConfiguration
    /// What the user should know though the file is accepted, in the order of the file; then what is to be said of
    /// the environment.
    let notices: [ConfigurationProblem]
    /// The file it came from.
    let path: String
}

/// Reads the configuration file, and what the environment sets in its place.
enum ConfigurationLoader {
    /// The largest file in bytes: 1 MiB, a hundred times what a long one needs.
    static let maximumSize = 1_048_576

    /// Reads and checks a file.
    ///
    /// - Parameters:
    ///   - path: the path of the file; relative paths in it are resolved against its folder.
    ///   - environment: the variables that may set keys; see `ConfigurationEnvironment`.
    ///   - machineName: the default of `hostname`.
    /// - Throws: `ConfigurationFailure` when the file cannot be read, or with every mistake in it.
    static func load(
        path: String, environment: [String: String] = [:], machineName: String = MachineName.current
    ) throws(ConfigurationFailure) -> LoadedConfiguration {
        let file: SmallFile
        do {
            file = try SmallFile(path: path, limit: maximumSize)
        } catch {
            throw ConfigurationFailure.file(ConfigurationError(path: path, reason: .file(error)))
        }
        guard let text = String(validating: file.bytes, as: UTF8.self) else {
            let line = firstBrokenLine(of: file.bytes)
            throw ConfigurationFailure.file(ConfigurationError(path: path, reason: .notUTF8(line: line)))
        }
        return try decode(
            text: text, fileName: path, folder: FilePath.folder(of: path), environment: environment,
            machineName: machineName)
    }

    /// Checks the text of a file.
    ///
    /// - Parameters:
    ///   - text: the whole text; a byte order mark at its start is ignored.
    ///   - fileName: the name for messages.
    ///   - folder: the folder against which relative paths are resolved, those of the environment too.
    ///   - environment: the variables that may set keys; see `ConfigurationEnvironment`.
    ///   - machineName: the default of `hostname`.
    /// - Throws: `ConfigurationFailure` with every mistake.
    static func decode(
        text: String, fileName: String, folder: String, environment: [String: String] = [:],
        machineName: String = MachineName.current
    ) throws(ConfigurationFailure) -> LoadedConfiguration {
        let context = DecodingContext(fileName: fileName, folder: folder)
        let content = text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
        let root = ConfigurationComposer.compose(content, into: context)
        ConfigurationEnvironment.read(environment, into: context)
        guard context.problems.isEmpty else { throw ConfigurationFailure.problems(context.problems) }
        var cursor = root.map { ConfigurationCursor(node: $0, path: "", context: context) }
        if cursor?.isNull != false, !context.overrides.isEmpty {
            cursor = ConfigurationCursor(emptyAt: "", context: context, variable: nil)
        }
        let configuration = ConfigurationDecoder(context: context, machineName: machineName).decode(cursor)
        guard let configuration, context.problems.isEmpty else { throw ConfigurationFailure.problems(context.problems) }
        ConfigurationEnvironment.noteUnknown(in: environment, for: configuration, into: context)
        return LoadedConfiguration(configuration: configuration, notices: context.notices, path: fileName)
    }

    /// The first line, from 1, that is not UTF-8.
    private static func firstBrokenLine(of bytes: [UInt8]) -> Int {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let broken = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }
        return (broken ?? 0) + 1
    }
}
