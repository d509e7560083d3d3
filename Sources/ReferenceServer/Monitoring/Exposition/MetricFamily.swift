/// A metric and its values, as they were read at one moment.
///
/// Guarantees: name and names of labels are valid for Prometheus, no label has a name twice, and a counter's name ends
/// in `_total`, whatever it was made of.
struct MetricFamily: Hashable, Sendable {
    /// The kinds of metric; complete, as no others are written.
    enum Kind: String, Hashable, Sendable {
        /// A number that only grows, from the start of the process on.
        case counter
        /// A number that goes up and down.
        case gauge
        /// How many values there were of which size.
        case histogram
    }

    /// A label and its value.
    struct Label: Hashable, Sendable {
        /// The name, valid for Prometheus.
        let name: String
        /// The value, of any characters.
        let value: String
    }

    /// How many values there were of which size.
    struct Histogram: Hashable, Sendable {
        /// The upper bounds of the buckets, ascending; a value that is equal to a bound is within.
        var bounds: [Double]
        /// How many values lie in each bucket and in none before it; one more than bounds, for what is above all of them.
        var counts: [UInt64]
        /// The sum of the values.
        var sum: Double
    }

    /// What is said of one combination of labels; complete.
    enum Value: Hashable, Sendable {
        /// A number, of a counter or a gauge.
        case number(Double)
        /// A distribution.
        case histogram(Histogram)
    }

    /// The value of one combination of labels.
    struct Sample: Hashable, Sendable {
        /// The labels, in the order of their names.
        let labels: [Label]
        /// The value.
        let value: Value

        /// Makes a sample.
        ///
        /// - Parameters:
        ///   - labels: the labels, as they are to be called.
        ///   - value: the value.
        init(_ labels: [Label], _ value: Value) {
            self.labels = labels
            self.value = value
        }

        /// Makes a sample of a number.
        ///
        /// - Parameters:
        ///   - labels: the names of labels and their values.
        ///   - number: the number.
        init(_ labels: KeyValuePairs<String, String>, _ number: Double) {
            self.init(MetricName.labels(labels.map { ($0.key, $0.value) }), .number(number))
        }

        /// Makes a sample of a whole number.
        ///
        /// - Parameters:
        ///   - labels: the names of labels and their values.
        ///   - number: the number.
        init(_ labels: KeyValuePairs<String, String>, _ number: Int) { self.init(labels, Double(number)) }

        /// Makes a sample without labels.
        ///
        /// - Parameter number: the number.
        init(_ number: Double) { self.init([], .number(number)) }

        /// Makes a sample without labels.
        ///
        /// - Parameter number: the number.
        init(_ number: Int) { self.init(Double(number)) }
    }

    /// The name.
    let name: String
    /// The kind.
    let kind: Kind
    /// What it says, for people; empty for nothing.
    let help: String
    /// The values, one for each combination of labels.
    var samples: [Sample]

    /// Makes a family.
    ///
    /// - Parameters:
    ///   - kind: the kind.
    ///   - label: the name as it is to be called.
    ///   - help: what it says, for people.
    ///   - samples: the values.
    init(_ kind: Kind, _ label: String, _ help: String, _ samples: [Sample]) {
        name = MetricName.name(label, ending: kind == .counter ? "_total" : "")
        self.kind = kind
        self.help = help
        self.samples = samples
    }
}
