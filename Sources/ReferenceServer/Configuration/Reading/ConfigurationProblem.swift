/// A place in a file, or in the value of a variable of the environment: line and column, both counted from 1.
struct SourcePosition: Hashable, Sendable {
    /// The line.
    let line: Int
    /// The column, in Unicode scalars.
    let column: Int
    /// The variable that has the text; nil for the file.
    let variable: String?

    /// Makes a place.
    ///
    /// - Parameters:
    ///   - line: the line.
    ///   - column: the column, in Unicode scalars.
    ///   - variable: the variable that has the text; nil for the file.
    init(line: Int, column: Int, variable: String? = nil) {
        self.line = line
        self.column = column
        self.variable = variable
    }

    /// The first place of a file.
    static let start = SourcePosition(line: 1, column: 1)
}

extension SourcePosition: Comparable {
    /// Orders places as they stand in the file; those in variables come then, variable by variable.
    static func < (left: SourcePosition, right: SourcePosition) -> Bool {
        (left.variable ?? "", left.line, left.column) < (right.variable ?? "", right.line, right.column)
    }
}

/// One thing in the configuration that is wrong, or that the reader should know.
struct ConfigurationProblem: Hashable, Sendable {
    /// The kinds of problem; complete, as each is a check of the decoder.
    enum Kind: Hashable, Sendable {
        /// The text is no YAML.
        case syntax
        /// A key that the format does not have.
        case unknownKey
        /// A key that stands twice in one mapping.
        case duplicateKey
        /// A key that must be there and is not.
        case missingKey
        /// A list where a mapping is expected, and the like.
        case wrongType
        /// A value of the right type that is not accepted.
        case invalidValue
        /// Two values that do not go together.
        case conflict
        /// A setting that would endanger others, refused with the reason.
        case dangerous
        /// A setting that is accepted and changes nothing: a notice, never a reason to refuse the file.
        case noEffect
        /// The environment sets keys: a notice as well.
        case environment
    }

    /// What kind of problem it is.
    let kind: Kind
    /// The file, as the user named it.
    let file: String
    /// Where it stands.
    let position: SourcePosition
    /// The whole path of the key, as in `listeners[0].kind`; empty when no key is concerned.
    let keyPath: String
    /// What is wrong and what is accepted.
    let message: String
    /// The text that was probably meant.
    let suggestion: String?

    /// The line, from 1.
    var line: Int { position.line }
    /// The column, from 1.
    var column: Int { position.column }
}

extension ConfigurationProblem: CustomStringConvertible {
    /// One line, `FILE:LINE:COLUMN: key: message`, or `environment VARIABLE: key: message`.
    var description: String {
        let place =
            position.variable.map { "environment \(PrintableText.plain($0))" } ?? "\(file):\(line):\(column)"
        let key = keyPath.isEmpty ? "" : "\(keyPath): "
        let hint = suggestion.map { "; did you mean \($0)?" } ?? ""
        return "\(place): \(key)\(message)\(hint)"
    }
}
