import MailAddressing
import Yams

/// The file that is written when there is none, with every entry in it: what stands at each key first, and the comment
/// beside it.
struct ConfigurationSample {
    /// A key where it stands first.
    struct Entry {
        /// What stands there.
        let node: Node
        /// Where the key stands.
        let position: SourcePosition
        /// The way to it from the top: names of keys, and numbers of entries.
        let steps: [Step]
        /// What the text says behind it, where it has a line of its own; empty for nothing.
        let comment: String
    }

    /// A step from a node to what is in it.
    ///
    /// Complete, as YAML has mappings and lists.
    enum Step: Hashable {
        /// To the value of a key.
        case key(String)
        /// To an entry of a list.
        case item(Int)
    }

    /// The whole of it.
    let root: Node
    /// The keys, by path as in `ConfigurationKeys.all`.
    private(set) var entries: [String: Entry] = [:]
    private let lines: [Substring]

    /// Reads the text; nil when it is no YAML.
    ///
    /// - Parameter hostname: the machine's name.
    init?(hostname: DomainName) {
        let text = DefaultConfiguration.wholeText(hostname: hostname)
        let context = DecodingContext(fileName: "", folder: ".")
        guard let root = ConfigurationComposer.compose(text, into: context) else { return nil }
        self.root = root
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        add(root, at: "", [])
    }

    private mutating func add(_ node: Node, at path: String, _ steps: [Step]) {
        if let mapping = node.mapping {
            // One mapping may stand in the place of a list of them.
            let isList = !path.isEmpty && !path.hasSuffix("[]") && Self.hasEntries(path)
            let prefix = path.isEmpty ? "" : isList ? "\(path)[]." : "\(path)."
            for (key, value) in mapping {
                guard let name = key.scalar?.string else { continue }
                let inner = steps + [.key(name)]
                if entries[prefix + name] == nil {
                    let position = SourcePosition(key.mark)
                    entries[prefix + name] = Entry(
                        node: value, position: position, steps: inner, comment: comment(at: position))
                }
                add(value, at: prefix + name, inner)
            }
        }
        for (index, item) in (node.sequence.map { Array($0) } ?? []).enumerated() {
            add(item, at: "\(path)[]", steps + [.item(index)])
        }
    }

    private static func hasEntries(_ path: String) -> Bool {
        ConfigurationKeys.all.contains { $0.hasPrefix("\(path)[].") }
    }

    /// What stands behind ` # ` in the line of a key, unless another key stands before it there.
    private func comment(at position: SourcePosition) -> String {
        guard lines.indices.contains(position.line - 1) else { return "" }
        let line = lines[position.line - 1]
        guard line.unicodeScalars.prefix(position.column - 1).allSatisfy({ $0 == " " || $0 == "-" }),
            let mark = line.ranges(of: " # ").last
        else { return "" }
        return String(line[mark.upperBound...].drop { $0 == " " })
    }
}

extension Node {
    /// The same without what is at the end of the way.
    ///
    /// - Parameter steps: the way, at least one step.
    func removing(_ steps: ArraySlice<ConfigurationSample.Step>) -> Node {
        guard let step = steps.first else { return self }
        let isLast = steps.count == 1
        switch (self, step) {
        case (.mapping(var mapping), .key(let name)):
            let pairs = mapping.compactMap { key, value -> (Node, Node)? in
                guard key.scalar?.string == name else { return (key, value) }
                return isLast ? nil : (key, value.removing(steps.dropFirst()))
            }
            mapping = Node.Mapping(pairs, mapping.tag, mapping.style, mapping.mark)
            return .mapping(mapping)
        case (.sequence(var sequence), .item(let index)):
            guard sequence.indices.contains(index) else { return self }
            if isLast {
                sequence.remove(at: index)
            } else {
                sequence[index] = sequence[index].removing(steps.dropFirst())
            }
            return .sequence(sequence)
        default: return self
        }
    }
}
