extension ConfigurationReference {
    /// What a key takes, as Markdown.
    ///
    /// - Parameter path: the path of the key.
    func shape(of path: String) -> String {
        let shape = ConfigurationProbe(path: path).shape
        let choice = "one of: "
        guard !shape.hasPrefix(choice) else {
            let words = shape.dropFirst(choice.count).split(separator: ", ").map { Self.code(String($0)) }
            guard let last = words.last, words.count > 1 else { return words.joined() }
            return "\(words.dropLast().joined(separator: ", ")) or \(last)"
        }
        // What stands in quotes is written so, and has stars.
        return shape.split(separator: "\"", omittingEmptySubsequences: false).enumerated().map { index, piece in
            index.isMultiple(of: 2) ? Self.escaped(String(piece)) : Self.code("\"\(piece)\"")
        }.joined()
    }

    /// A value as Markdown; what would end a cell of a table is escaped.
    static func code(_ value: String) -> String { "`\(value.replacing("|", with: "\\|"))`" }

    /// A paragraph with lines of at most 120 characters, broken at blanks.
    static func wrapped(_ text: String) -> String {
        var lines: [String] = []
        for word in text.split(separator: " ") {
            if let last = lines.last, last.count + word.count < 120 {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append(String(word))
            }
        }
        return lines.joined(separator: "\n")
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("|", with: "\\|").replacing("<", with: "\\<").replacing("*", with: "\\*")
    }

    /// What stands before the keys.
    static let introduction = """
        # Configuration reference

        Every key of the configuration file, in the order of the file that `waxwing serve` writes when there is none and
        `waxwing config print-default` prints. `waxwing config reference` prints this page. The file is YAML; relative paths
        start at its folder. `waxwing config check` finds every mistake in it, with its line.

        A key that is left out, or has no value, is as the column Default says; a dash there is nothing, or what the last
        column says. In a path `[]` stands for an entry of a list.

        Changes take effect when SIGHUP has the daemon read the file again; what waits for its next start, as by SIGUSR2, it
        names then: [operations.md](operations.md#another-configuration). Variables are those that it was started with.

        | What is written | How |
        | --- | --- |
        | a duration | a whole number and `ms`, `s`, `m`, `h` or `d`, as in `500ms`, `30s`, `5m`, `4h`, `5d` |
        | a size | octets, or a whole number and `KiB`, `MiB` or `GiB`, as in `65536`, `64KiB`, `25MiB` |
        | a list | `[first, second]`, or a line with `- ` for each entry |
        | a mapping | `{ key: value, other: value }`, or a line for each key, further to the right |

        ## The environment

        A variable of the environment goes before the file. Its name is `WAXWING_` and the path of the key in capitals, with
        two underscores for a dot and one for a hyphen:

        ```sh
        WAXWING_HOSTNAME=mail.example.org
        WAXWING_HTTP__ADDRESS=127.0.0.1:8025
        WAXWING_DELIVERY__RETRY__FIRST=10m
        WAXWING_LISTENERS='[{ address: "0.0.0.0:25", kind: mx }, { address: "0.0.0.0:465", kind: submissions }]'
        WAXWING_DELIVERY__SHAPING__CONNECTIONS='~'
        ```

        The value is YAML, as if it stood behind the key in the file, so that text with a mark of YAML's in it stands in
        quotes of its own: `WAXWING_LISTENERS='[{ address: "[::]:25" }]'`. It is read by itself and cannot reach another key.

        - A list or a mapping is set whole, in place of the file's. The keys in an entry of a list have no variables.
        - Where one variable sets a mapping and another a key in it, the key is as the latter says.
        - `~` is no value: the default holds. An empty variable is the empty text, which the keys refuse.
        - A mistake is told with the variable's name in place of the line, and the daemon does not start. What may be a
          secret, or say where one is, is not shown then.
        - `serve` and `config check` say which keys the environment sets, and which variables with this beginning set none.
          Options of the command line, such as `--data`, go before both.
        """
}
