/// How a cache fared since it was made, and what it holds.
public struct CacheStatistics: Hashable, Sendable {
    /// Look-ups that found something that holds: an answer, a denial, or a failure of seconds ago.
    public let hits: Int
    /// Look-ups that found only an answer that had run out.
    public let staleHits: Int
    /// Look-ups that found nothing.
    public let misses: Int
    /// Entries that were dropped to make room for others.
    public let evictions: Int
    /// How many entries there are now, those among them that have run out and were not met since.
    public let entries: Int
    /// The estimated size of the entries now, in bytes.
    public let bytes: Int

    /// Makes statistics.
    ///
    /// - Parameters:
    ///   - hits: look-ups that found something that holds.
    ///   - staleHits: look-ups that found only an answer that had run out.
    ///   - misses: look-ups that found nothing.
    ///   - evictions: entries that were dropped to make room for others.
    ///   - entries: how many entries there are now.
    ///   - bytes: the estimated size of the entries now, in bytes.
    public init(
        hits: Int = 0, staleHits: Int = 0, misses: Int = 0, evictions: Int = 0, entries: Int = 0, bytes: Int = 0
    ) {
        self.hits = hits
        self.staleHits = staleHits
        self.misses = misses
        self.evictions = evictions
        self.entries = entries
        self.bytes = bytes
    }
}

extension CacheStatistics {
    /// The sums of two caches.
    static func + (left: CacheStatistics, right: CacheStatistics) -> CacheStatistics {
        CacheStatistics(
            hits: left.hits + right.hits, staleHits: left.staleHits + right.staleHits,
            misses: left.misses + right.misses, evictions: left.evictions + right.evictions,
            entries: left.entries + right.entries, bytes: left.bytes + right.bytes)
    }
}
