import DeliveryQueue
import MXResolver
import NIOConcurrencyHelpers
import Testing

@testable import ReferenceServer

@Suite("What is read of the store, the certificates and the cache")
struct StoreCollectorTests {
    private func lines(_ collector: some MetricCollector) async -> [String] {
        PrometheusText.text(await collector.families()).split(separator: "\n").map(String.init)
            .filter { !$0.hasPrefix("#") }
    }

    @Test("is how much room the files take by what they belong to, and how much is left")
    func sizes() async throws {
        try await TemporaryFolder.asynchronously { folder in
            try Files.makeDirectory(folder.path + "/spool/ab")
            for (name, size) in [
                ("queue.sqlite", 100), ("queue.sqlite-wal", 20), ("history.sqlite", 3), ("directory.sqlite", 4),
                ("spool/ab/1", 5_000), ("login-secret", 32),
            ] {
                _ = try folder.write([UInt8](repeating: 0, count: size), to: name)
            }
            let isFull = NIOLockedValueBox(false)
            let disk = DiskRoom(free: { $0 == folder.path ? 123_456 : nil })
            let collector = StoreCollector(dataPath: folder.path, reserve: 64, disk: disk) {
                () throws(QueueStoreError) in
                if isFull.withLockedValue({ $0 }) { throw QueueStoreError(.full, "full") }
            }
            let expected = [
                "waxwing_disk_free_bytes 123456", "waxwing_disk_reserve_bytes 64",
                "waxwing_store_bytes{part=\"directory\"} 4", "waxwing_store_bytes{part=\"history\"} 3",
                "waxwing_store_bytes{part=\"other\"} 32", "waxwing_store_bytes{part=\"queue\"} 120",
                "waxwing_store_bytes{part=\"spool\"} 5000",
            ]
            #expect(await lines(collector) == expected + ["waxwing_store_takes_mail 1"])
            isFull.withLockedValue { $0 = true }
            #expect(await lines(collector) == expected + ["waxwing_store_takes_mail 0"])
        }
    }

    @Test("is left out where there are no files and the system says nothing")
    func nothing() async {
        let collector = StoreCollector(dataPath: "/nowhere/at/all", reserve: 0, disk: DiskRoom(free: { _ in nil })) {
            () throws(QueueStoreError) in
        }
        #expect(await lines(collector) == ["waxwing_disk_reserve_bytes 0", "waxwing_store_takes_mail 1"])
    }

    @Test("is how long each certificate is good, also after its end and where two have one name")
    func certificates() async {
        let certificates = ShownCertificates([
            .init(name: "mx.example", notBefore: 0, notAfter: 1_500),
            .init(name: "mx.example", notBefore: 0, notAfter: 900),
            .init(name: "", notBefore: 0, notAfter: .max),
        ])
        let clock = FixedClock(seconds: 1_000)
        let lines = await lines(CertificateCollector(certificates: certificates, clock: clock))
        #expect(lines.count == 3)
        #expect(lines.contains("waxwing_certificate_expiry_seconds{certificate=\"0\",name=\"mx.example\"} 500"))
        #expect(lines.contains("waxwing_certificate_expiry_seconds{certificate=\"1\",name=\"mx.example\"} -100"))
    }

    @Test("is what was found in the cache of the DNS")
    func cache() async {
        let statistics = CachingResolver.Statistics(
            cache: CacheStatistics(hits: 5, staleHits: 1, misses: 2, evictions: 3, entries: 4, bytes: 600),
            queries: 2, joined: 0, staleAnswers: 1, underWay: 1)
        #expect(
            await lines(DNSCacheCollector { statistics }) == [
                "waxwing_dns_cache_bytes 600", "waxwing_dns_cache_entries 4", "waxwing_dns_cache_evictions_total 3",
                "waxwing_dns_cache_lookups_total{result=\"hit\"} 5",
                "waxwing_dns_cache_lookups_total{result=\"miss\"} 2",
                "waxwing_dns_cache_lookups_total{result=\"stale\"} 1", "waxwing_dns_queries_under_way 1",
                "waxwing_dns_stale_answers_total 1",
            ])
    }

    @Test("is how many connections are open, and how much memory is left")
    func connections() async {
        let collector = ConnectionCollector(clients: { 3 }, hosts: { 2 }, memory: { 1_000 })
        #expect(
            await lines(collector) == [
                "waxwing_outbound_connections 2", "waxwing_smtp_connections 3", "waxwing_smtp_memory_left_bytes 1000",
            ])
    }
}
