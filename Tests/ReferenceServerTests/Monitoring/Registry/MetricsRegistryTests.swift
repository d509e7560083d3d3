import CoreMetrics
import DeliveryAgent
import Dispatch
import Testing

@testable import ReferenceServer

@Suite("The registry of metrics")
struct MetricsRegistryTests {
    /// The lines of values that a registry has, but for those about itself.
    private func lines(_ registry: MetricsRegistry) -> [String] {
        PrometheusText.text(registry.families()).split(separator: "\n").map(String.init)
            .filter { !$0.hasPrefix("#") && !$0.hasPrefix("waxwing_metrics_refused") }
    }

    /// How often a series was refused for a reason.
    private func refused(_ registry: MetricsRegistry, _ reason: String) -> Bool {
        PrometheusText.text(registry.families()).contains("waxwing_metrics_refused_total{reason=\"\(reason)\"} 1\n")
    }

    @Test("gives the same series for the same label and dimensions, in any order and under any spelling")
    func sameSeries() {
        let registry = MetricsRegistry()
        let first = registry.makeCounter(label: "a.b", dimensions: [("x", "1"), ("y", "2")])
        #expect(first === registry.makeCounter(label: "a.b", dimensions: [("x", "1"), ("y", "2")]))
        #expect(first === registry.makeCounter(label: "a.b", dimensions: [("y", "2"), ("x", "1")]))
        #expect(first === registry.makeCounter(label: "a_b_total", dimensions: [("x", "1"), ("y", "2")]))
        #expect(first !== registry.makeCounter(label: "a.b", dimensions: [("x", "1"), ("y", "3")]))
        first.increment(by: 3)
        #expect(lines(registry) == ["a_b_total{x=\"1\",y=\"2\"} 3", "a_b_total{x=\"1\",y=\"3\"} 0"])
    }

    @Test("counts up only, and begins anew when it is told to")
    func counters() {
        let registry = MetricsRegistry()
        let counter = registry.makeCounter(label: "whole", dimensions: [])
        for amount in [5, -3, 0, .min, 1] as [Int64] { counter.increment(by: amount) }
        let sum = registry.makeFloatingPointCounter(label: "part", dimensions: [])
        for amount in [0.5, -1, .nan, .infinity, 0.25] as [Double] { sum.increment(by: amount) }
        #expect(lines(registry) == ["part_total 0.75", "whole_total 6"])
        counter.reset()
        sum.reset()
        #expect(lines(registry) == ["part_total 0", "whole_total 0"])
        for _ in 0..<4 { counter.increment(by: .max) }
        #expect(lines(registry).count == 2)
    }

    @Test("keeps the last number of a meter, and of a recorder that does not aggregate")
    func gauges() {
        let registry = MetricsRegistry()
        let meter = registry.makeMeter(label: "level", dimensions: [])
        meter.set(Int64(4))
        meter.increment(by: 2)
        meter.decrement(by: 0.5)
        let recorder = registry.makeRecorder(label: "last", dimensions: [], aggregate: false)
        recorder.record(Int64(1))
        recorder.record(2.5)
        #expect(lines(registry) == ["last 2.5", "level 5.5"])
        #expect(registry.makeRecorder(label: "level", dimensions: [], aggregate: false) === meter)
    }

    @Test("has times in seconds, in buckets from a millisecond to ten minutes")
    func timers() throws {
        let registry = MetricsRegistry()
        let timer = registry.makeTimer(label: "stage", dimensions: [])
        for nanoseconds in [1_000_000, 1_000_001, -5, 600_000_000_000, .max] as [Int64] {
            timer.recordNanoseconds(nanoseconds)
        }
        let lines = lines(registry)
        #expect(lines.first == "stage_seconds_bucket{le=\"0.001\"} 2")
        #expect(lines.contains("stage_seconds_bucket{le=\"0.0025\"} 3"))
        #expect(lines.contains("stage_seconds_bucket{le=\"300\"} 3"))
        #expect(lines.contains("stage_seconds_bucket{le=\"600\"} 4"))
        #expect(lines.contains("stage_seconds_bucket{le=\"+Inf\"} 5"))
        #expect(lines.last == "stage_seconds_count 5")
        #expect(HistogramBounds.seconds == HistogramBounds.seconds.sorted())
    }

    @Test("has the values of a recorder that aggregates by their size, and none that is no number")
    func recorders() {
        let registry = MetricsRegistry()
        let recorder = registry.makeRecorder(label: "size", dimensions: [], aggregate: true)
        for value in [-1, 1, 4, 5, 1e12, .nan, .infinity] as [Double] { recorder.record(value) }
        let lines = lines(registry)
        #expect(lines.first == "size_bucket{le=\"1\"} 2")
        #expect(lines.contains("size_bucket{le=\"4\"} 3"))
        #expect(lines.contains("size_bucket{le=\"1073741824\"} 4"))
        #expect(lines.suffix(2) == ["size_sum 1000000000009", "size_count 5"])
    }

    @Test("keeps no more series than its limit, and says how often more were asked for")
    func limit() {
        let registry = MetricsRegistry(limit: 3)
        for number in 0..<3 { registry.makeCounter(label: "c", dimensions: [("n", "\(number)")]).increment(by: 1) }
        #expect(!refused(registry, "limit"))
        registry.makeCounter(label: "c", dimensions: [("n", "3")]).increment(by: 1)
        #expect(refused(registry, "limit"))
        #expect(lines(registry).count == 3)
        // What is there goes on.
        registry.makeCounter(label: "c", dimensions: [("n", "2")]).increment(by: 1)
        #expect(lines(registry).last == "c_total{n=\"2\"} 2")
    }

    @Test("gives a name to one kind only, and says how often another asked for it")
    func conflict() {
        let registry = MetricsRegistry()
        registry.makeCounter(label: "x", dimensions: []).increment(by: 1)
        registry.makeMeter(label: "x_total", dimensions: []).set(Int64(9))
        #expect(refused(registry, "conflict"))
        #expect(lines(registry) == ["x_total 1"])
    }

    @Test("loses nothing that is counted from many threads at the same time")
    func threads() {
        let registry = MetricsRegistry()
        DispatchQueue.concurrentPerform(iterations: 8) { thread in
            for _ in 0..<1_000 {
                registry.makeCounter(label: "all", dimensions: []).increment(by: 1)
                registry.makeCounter(label: "own", dimensions: [("thread", "\(thread)")]).increment(by: 1)
                registry.makeTimer(label: "time", dimensions: []).recordNanoseconds(1_000_000_000)
                registry.makeMeter(label: "level", dimensions: []).increment(by: 1)
            }
        }
        let lines = lines(registry)
        #expect(lines.contains("all_total 8000"))
        for thread in 0..<8 { #expect(lines.contains("own_total{thread=\"\(thread)\"} 1000")) }
        #expect(lines.contains("time_seconds_count 8000"))
        #expect(lines.contains("time_seconds_sum 8000"))
        #expect(lines.contains("level 8000"))
    }

    @Test("has what the queue records of recipients with 0 from the beginning, and says what it is")
    func libraries() {
        let registry = MetricsRegistry()
        _ = DeliveryMetrics(factory: registry)
        _ = SessionMetrics(.mx, factory: registry)
        #expect(lines(registry).contains("waxwing_recipients_total{event=\"delivered\"} 0"))
        let families = registry.families()
        #expect(families.allSatisfy { !$0.help.isEmpty })
        let names = MetricDescriptions.all.keys
        #expect(names.allSatisfy { MetricName.name($0) == $0 && $0.hasPrefix("waxwing_") })
    }
}
