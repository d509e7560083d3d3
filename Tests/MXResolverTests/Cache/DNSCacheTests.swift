import MXResolver
import MailAddressing
import Testing

/// How long the cache keeps what, and what it gives out.
struct DNSCacheTests {
    private let name = domain("a.test")

    @Test(
        "an answer holds for its time to live, within a floor of 5 s and a ceiling of a day",
        arguments: [
            (UInt32(0), 5), (1, 5), (5, 5), (6, 6), (300, 300), (86_400, 86_400), (86_401, 86_400),
            (604_800, 86_400), (UInt32.max, 86_400),
        ])
    func keepsAnswers(timeToLive: UInt32, seconds: Int) throws {
        var cache = DNSCache()
        let start = Duration.milliseconds(12_345)
        cache.insert(.success(answer("a.test", timeToLive)), for: name, .txt, at: start)
        let last = cache.lookup(name, .txt, at: start + .seconds(seconds) - .nanoseconds(1))
        #expect(last.freshAnswer?.timeToLive == 1)
        let after = cache.lookup(name, .txt, at: start + .seconds(seconds))
        #expect(after == .stale(answer("a.test", 30), since: start + .seconds(seconds), isDue: true))
    }

    @Test(
        "a denial holds as its SOA record says, up to three hours, and without one not at all",
        arguments: [
            (UInt32?.none, 0), (0, 5), (60, 60), (10_800, 10_800), (10_801, 10_800), (UInt32.max, 10_800),
        ])
    func keepsDenials(timeToLive: UInt32?, seconds: Int) {
        for failure in [DNSFailure.noData(denial(timeToLive)), .noSuchDomain(denial(timeToLive))] {
            var cache = DNSCache()
            cache.insert(.failure(failure), for: name, .txt, at: .zero)
            if seconds > 0 {
                let found = cache.lookup(name, .txt, at: .seconds(seconds) - .nanoseconds(1)).freshFailure
                #expect(found?.denial == denial(1))
                #expect(found?.description == failure.description)
            }
            #expect(cache.lookup(name, .txt, at: .seconds(seconds)) == .absent)
            #expect(cache.statistics.entries == 0)
            #expect(cache.statistics.bytes == 0)
        }
    }

    @Test("the failure of a server holds for five seconds, a cancelled query not at all")
    func keepsFailuresBriefly() {
        let failures: [DNSFailure] = [
            .refused, .serverFailure, .unexpectedResponse(.notImplemented), .timeout, .unreachable,
            .malformed(DNSMessageError(.cutOff, at: 2)),
        ]
        for failure in failures {
            var cache = DNSCache()
            cache.insert(.failure(failure), for: name, .txt, at: .zero)
            #expect(cache.lookup(name, .txt, at: .milliseconds(4_999)) == .fresh(.failure(failure)))
            #expect(cache.lookup(name, .txt, at: .seconds(5)) == .absent)
        }
        var cache = DNSCache()
        cache.insert(.failure(.cancelled), for: name, .txt, at: .zero)
        #expect(cache.lookup(name, .txt, at: .zero) == .absent)
    }

