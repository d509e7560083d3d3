import Yams

/// Asks the decoder what a key takes, by giving it something else.
struct ConfigurationProbe {
    /// The path of the key, as in `ConfigurationKeys.all`.
    let path: String

    /// What the key takes, in the words of the decoder.
    var shape: String {
        // Nothing is expected of a mapping but another mapping, and of a word but another word.
        let forMapping = expected(for: .mapping(Node.Mapping([])))
        let forWord = expected(for: Node("?"))
        switch (forMapping, forWord) {
        case (nil, let list?) where list.hasPrefix("a list of "): return "\(list), or one of them"
        case (nil, _): return "a mapping"
        case (let list?, nil) where list.hasPrefix("a list of "): return "\(list), or one of them"
        case (let what?, _): return withRange(what)
        }
    }

    /// The words with the range in the place of examples.
    private func withRange(_ what: String) -> String {
        for (accepted, name, beyond) in [
            (DurationText.accepted, "a duration", "99999999999d"), (SizeText.accepted, "a size", "999999999GiB"),
        ] where what.hasPrefix(accepted) {
            guard let range = message(for: Node(beyond), kind: .invalidValue)?.split(separator: "; accepted: ").last
            else { return what }
            return "\(name), \(range)\(what.dropFirst(accepted.count))"
        }
        return what
    }

    /// What the decoder says that it expects in the place of a value; nil when it takes the kind of value.
    private func expected(for value: Node) -> String? {
        guard let message = message(for: value, kind: .wrongType), let range = message.firstRange(of: "expected ")
        else { return nil }
        return String(message[range.upperBound...])
    }

    private func message(for value: Node, kind: ConfigurationProblem.Kind) -> String? {
        let place = path.replacing("[]", with: "[0]")
        return problems(of: value).first { $0.kind == kind && $0.keyPath == place }?.message
    }

    /// The problems of a file that has this key alone.
    private func problems(of value: Node) -> [ConfigurationProblem] {
        let root = path.split(separator: ".").reversed().reduce(value) { inner, part in
            let isList = part.hasSuffix("[]")
            let name = Node(String(isList ? part.dropLast(2) : part))
            return .mapping(Node.Mapping([(name, isList ? .sequence(Node.Sequence([inner])) : inner)]))
        }
        let context = DecodingContext(fileName: "", folder: ".")
        let cursor = ConfigurationCursor(node: root, path: "", context: context)
        _ = ConfigurationDecoder(context: context, machineName: "localhost").decode(cursor)
        return context.problems
    }
}
