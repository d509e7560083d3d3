import Testing

@testable import ReferenceServer

@Suite("The text that Prometheus reads")
struct PrometheusTextTests {
    @Test("has families by name, each with what it says, its kind and its values in the order of their labels")
    func order() {
        let text = PrometheusText.text([
            MetricFamily(
                .counter, "b", "What b counts.", [.init(["z": "2"], 7), .init(["z": "1", "a": "x"], 1), .init(0)]),
            MetricFamily(.gauge, "a", "What a says.", [.init(-2.5)]),
            MetricFamily(.gauge, "c", "", [.init(1)]),
        ])
        #expect(
            text == """
                # HELP a What a says.
                # TYPE a gauge
                a -2.5
                # HELP b_total What b counts.
                # TYPE b_total counter
                b_total 0
                b_total{a="x",z="1"} 1
                b_total{z="2"} 7
                # TYPE c gauge
                c 1

                """)
    }

    @Test("escapes what would end a value of a label or a line of help, and nothing else")
    func escaping() {
        let value = "back\\slash \"quote\"\nline\r\t\u{0} ünï"
        let text = PrometheusText.text([MetricFamily(.gauge, "a", "One\\two\n\"three\"", [.init(["l": value], 1)])])
        #expect(
            text == "# HELP a One\\\\two\\n\"three\"\n# TYPE a gauge\n"
                + "a{l=\"back\\\\slash \\\"quote\\\"\\nline\r\t\u{0} ünï\"} 1\n")
    }

    @Test("adds the buckets of a histogram up, and has one for everything")
    func histogram() {
        let histogram = MetricFamily.Histogram(bounds: [0.001, 2.5, 600], counts: [1, 0, 2, 3], sum: 2_000.25)
        let sample = MetricFamily.Sample(MetricName.labels([("stage", "data")]), .histogram(histogram))
        #expect(
            PrometheusText.text([MetricFamily(.histogram, "h", "", [sample])]) == """
                # TYPE h histogram
                h_bucket{stage="data",le="0.001"} 1
                h_bucket{stage="data",le="2.5"} 1
                h_bucket{stage="data",le="600"} 3
                h_bucket{stage="data",le="+Inf"} 6
                h_sum{stage="data"} 2000.25
                h_count{stage="data"} 6

                """)
    }

    @Test(
        "writes every number so that it can be read",
        arguments: [
            (0, "0"), (-0.0, "0"), (1_500, "1500"), (0.000_01, "1e-05"), (1e300, "1e+300"), (-.infinity, "-Inf"),
            (.infinity, "+Inf"), (.nan, "NaN"), (9_007_199_254_740_992, "9007199254740992"),
        ] as [(Double, String)])
    func numbers(number: Double, text: String) {
        #expect(PrometheusText.number(number) == text)
    }

    @Test(
        "makes names of anything",
        arguments: [
            ("waxwing_x", "waxwing_x"), ("smtp.time-out ms", "smtp_time_out_ms"), ("9lives", "_9lives"), ("", "_"),
            ("a:b", "a_b"), ("ö{}\n\"", "_____"), ("x\" 1\ny", "x__1_y"),
        ])
    func names(text: String, name: String) {
        #expect(MetricName.name(text) == name)
        guard !text.isEmpty else { return }
        #expect(MetricFamily(.counter, text + "_total", "", []).name == name + "_total")
    }

    @Test("lets no label have a name of Prometheus's own, or the name of another")
    func labelNames() {
        let dimensions = [("__name__", "evil"), ("le", "1"), ("a.b", "first"), ("a-b", "second"), ("", "none")]
        let labels = MetricName.labels(dimensions)
        #expect(labels.map(\.name) == ["_", "a_b", "label___name__", "label_le"])
        #expect(labels.map(\.value) == ["none", "first", "evil", "1"])
    }

    @Test("has no series twice: families of one name are one, and a name that is taken is left out")
    func conflicts() {
        let histogram = MetricFamily.Histogram(bounds: [], counts: [0], sum: 0)
        let text = PrometheusText.text([
            MetricFamily(.gauge, "a", "", [.init(["l": "1"], 1), .init(["l": "1"], 2)]),
            MetricFamily(.gauge, "a", "", [.init(["l": "2"], 3)]),
            MetricFamily(.histogram, "a", "", [.init([], .histogram(histogram))]),
            MetricFamily(.histogram, "h", "", [.init([], .histogram(histogram))]),
            MetricFamily(.gauge, "h_count", "", [.init(5)]),
        ])
        let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(
            lines == ["a{l=\"1\"} 1", "a{l=\"2\"} 3", "h_bucket{le=\"+Inf\"} 0", "h_sum 0", "h_count 0"])
    }
}
