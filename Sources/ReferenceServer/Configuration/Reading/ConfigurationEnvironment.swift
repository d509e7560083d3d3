import Yams

/// The variables of the environment that set keys of the configuration: `WAXWING_` and the path of the key in capitals,
/// with two underscores for a dot and one for a hyphen, as in `WAXWING_DELIVERY__RETRY__FIRST`.
///
/// A value is read as YAML, as if it stood behind the key in the file, and goes before what stands there. Lists and
/// mappings are set whole, in flow form as a rule; what is in an entry of a list has no variable. A variable that sets
/// one key of a mapping goes before another that sets the whole of it. An empty variable is the empty text, which most
/// keys refuse; `~` is no value, so that the default holds.
enum ConfigurationEnvironment {
    /// What the names of all these variables begin with.
    static let prefix = "WAXWING_"

    /// The key that each variable sets.
    static let paths: [String: String] = {
        let paths = ConfigurationKeys.all.filter { !$0.contains("[]") }
        return Dictionary(paths.map { (variable(for: $0), $0) }) { first, _ in first }
    }()

    /// Variables with the same beginning that set no key: what the program hands to the next one, and what the scripts
    /// and tests of the repository are told by.
    static let reserved: Set<String> = [
        "WAXWING_BINARY", "WAXWING_BUILD", "WAXWING_BUILD_PATH", "WAXWING_CORPORA", "WAXWING_CUTS",
        "WAXWING_DISK_CONTROL", "WAXWING_DISK_DIRECTORY", "WAXWING_DISK_IMAGE", "WAXWING_DKIM_MESSAGES",
        "WAXWING_KILLS", "WAXWING_LISTEN_DESCRIPTORS", "WAXWING_PEERS", "WAXWING_PHASES", "WAXWING_SCHEDULES",
        "WAXWING_SEED", "WAXWING_STRICT", "WAXWING_WORDS", "WAXWING_WRITE_TABLES",
    ]

    /// The variable that sets a key.
    ///
    /// - Parameter path: the whole path of the key, without entries of lists.
    static func variable(for path: String) -> String {
        prefix + path.uppercased().replacing(".", with: "__").replacing("-", with: "_")
    }

    /// Reads all variables that set a key; mistakes become problems, and what is set a notice.
    ///
    /// - Parameters:
    ///   - environment: the variables with their values.
    ///   - context: where values and problems go.
    static func read(_ environment: [String: String], into context: DecodingContext) {
        for (variable, path) in paths {
            guard let value = environment[variable],
                let node = ConfigurationComposer.compose(value, of: variable, at: path, into: context)
            else { continue }
            context.overrides.set(ConfigurationOverrides.Entry(variable: variable, node: node), at: path)
        }
        guard !context.overrides.isEmpty else { return }
        let keys = context.overrides.paths.joined(separator: ", ")
        context.report(
            .environment, at: SourcePosition(nil, in: "\(prefix)*"), path: "", "sets \(keys)")
    }
}
