import ArgumentParser

/// Whether something is in use, as two flags of which one may be there; complete.
enum UseFlag: String, EnumerableFlag {
    /// `--enable`.
    case enable
    /// `--disable`.
    case disable

    /// Whether it is in use.
    var isEnabled: Bool { self == .enable }

    /// What stands in the help.
    static func help(for value: UseFlag) -> ArgumentHelp? {
        switch value {
        case .enable: "Put it into use again."
        case .disable: "Take it out of use; nothing of it is lost."
        }
    }
}

/// Reads what stands in options of commands on the directory.
enum DirectoryWords {
    /// The addresses of options that may be repeated, and of which each may have several with commas between them.
    ///
    /// - Parameter texts: what stands in the options.
    static func list(_ texts: [String]) -> [String] {
        texts.flatMap { text in
            text.split(separator: ",", omittingEmptySubsequences: false).map { part in
                String(part.drop { $0 == " " })
            }
        }
    }

    /// Text in lines: a name and a value each, the values below each other; values are made fit to be shown.
    ///
    /// - Parameters:
    ///   - title: the line above them.
    ///   - fields: the names and values; those without a value are left out.
    static func text(_ title: String, _ fields: KeyValuePairs<String, String?>) -> String {
        let width = fields.map(\.key.count).max() ?? 0
        let lines = fields.compactMap { name, value in
            value.map { "  \(name)\(String(repeating: " ", count: width - name.count))  \(Console.printable($0))" }
        }
        return ([Console.printable(title)] + lines).joined(separator: "\n")
    }

    /// A note as a value of a list of fields; nil for none.
    static func note(_ note: String) -> String? { note.isEmpty ? nil : note }
}
