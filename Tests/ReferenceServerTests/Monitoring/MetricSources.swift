import Foundation

/// The metrics that the sources show, found by reading them.
struct MetricSources {
    /// A metric, and where it is made.
    struct Metric: Hashable {
        var kind: String
        var file: String
        /// Whether it is counted as things happen, in the registry, rather than read by a collector.
        var isCounted: Bool
    }

    /// The sources as they are, read once.
    static let read = Result { try MetricSources() }

    /// All metrics by name.
    private(set) var metrics: [String: Metric] = [:]
    /// Metrics of libraries whose label cannot be read.
    private(set) var unread: [String] = []

    private init() throws {
        let sources = LogEventSources.package.appendingPathComponent("Sources")
        let files = FileManager.default.enumerator(atPath: sources.path)
        while let file = files?.nextObject() as? String {
            guard file.hasSuffix(".swift") else { continue }
            let text = try String(contentsOf: sources.appendingPathComponent(file), encoding: .utf8)
            readCollected(text, of: file)
            readCounted(text, of: file)
        }
    }

    /// What collectors read: a kind, and a name after it.
    private mutating func readCollected(_ text: String, of file: String) {
        for match in text.matches(of: #/\.(counter|gauge|histogram),\s*"((?:waxwing|process)_\w+)"/#) {
            let (kind, label) = (String(match.1), String(match.2))
            let name = kind == "counter" && !label.hasSuffix("_total") ? label + "_total" : label
            metrics[name] = Metric(kind: kind, file: file, isCounted: false)
        }
    }

    /// What is counted as it happens: a counter or timer with a label.
    private mutating func readCounted(_ text: String, of file: String) {
        guard text.contains("import CoreMetrics"), !file.contains("/Registry/") else { return }
        let call = #/(Counter|FloatingPointCounter|Timer|Meter|Recorder|Gauge)\(\s*label: ("[^"]*"|\w+)/#
        for match in text.matches(of: call) {
            for label in labels(String(match.2), text) {
                guard let (kind, ending) = Self.kinds[String(match.1)], label.wholeMatch(of: #/\w+/#) != nil else {
                    unread.append("\(file): \(match.0)")
                    continue
                }
                metrics[label + ending] = Metric(kind: kind, file: file, isCounted: true)
            }
        }
    }

    /// What a type of swift-metrics is for Prometheus, and what the name ends in.
    private static let kinds = [
        "Counter": ("counter", "_total"), "FloatingPointCounter": ("counter", "_total"),
        "Timer": ("histogram", "_seconds"),
    ]

    /// The labels that an expression stands for: a constant, one that begins with the default of `label`, or one that
    /// ends in each name that the file counts under.
    private func labels(_ expression: String, _ text: String) -> [String] {
        let standard = text.firstMatch(of: #/label: String = "(\w+)"/#).map { String($0.1) }
        var label = expression.filter { $0 != "\"" }
        if label == "label", let standard { return [standard] }
        if let standard { label = label.replacing("\\(label)", with: standard) }
        guard label.hasSuffix("\\(name)") else { return [label] }
        let names = Set(text.matches(of: #/(?:counter|count)\("(\w+)"/#).map { String($0.1) })
        return names.sorted().map { label.replacing("\\(name)", with: $0) }
    }
}

/// The metrics that `docs/metrics.md` lists.
struct MetricList {
    /// A row of a table.
    struct Row: Hashable {
        var name: String
        var kind: String
        var labels: Set<String>
    }

    let rows: [Row]

    /// Reads the list.
    init() throws {
        let path = LogEventSources.package.appendingPathComponent("docs/metrics.md")
        rows = try String(contentsOf: path, encoding: .utf8).split(separator: "\n").compactMap { line in
            guard let match = line.wholeMatch(of: #/\| `(\w+)` \| (\w+) \| ([^|]*) \| (.+) \|/#) else { return nil }
            let labels = match.3.matches(of: #/`(\w+)`/#).map { String($0.1) }
            return Row(name: String(match.1), kind: String(match.2), labels: Set(labels))
        }
    }
}
