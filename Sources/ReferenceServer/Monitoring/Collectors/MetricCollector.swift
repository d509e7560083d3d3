/// Reads metrics when somebody asks for them, rather than as they change.
///
/// What cannot be read is left out: a metric that is absent says so by that, where a 0 would be a lie.
protocol MetricCollector: Sendable {
    /// The metrics now.
    func families() async -> [MetricFamily]
}

/// Says which program runs.
struct BuildCollector: MetricCollector {
    /// A metric whose label is the version.
    func families() async -> [MetricFamily] {
        [
            MetricFamily(
                .gauge, "waxwing_build_info", "1, with the version of the program as a label.",
                [.init(["version": WaxwingVersion.text], 1)])
        ]
    }
}
