/// Makes names of metrics and labels that Prometheus takes.
///
/// What is no letter of ASCII, no digit and no underscore becomes an underscore. Colons are among it, as they are for
/// those who make new metrics of what they have read.
enum MetricName {
    /// The name of a metric.
    ///
    /// - Parameters:
    ///   - label: the name as it is to be called.
    ///   - ending: what it has to end in.
    static func name(_ label: String, ending: String = "") -> String {
        let plain = plain(label)
        return plain.hasSuffix(ending) ? plain : plain + ending
    }

    /// The name of a label.
    ///
    /// Names that begin with two underscores are Prometheus's own, `__name__` among them, and `le` is the bound of a
    /// bucket: those get another name.
    ///
    /// - Parameter text: the name as it is to be called.
    static func labelName(_ text: String) -> String {
        let plain = plain(text)
        return plain == "le" || plain.hasPrefix("__") ? "label_" + plain : plain
    }

    /// Labels in the order of their names; of several with one name the first counts.
    ///
    /// - Parameter dimensions: names and values.
    static func labels(_ dimensions: [(String, String)]) -> [MetricFamily.Label] {
        var labels: [MetricFamily.Label] = []
        for (name, value) in dimensions {
            let label = MetricFamily.Label(name: labelName(name), value: value)
            if !labels.contains(where: { $0.name == label.name }) { labels.append(label) }
        }
        return labels.sorted { $0.name < $1.name }
    }

    private static func plain(_ text: String) -> String {
        var name = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "a"..."z", "A"..."Z", "_": name.unicodeScalars.append(scalar)
            case "0"..."9":
                if name.isEmpty { name = "_" }
                name.unicodeScalars.append(scalar)
            default: name += "_"
            }
        }
        return name.isEmpty ? "_" : name
    }
}
