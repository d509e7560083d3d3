/// What is said when somebody asks for the metrics: those of the registry, and what the collectors read.
///
/// Guarantees: nothing is read while nobody asks; who asks while others wait for an answer gets the same, so that asking
/// often costs no more than asking once.
actor MetricsPage {
    private let registry: MetricsRegistry
    private let collectors: [any MetricCollector]
    /// The reading that is under way.
    private var reading: Task<String, Never>?
    /// How many wait for the reading of another.
    private(set) var waiting = 0

    /// Makes a page.
    ///
    /// - Parameters:
    ///   - registry: what is counted as it happens.
    ///   - collectors: what is read when somebody asks.
    init(registry: MetricsRegistry, collectors: [any MetricCollector]) {
        self.registry = registry
        self.collectors = collectors
    }

    /// The metrics as Prometheus reads them.
    func text() async -> String {
        if let reading {
            waiting += 1
            defer { waiting -= 1 }
            return await reading.value
        }
        let task = Task { [registry, collectors] in
            var families = registry.families()
            for collector in collectors { families += await collector.families() }
            return PrometheusText.text(families)
        }
        reading = task
        defer { reading = nil }
        return await task.value
    }
}
