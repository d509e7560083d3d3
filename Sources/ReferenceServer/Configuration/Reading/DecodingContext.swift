/// What all cursors of one file share: its name, its folder, what the environment sets in its place, and the problems
/// found so far.
///
/// A reference, used by one decoder on one thread and then thrown away.
final class DecodingContext {
    /// The file, as the user named it.
    let fileName: String
    /// The folder against which paths are resolved.
    let folder: String
    /// The keys that the composer had to mask, as they stood in the file; see `ConfigurationComposer`.
    var maskedKeys: [String: String] = [:]
    /// The values that go before those of the file.
    var overrides = ConfigurationOverrides()

    private var foundProblems: [ConfigurationProblem] = []
    private var foundNotices: [ConfigurationProblem] = []

    /// Makes a context without problems.
    ///
    /// - Parameters:
    ///   - fileName: the file, as the user named it.
    ///   - folder: the folder against which paths are resolved.
    init(fileName: String, folder: String) {
        self.fileName = fileName
        self.folder = folder
    }

    /// The reasons to refuse the file, in the order of the file.
    var problems: [ConfigurationProblem] { foundProblems.sorted { $0.position < $1.position } }

    /// What the reader should know though the file is accepted, in the order of the file.
    var notices: [ConfigurationProblem] { foundNotices.sorted { $0.position < $1.position } }

    /// Keeps a problem; one of the kinds `noEffect` and `environment` is a notice.
    ///
    /// - Parameters:
    ///   - kind: what kind of problem it is.
    ///   - position: where it stands.
    ///   - path: the whole path of the key, or nothing.
    ///   - message: what is wrong and what is accepted.
    ///   - suggestion: the text that was probably meant.
    func report(
        _ kind: ConfigurationProblem.Kind, at position: SourcePosition, path: String, _ message: String,
        suggestion: String? = nil
    ) {
        let problem = ConfigurationProblem(
            kind: kind, file: fileName, position: position, keyPath: path, message: message, suggestion: suggestion)
        if kind == .noEffect || kind == .environment {
            foundNotices.append(problem)
        } else {
            foundProblems.append(problem)
        }
    }
}
