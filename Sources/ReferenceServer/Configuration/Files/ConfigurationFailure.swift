/// Why there is no configuration: the file could not be read, or something in it is wrong.
///
/// Complete: there is no third step.
enum ConfigurationFailure: Error, Hashable, Sendable {
    /// The file could not be read.
    case file(ConfigurationError)
    /// Something in it is wrong: every problem, at least one, in the order of the file.
    case problems([ConfigurationProblem])

    /// The problems; none when the file could not be read.
    var problems: [ConfigurationProblem] {
        if case .problems(let problems) = self { problems } else { [] }
    }
}

extension ConfigurationFailure: CustomStringConvertible {
    /// One line for each problem.
    var description: String {
        switch self {
        case .file(let error): error.description
        case .problems(let problems): problems.map { $0.description }.joined(separator: "\n")
        }
    }
}

/// What is wrong with the configuration file as a file.
struct ConfigurationError: Error, Hashable, Sendable {
    /// The reasons; complete, as each is a check of `ConfigurationLoader`.
    enum Reason: Hashable, Sendable {
        /// It is missing, unreadable, too large or no file.
        case file(SmallFile.Failure)
        /// A line, counted from 1, is not UTF-8.
        case notUTF8(line: Int)
    }

    /// The path of the file.
    let path: String
    /// The reason.
    let reason: Reason

    /// Whether there is no such file, so that a first one may be written.
    var isMissing: Bool { reason == .file(.missing) }
}

extension ConfigurationError: CustomStringConvertible {
    /// One line, beginning with the path.
    var description: String {
        switch reason {
        case .file(let failure): "\(path): \(failure)"
        case .notUTF8(let line): "\(path):\(line): the line is not UTF-8 text"
        }
    }
}