    @Test("the times to live of all records fall with the answer's age")
    func lowersTimesToLive() {
        var cache = DNSCache()
        cache.insert(.success(answer("a.test", 10, 300, 20)), for: name, .txt, at: .zero)
        let expected: [(Duration, DNSAnswer)] = [
            (.zero, answer("a.test", 10, 300, 20)), (.milliseconds(999), answer("a.test", 10, 300, 20)),
            (.milliseconds(1_000), answer("a.test", 9, 299, 19)), (.milliseconds(1_999), answer("a.test", 9, 299, 19)),
            (.milliseconds(5_500), answer("a.test", 5, 295, 15)), (.milliseconds(6_000), answer("a.test", 4, 294, 14)),
        ]
        for (now, answer) in expected { #expect(cache.lookup(name, .txt, at: now) == .fresh(.success(answer))) }
        cache.insert(.failure(.noData(denial(100))), for: name, .txt, at: .seconds(7))
        #expect(cache.lookup(name, .txt, at: .seconds(17)).freshFailure == .noData(denial(90)))
    }

    @Test("aliases age with the records and shorten what they lead to")
    func agesAliases() throws {
        let alias = DNSRecord(name: dnsName("a.test"), timeToLive: 8, data: .cname(dnsName("b.test")))
        let whole = answer("b.test", 300)
        let aliased = DNSAnswer(records: whole.records, canonicalName: dnsName("b.test"), aliases: [alias])
        var cache = DNSCache()
        cache.insert(.success(aliased), for: name, .txt, at: .zero)
        let found = try #require(cache.lookup(name, .txt, at: .seconds(3)).freshAnswer)
        #expect(found.timeToLive == 5)
        #expect(found.aliases.map(\.timeToLive) == [5])
        #expect(found.records.map(\.timeToLive) == [297])
        #expect(cache.lookup(name, .txt, at: .seconds(8)).staleAnswer?.aliases.map(\.timeToLive) == [30])
    }

    @Test("whether an answer is authenticated stays with it")
    func keepsAuthentication() {
        for isAuthenticated in [true, false] {
            var cache = DNSCache()
            let kept = answer("a.test", 60, isAuthenticated: isAuthenticated)
            cache.insert(.success(kept), for: name, .txt, at: .zero)
            #expect(cache.lookup(name, .txt, at: .seconds(9)).freshAnswer?.isAuthenticated == isAuthenticated)
            #expect(cache.lookup(name, .txt, at: .seconds(99)).staleAnswer?.isAuthenticated == isAuthenticated)
            let failure = DNSFailure.noData(DNSDenial(timeToLive: 60, isAuthenticated: isAuthenticated))
            cache.insert(.failure(failure), for: name, .tlsa, at: .seconds(99))
            let found = cache.lookup(name, .tlsa, at: .seconds(100)).freshFailure
            #expect(found?.denial?.isAuthenticated == isAuthenticated)
        }
    }

    @Test("what comes later takes the place of what was there, but a failure not that of an answer")
    func replaces() {
        var cache = DNSCache()
        cache.insert(.failure(.timeout), for: name, .txt, at: .zero)
        cache.insert(.success(answer("a.test", 60, number: 1)), for: name, .txt, at: .zero)
        cache.insert(.failure(.serverFailure), for: name, .txt, at: .zero)
        #expect(cache.lookup(name, .txt, at: .zero).freshAnswer == answer("a.test", 60, number: 1))
        cache.insert(.success(answer("a.test", 50, number: 2)), for: name, .txt, at: .zero)
        #expect(cache.lookup(name, .txt, at: .zero).freshAnswer == answer("a.test", 50, number: 2))
        cache.insert(.failure(.noSuchDomain(denial(60))), for: name, .txt, at: .zero)
        cache.insert(.failure(.serverFailure), for: name, .txt, at: .zero)
        #expect(cache.lookup(name, .txt, at: .zero).freshFailure == .noSuchDomain(denial(60)))
        cache.insert(.failure(.noSuchDomain(denial(nil))), for: name, .txt, at: .zero)
        #expect(cache.lookup(name, .txt, at: .zero) == .absent)
    }

    @Test("names and types are apart, and the case of a name is not")
    func tellsQuestionsApart() {
        var cache = DNSCache()
        cache.insert(.success(answer("a.test", 60)), for: domain("A.Test"), .txt, at: .zero)
        #expect(cache.lookup(domain("a.test."), .txt, at: .zero).freshAnswer != nil)
        #expect(cache.lookup(domain("a.test"), .mx, at: .zero) == .absent)
        #expect(cache.lookup(domain("b.test"), .txt, at: .zero) == .absent)
        let statistics = cache.statistics
        #expect([statistics.hits, statistics.staleHits, statistics.misses] == [1, 0, 2])
        cache.remove(domain("b.test"), .txt)
        cache.remove(domain("a.test"), .txt)
        #expect(cache.lookup(domain("a.test"), .txt, at: .zero) == .absent)
        #expect(cache.statistics.bytes == 0)
    }

    @Test("a clock that goes back stands still")
    func survivesClocksThatGoBack() {
        var cache = DNSCache()
        cache.insert(.success(answer("a.test", 60)), for: name, .txt, at: .seconds(100))
        #expect(cache.lookup(name, .txt, at: .seconds(110)).freshAnswer?.timeToLive == 50)
        #expect(cache.lookup(name, .txt, at: .seconds(-5)).freshAnswer?.timeToLive == 50)
        cache.insert(.success(answer("a.test", 60)), for: name, .mx, at: .zero)
        #expect(cache.lookup(name, .mx, at: .seconds(120)).freshAnswer?.timeToLive == 50)
    }

    @Test("without a floor a time to live of zero is obeyed; a ceiling is stronger than a floor")
    func obeysLimits() {
        var exact = DNSCache(limits: DNSCache.Limits(floor: .zero, failure: .zero))
        exact.insert(.success(answer("a.test", 0)), for: name, .txt, at: .zero)
        exact.insert(.failure(.timeout), for: name, .mx, at: .zero)
        #expect(exact.statistics.entries == 0)
        let limits = DNSCache.Limits(floor: .seconds(60), ceiling: .seconds(10), failure: .seconds(3_600))
        var bounded = DNSCache(limits: limits)
        bounded.insert(.success(answer("a.test", 30)), for: name, .txt, at: .zero)
        #expect(bounded.lookup(name, .txt, at: .zero).freshAnswer?.timeToLive == 10)
        bounded.insert(.failure(.timeout), for: name, .mx, at: .zero)
        #expect(bounded.lookup(name, .mx, at: .seconds(300)) == .absent)
    }
}
