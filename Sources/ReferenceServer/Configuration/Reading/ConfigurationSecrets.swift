/// Which keys have a secret, or say where one is.
///
/// The file has no secrets, only the names of files and variables that do; the environment is where somebody puts a
/// secret in their place by mistake, and then it must not stand in a log.
enum ConfigurationSecrets {
    /// The words that make the name of a key one of a secret, each as it stands between hyphens, or as a plural.
    ///
    /// A list in the DNS may have its customer's key in the name of its zone, and an address of the web a password.
    static let words: Set<String> = ["password", "secret", "token", "key", "checker", "zone", "url"]

    /// The shortest piece of a value that is looked for in a message, in characters.
    private static let shortestPiece = 4

    /// Whether a value is not to be shown: that of such a key, what is in it, and what such a key may be in.
    ///
    /// - Parameter path: the whole path of a key, with or without numbers of entries.
    static func conceals(_ path: String) -> Bool {
        let names = path.split(separator: ".").map { $0.prefix { $0 != "[" } }
        return names.contains(where: isSecret) || sections.contains(names.joined(separator: "."))
    }

    /// A message that does not show a value.
    ///
    /// - Parameters:
    ///   - message: what is wrong and what is accepted.
    ///   - value: the value.
    static func message(_ message: String, without value: String) -> String {
        let shown = message.replacing(PrintableText.quoted(value), with: "the value")
        let pieces = value.split { !$0.isLetter && !$0.isNumber }.filter { $0.count >= shortestPiece }
        return pieces.contains { shown.contains($0) } ? "is not accepted; the value is not shown" : shown
    }

    /// All that such keys are in, by path without brackets.
    private static let sections: Set<String> = {
        var sections: Set<String> = []
        for path in ConfigurationKeys.all {
            let names = path.replacing("[]", with: "").split(separator: ".")
            guard names.contains(where: isSecret) else { continue }
            for count in names.indices { sections.insert(names.prefix(count).joined(separator: ".")) }
        }
        return sections
    }()

    private static func isSecret(_ name: Substring) -> Bool {
        name.split(separator: "-").contains { word in
            words.contains(String(word)) || word.hasSuffix("s") && words.contains(String(word.dropLast()))
        }
    }
}
