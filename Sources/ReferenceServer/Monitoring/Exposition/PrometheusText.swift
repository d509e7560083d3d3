/// Writes metrics as Prometheus reads them: its text exposition format, version 0.0.4.
///
/// Guarantees: the same families give the same text, whatever their order; no series is written twice. Families of one
/// name and kind are written as one. One of a name that another kind has already, or of whose series another family has
/// the name, as a gauge `x_count` beside a histogram `x`, is left out: of two by the order of names the later.
enum PrometheusText {
    /// The value of Content-Type.
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// The text of families.
    ///
    /// - Parameter families: the families.
    static func text(_ families: [MetricFamily]) -> String {
        var merged: [String: MetricFamily] = [:]
        for family in families {
            guard let known = merged[family.name] else {
                merged[family.name] = family
                continue
            }
            if known.kind == family.kind { merged[family.name]?.samples += family.samples }
        }
        var text = ""
        var taken: Set<String> = []
        for family in merged.values.sorted(by: { $0.name < $1.name }) {
            let names = names(of: family)
            guard taken.isDisjoint(with: names) else { continue }
            taken.formUnion(names)
            write(family, to: &text)
        }
        return text
    }

    /// A number as the format has it.
    ///
    /// - Parameter number: the number, not a number and without end among them.
    static func number(_ number: Double) -> String {
        if number.isNaN { return "NaN" }
        if number.isInfinite { return number < 0 ? "-Inf" : "+Inf" }
        return Int64(exactly: number).map { "\($0)" } ?? "\(number)"
    }

    /// The names that a family and its series have.
    private static func names(of family: MetricFamily) -> Set<String> {
        guard family.kind == .histogram else { return [family.name] }
        return [family.name, family.name + "_bucket", family.name + "_sum", family.name + "_count"]
    }

    private static func write(_ family: MetricFamily, to text: inout String) {
        if !family.help.isEmpty { text += "# HELP \(family.name) \(escaped(family.help, quotes: false))\n" }
        text += "# TYPE \(family.name) \(family.kind.rawValue)\n"
        var written: Set<[MetricFamily.Label]> = []
        for sample in family.samples.sorted(by: { precedes($0.labels, $1.labels) }) {
            guard written.insert(sample.labels).inserted else { continue }
            switch sample.value {
            case .number(let value):
                text += "\(family.name)\(labels(sample.labels)) \(number(value))\n"
            case .histogram(let histogram): write(histogram, family.name, sample.labels, to: &text)
            }
        }
    }

    private static func write(
        _ histogram: MetricFamily.Histogram, _ name: String, _ own: [MetricFamily.Label], to text: inout String
    ) {
        var count: UInt64 = 0
        let bounds = histogram.bounds + [.infinity]
        for (bound, more) in zip(bounds, histogram.counts) {
            count &+= more
            let bucket = MetricFamily.Label(name: "le", value: number(bound))
            text += "\(name)_bucket\(labels(own + [bucket])) \(count)\n"
        }
        text += "\(name)_sum\(labels(own)) \(number(histogram.sum))\n"
        text += "\(name)_count\(labels(own)) \(count)\n"
    }

    private static func labels(_ labels: [MetricFamily.Label]) -> String {
        guard !labels.isEmpty else { return "" }
        return "{" + labels.map { "\($0.name)=\"\(escaped($0.value, quotes: true))\"" }.joined(separator: ",") + "}"
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        guard text.utf8.contains(where: { $0 == 0x5C || $0 == 0x0A || $0 == 0x22 }) else { return text }
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quotes: escaped += "\\\""
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    private static func precedes(_ left: [MetricFamily.Label], _ right: [MetricFamily.Label]) -> Bool {
        left.lexicographicallyPrecedes(right) { ($0.name, $0.value) < ($1.name, $1.value) }
    }
}
