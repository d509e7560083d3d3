import MailAddressing
import Yams

/// Every key of the configuration in Markdown: what it takes, its default and what it does.
///
/// The keys are those of `ConfigurationKeys`, in the order of the file that is written when there is none. What a key
/// takes and what it is when it is left out are asked of the decoder; what it does is in `explanations`, else in the
/// comments of that file.
struct ConfigurationReference {
    /// The file with every key in it.
    let sample: ConfigurationSample
    /// What that file means.
    let whole: ServerConfiguration?

    /// The text of `docs/configuration.md`.
    ///
    /// - Throws: `CommandFailure` when the default configuration cannot be read, which no input leads to.
    static func text() throws(CommandFailure) -> String {
        guard let hostname = try? DomainName("mail.example.org"),
            let reference = ConfigurationReference(hostname: hostname)
        else { throw .operational("the default configuration cannot be read") }
        return reference.text
    }

    /// Reads the file; nil when it is no YAML.
    ///
    /// - Parameter hostname: the machine's name.
    init?(hostname: DomainName) {
        guard let sample = ConfigurationSample(hostname: hostname) else { return nil }
        self.sample = sample
        whole = Self.decoded(sample.root).0
    }

    /// The Markdown text.
    var text: String {
        let sections = sections(below: "", title: "The top of the file")
        return ([Self.introduction] + sections).joined(separator: "\n\n") + "\n"
    }

    /// The keys that are directly in a section or in its entries, in the order of the file; those that it does not have
    /// come last.
    ///
    /// - Parameter section: the path of a mapping or a list; empty for the top.
    func keys(in section: String) -> [String] {
        let keys = ConfigurationKeys.all.filter { Self.section(of: $0) == section }
        let end = SourcePosition(line: .max, column: 1)
        let places = keys.map { sample.entries[$0]?.position ?? end }
        return keys.indices.sorted { (places[$0], $0) < (places[$1], $1) }.map { keys[$0] }
    }

    /// A table of the keys in a section, with a section for each key that has others in it.
    private func sections(below section: String, title: String) -> [String] {
        let keys = keys(in: section)
        let depth = section.isEmpty ? 0 : section.split(separator: ".").count
        let (outer, inner) = (keys.filter(hasKeys), keys.filter { !hasKeys($0) })
        // Two names deep; what is deeper stands in the same table.
        let rows = depth < 2 ? inner : keys.flatMap { [$0] + below($0) }
        var lines = ["## \(section.isEmpty ? title : "`\(section)`")"]
        if !section.isEmpty { lines += ["", sentences(on: section)] }
        if !rows.isEmpty { lines += ["", Self.tableHead] }
        lines += rows.map { "| `\($0)` | \(shape(of: $0)) | \(standard(of: $0)) | \(explanation(of: $0)) |" }
        let whole = lines.joined(separator: "\n")
        return depth < 2 ? [whole] + outer.flatMap { sections(below: $0, title: $0) } : [whole]
    }

    /// What a section is; that it is a mapping is seen by its keys.
    private func sentences(on section: String) -> String {
        let shape = shape(of: section)
        let text = explanation(of: section)
        return Self.wrapped(shape == "a mapping" ? text : "\(Self.capitalized(shape)). \(text)")
    }

    private static let tableHead = "| Key | What it takes | Default | What it does |\n| --- | --- | --- | --- |"

    private func below(_ key: String) -> [String] { keys(in: key).flatMap { [$0] + below($0) } }

    private func hasKeys(_ key: String) -> Bool { ConfigurationKeys.all.contains { Self.section(of: $0) == key } }

    /// The path of the mapping or list that a key is in, without brackets at its end.
    private static func section(of path: String) -> String {
        guard let dot = path.lastIndex(of: ".") else { return "" }
        let section = path[..<dot]
        return String(section.hasSuffix("[]") ? section.dropLast(2) : section)
    }
}
