import Yams

/// Turns the text of the file into YAML nodes, and YAML's own errors into problems.
enum ConfigurationComposer {
    /// Composes the text; nil without a problem means that the file has no content.
    ///
    /// - Parameters:
    ///   - text: the whole file.
    ///   - context: where problems go, and the keys that had to be masked.
    static func compose(_ text: String, into context: DecodingContext) -> Node? {
        var masked = RepeatedKeyMask(text)
        while true {
            do {
                let root = try Yams.compose(yaml: masked.text, .default, .default, .utf8)
                for entry in masked.entries { context.maskedKeys[entry.mask] = entry.key }
                return root
            } catch YamlError.duplicatedKeysInMapping(let names, let place) {
                let position = SourcePosition(place.mark)
                let name = names.first ?? ""
                if masked.replace(name, at: position) { continue }
                reportRepeated(name, at: position, in: context)
            } catch let error as YamlError {
                report(error, in: context)
            } catch {
                context.report(.syntax, at: .start, path: "", "is no YAML: \(error)")
            }
            // Nothing will decode the mappings, so the keys already masked are told of here.
            for entry in masked.entries { reportRepeated(entry.key, at: entry.position, in: context) }
            return nil
        }
    }

    private static func reportRepeated(_ name: String, at position: SourcePosition, in context: DecodingContext) {
        let shown = PrintableText.plain(name)
        context.report(.duplicateKey, at: position, path: shown, "is given twice in one mapping")
    }

    private static func report(_ error: YamlError, in context: DecodingContext) {
        switch error {
        case .scanner(let around, let problem, let mark, let yaml),
            .parser(let around, let problem, let mark, let yaml),
            .composer(let around, let problem, let mark, let yaml):
            let position = SourcePosition(mark)
            let sentence = [around?.text, problem].compactMap { $0 }.joined(separator: ", ")
            let hint = SyntaxHint.hint(for: yaml, line: position.line).map { " (\($0))" } ?? ""
            context.report(.syntax, at: position, path: "", "is no YAML: \(sentence)\(hint)")
        case .reader(let problem, let offset, _, let yaml):
            let position = offset.map { SyntaxHint.position(of: $0, in: yaml) } ?? .start
            context.report(.syntax, at: position, path: "", "is no YAML: \(problem)")
        default:
            context.report(.syntax, at: .start, path: "", "is no YAML: the text cannot be read")
        }
    }
}
