import Yams

/// Values that go before those of the file, each with the variable of the environment that has it.
struct ConfigurationOverrides {
    /// One value.
    struct Entry {
        /// The variable that has it.
        let variable: String
        /// The value.
        let node: Node
    }

    private var entries: [String: Entry] = [:]

    /// Whether there is none.
    var isEmpty: Bool { entries.isEmpty }

    /// The keys that have one, in the order of their paths.
    var paths: [String] { entries.keys.sorted() }

    /// Keeps a value.
    ///
    /// - Parameters:
    ///   - entry: the value.
    ///   - path: the whole path of its key.
    mutating func set(_ entry: Entry, at path: String) { entries[path] = entry }

    /// The value of a key, or nil when there is none.
    ///
    /// - Parameter path: the whole path of the key.
    func entry(at path: String) -> Entry? { entries[path] }

    /// A variable that sets a key in a section, or nil when none does.
    ///
    /// - Parameter path: the whole path of the section.
    func variable(below path: String) -> String? {
        entries.filter { $0.key.hasPrefix("\(path).") }.map(\.value.variable).min()
    }
}

extension ConfigurationCursor {
    /// A mapping that stands nowhere and has only what the environment sets in it.
    ///
    /// - Parameters:
    ///   - path: the whole path of its key; empty at the top.
    ///   - context: what all cursors share.
    ///   - variable: a variable that sets a key in it; nil at the top.
    init(emptyAt path: String, context: DecodingContext, variable: String?) {
        self.init(node: .mapping(Node.Mapping([])), path: path, context: context, variable: variable)
    }
}
