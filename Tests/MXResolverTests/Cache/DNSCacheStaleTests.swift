import MXResolver
import MailAddressing
import Testing

/// What becomes of answers that have run out (RFC 8767).
struct DNSCacheStaleTests {
    private let name = domain("a.test")

    /// A cache whose only answer has run out at 60 s.
    private func cache() -> DNSCache {
        var cache = DNSCache()
        cache.insert(.success(answer("a.test", 60, 3_600)), for: name, .txt, at: .zero)
        return cache
    }

    @Test("a stale answer is found for a day, with a time to live of 30 s")
    func findsStaleAnswers() {
        let day = Duration.seconds(86_400)
        let stale = answer("a.test", 30, 30)
        let cases: [(Duration, DNSCache.Found)] = [
            (.seconds(60), .stale(stale, since: .seconds(60), isDue: true)),
            (.seconds(3_600), .stale(stale, since: .seconds(60), isDue: true)),
            (.seconds(60) + day - .nanoseconds(1), .stale(stale, since: .seconds(60), isDue: true)),
            (.seconds(60) + day, .absent),
        ]
        var cache = cache()
        for (now, found) in cases { #expect(cache.lookup(name, .txt, at: now) == found) }
        #expect(cache.statistics.staleHits == 3)
        #expect(cache.statistics.misses == 1)
        #expect(cache.statistics.entries == 0)
    }

    @Test("after a failure it is given without asking for 30 s")
    func waitsAfterFailures() {
        for failure in [DNSFailure.timeout, .serverFailure, .refused, .unreachable] {
            var cache = cache()
            cache.insert(.failure(failure), for: name, .txt, at: .seconds(100))
            let stale = answer("a.test", 30, 30)
            let cases: [(Duration, isDue: Bool)] = [
                (.seconds(100), false), (.milliseconds(129_999), false), (.seconds(130), true), (.seconds(999), true),
            ]
            for (now, isDue) in cases {
                let expected = DNSCache.Found.stale(stale, since: .seconds(60), isDue: isDue)
                #expect(cache.lookup(name, .txt, at: now) == expected)
            }
        }
    }

    @Test("a failure before an answer runs out delays nothing")
    func ignoresEarlyFailures() {
        var cache = cache()
        cache.insert(.failure(.timeout), for: name, .txt, at: .seconds(59))
        let found = cache.lookup(name, .txt, at: .seconds(60))
        #expect(found == .stale(answer("a.test", 30, 30), since: .seconds(60), isDue: true))
    }

    @Test("a new answer or denial ends the stale one")
    func endsByStatements() {
        var answered = cache()
        answered.insert(.success(answer("a.test", 60, number: 2)), for: name, .txt, at: .seconds(100))
        #expect(answered.lookup(name, .txt, at: .seconds(100)).freshAnswer == answer("a.test", 60, number: 2))
        for timeToLive in [UInt32?.none, 60] {
            var denied = cache()
            denied.insert(.failure(.noData(denial(timeToLive))), for: name, .txt, at: .seconds(100))
            #expect(denied.lookup(name, .txt, at: .seconds(100)).staleAnswer == nil)
            denied.insert(.failure(.timeout), for: name, .txt, at: .seconds(200))
            #expect(denied.lookup(name, .txt, at: .seconds(200)).freshFailure == .timeout)
        }
    }

    @Test("a denial is never given when it has run out, so that no mail bounces on it")
    func dropsOldDenials() {
        var cache = DNSCache()
        cache.insert(.failure(.noSuchDomain(denial(60))), for: name, .txt, at: .zero)
        cache.insert(.failure(.timeout), for: name, .txt, at: .seconds(60))
        #expect(cache.lookup(name, .txt, at: .seconds(60)).freshFailure == .timeout)
    }

    @Test("what has run out for more than a day gives way to a failure")
    func dropsOldAnswers() {
        var cache = cache()
        cache.insert(.failure(.timeout), for: name, .txt, at: .seconds(60 + 86_400))
        #expect(cache.lookup(name, .txt, at: .seconds(60 + 86_400)).freshFailure == .timeout)
    }

    @Test("nothing is stale where that is switched off")
    func canBeSwitchedOff() {
        var cache = DNSCache(limits: DNSCache.Limits(stale: .zero))
        cache.insert(.success(answer("a.test", 60)), for: name, .txt, at: .zero)
        #expect(cache.lookup(name, .txt, at: .seconds(59)).freshAnswer != nil)
        #expect(cache.lookup(name, .txt, at: .seconds(60)) == .absent)
    }
}
