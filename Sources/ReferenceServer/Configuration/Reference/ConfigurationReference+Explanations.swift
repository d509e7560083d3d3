extension ConfigurationReference {
    /// What a key does: as it is explained here, else as the file says beside it; empty when neither says it.
    ///
    /// - Parameter path: the path of the key.
    func explanation(of path: String) -> String {
        if let text = Self.explanations.first(where: { Self.pattern($0.path, fits: path) })?.text { return text }
        let comment = sample.entries[path]?.comment ?? ""
        return comment.isEmpty ? "" : "\(Self.capitalized(comment.replacing("|", with: "\\|")))."
    }

    /// All explanations, each with the path of its key, in which `*` is any name.
    static let explanations: [(path: String, text: String)] =
        parse(serverExplanations) + parse(mailExplanations) + parse(deliveryExplanations) + parse(retryExplanations)

    /// Reads explanations: a path at the beginning of a line, and what is to be said of it in the indented lines that
    /// follow.
    private static func parse(_ text: String) -> [(path: String, text: String)] {
        var explanations: [(path: String, text: String)] = []
        for line in text.split(separator: "\n") {
            guard line.hasPrefix(" ") else {
                explanations.append((String(line), ""))
                continue
            }
            guard let last = explanations.indices.last else { continue }
            let words = line.drop { $0 == " " }
            explanations[last].text += explanations[last].text.isEmpty ? words : " \(words)"
        }
        return explanations
    }

    private static func pattern(_ pattern: String, fits path: String) -> Bool {
        let (left, right) = (pattern.split(separator: "."), path.split(separator: "."))
        return left.count == right.count && zip(left, right).allSatisfy { $0 == "*" || $0 == $1 }
    }

    /// The text with a capital at its beginning.
    static func capitalized(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}
