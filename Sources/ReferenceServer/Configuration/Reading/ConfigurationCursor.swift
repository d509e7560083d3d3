import Yams

/// A place in the file: a YAML node with the path of its key.
///
/// Its readers return a value, or report what is wrong and return nil; reading goes on, so that one run finds every
/// mistake. The readers are in `ConfigurationCursor+….swift`, by the kind of value.
struct ConfigurationCursor {
    /// The node.
    let node: Node
    /// The whole path of the key, as in `listeners[0].kind`; empty at the top.
    let path: String
    /// What all cursors of the file share.
    let context: DecodingContext
    /// The variable of the environment that has the value; nil for the file.
    var variable: String?

    /// Where the value begins.
    var position: SourcePosition { SourcePosition(node.mark, in: variable) }

    /// Whether nothing was written, as behind a bare `dkim:`.
    var isNull: Bool {
        guard let scalar = node.scalar, scalar.style == .plain || scalar.style == .any else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }

    /// Reports a problem of this value, which is not shown where the environment has it and it may be a secret.
    ///
    /// - Parameters:
    ///   - kind: what kind of problem it is.
    ///   - message: what is wrong and what is accepted.
    ///   - suggestion: the text that was probably meant.
    func report(_ kind: ConfigurationProblem.Kind, _ message: String, suggestion: String? = nil) {
        guard variable != nil, ConfigurationSecrets.conceals(path) else {
            context.report(kind, at: position, path: path, message, suggestion: suggestion)
            return
        }
        let text = node.scalar?.string ?? ""
        context.report(kind, at: position, path: path, ConfigurationSecrets.message(message, without: text))
    }

    /// The entries of a mapping, its keys checked; nil and a problem when it is none.
    ///
    /// - Parameter type: the keys that the mapping may have.
    func fields<Key: ConfigurationKey>(_ type: Key.Type) -> ConfigurationFields<Key>? {
        guard let mapping = node.mapping else {
            let names = Key.allCases.map { $0.rawValue }.joined(separator: ", ")
            report(.wrongType, "is \(kindName); expected a mapping with the keys \(names)")
            return nil
        }
        return ConfigurationFields(mapping, at: self)
    }

    /// The entries of a list; none and a problem when it is no list.
    ///
    /// - Parameter what: what the list holds, for the message, as in `networks such as "192.0.2.0/24"`.
    func items(of what: String) -> [ConfigurationCursor] {
        guard let sequence = node.sequence else {
            var single: String?
            if let text = node.scalar?.string, !text.isEmpty { single = "[\(PrintableText.quoted(text))]" }
            report(.wrongType, "is \(kindName); expected a list of \(what)", suggestion: single)
            return []
        }
        return sequence.enumerated().map { index, item in
            ConfigurationCursor(node: item, path: "\(path)[\(index)]", context: context, variable: variable)
        }
    }

    /// What the value is, for messages.
    var kindName: String {
        switch node {
        case .scalar: isNull ? "empty" : "a single value"
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .alias: "an alias"
        }
    }
}

extension SourcePosition {
    /// The place of a YAML mark, or the first of its text.
    ///
    /// - Parameters:
    ///   - mark: the mark, if the node has one.
    ///   - variable: the variable that has the text; nil for the file.
    init(_ mark: Mark?, in variable: String? = nil) {
        self.init(line: max(1, mark?.line ?? 1), column: max(1, mark?.column ?? 1), variable: variable)
    }
}
