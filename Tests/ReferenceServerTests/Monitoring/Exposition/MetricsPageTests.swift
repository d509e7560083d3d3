import CoreMetrics
import NIOConcurrencyHelpers
import Testing

@testable import ReferenceServer

@Suite("The page of the metrics")
struct MetricsPageTests {
    /// Reads a number of its own, as often as it is asked, when it may.
    private struct SlowCollector: MetricCollector {
        let readings = NIOLockedValueBox(0)
        let gate: AsyncStream<Void>

        func families() async -> [MetricFamily] {
            let count = readings.withLockedValue { readings in
                readings += 1
                return readings
            }
            for await _ in gate { break }
            return [MetricFamily(.gauge, "waxwing_reading", "", [.init(count)])]
        }
    }

    @Test("has what was counted and what is read, and is read anew for each who asks")
    func whole() async {
        let registry = MetricsRegistry(descriptions: [:])
        let (gate, opening) = AsyncStream.makeStream(of: Void.self)
        opening.finish()
        let page = MetricsPage(registry: registry, collectors: [SlowCollector(gate: gate), BuildCollector()])
        Counter(label: "waxwing_things", dimensions: [], factory: registry).increment()
        let first = await page.text()
        #expect(first.contains("\nwaxwing_things_total 1\n"))
        #expect(first.contains("\nwaxwing_reading 1\n"))
        #expect(first.contains("\nwaxwing_build_info{version=\"\(WaxwingVersion.text)\"} 1\n"))
        #expect(await page.text().contains("\nwaxwing_reading 2\n"))
    }

    @Test("is read once for all who ask at the same time")
    func sharing() async {
        let (gate, opening) = AsyncStream.makeStream(of: Void.self)
        let collector = SlowCollector(gate: gate)
        let page = MetricsPage(registry: MetricsRegistry(), collectors: [collector])
        let texts = await withTaskGroup(of: String.self, returning: Set<String>.self) { group in
            group.addTask { await page.text() }
            for _ in 0..<8 { group.addTask { await page.text() } }
            while await page.waiting < 8 { await Task.yield() }
            opening.finish()
            return await group.reduce(into: []) { $0.insert($1) }
        }
        #expect(texts.count == 1)
        #expect(collector.readings.withLockedValue { $0 } == 1)
    }
}
