import MXResolver

/// Reads how the cache of the DNS fared.
struct DNSCacheCollector: MetricCollector {
    /// Reads the counts, as `CachingResolver.statistics` does.
    let statistics: @Sendable () -> CachingResolver.Statistics

    /// What was found in the cache, and how large it is.
    func families() async -> [MetricFamily] {
        let statistics = statistics()
        let cache = statistics.cache
        return [
            MetricFamily(
                .counter, "waxwing_dns_cache_lookups", "Look-ups in the cache of the DNS, by what was found.",
                [
                    .init(["result": "hit"], cache.hits), .init(["result": "stale"], cache.staleHits),
                    .init(["result": "miss"], cache.misses),
                ]),
            MetricFamily(
                .counter, "waxwing_dns_cache_evictions", "Entries that were dropped to make room for others.",
                [.init(cache.evictions)]),
            MetricFamily(
                .counter, "waxwing_dns_stale_answers", "Answers that had run out and were given, as servers failed.",
                [.init(statistics.staleAnswers)]),
            MetricFamily(.gauge, "waxwing_dns_cache_entries", "Entries in the cache.", [.init(cache.entries)]),
            MetricFamily(
                .gauge, "waxwing_dns_cache_bytes", "The estimated size of the entries in octets.",
                [.init(cache.bytes)]),
            MetricFamily(
                .gauge, "waxwing_dns_queries_under_way", "Queries that are under way.", [.init(statistics.underWay)]),
        ]
    }
}
