import MXResolver
import MailAddressing
import Testing

/// The bound on the size of the cache.
struct DNSCacheSizeTests {
    private func name(_ number: Int) -> DomainName { domain("host-\(1_000 + number).example.test") }

    private func sample(_ number: Int) -> Result<DNSAnswer, DNSFailure> {
        .success(answer("host-\(1_000 + number).example.test", 300))
    }

    private var sampleSize: Int { DNSCache.size(of: sample(0), for: name(0)) }

    @Test("the entry that was not used for the longest time makes room")
    func evictsTheLeastRecentlyUsed() {
        var cache = DNSCache(limits: DNSCache.Limits(bytes: 3 * sampleSize))
        for number in 0..<3 { cache.insert(sample(number), for: name(number), .txt, at: .zero) }
        #expect(cache.statistics.bytes == 3 * sampleSize)
        // Used in the order 1, 2, 0, so that 1 goes first and then 2.
        let now = Duration.seconds(1)
        #expect(cache.lookup(name(0), .txt, at: now) != .absent)
        cache.insert(sample(3), for: name(3), .txt, at: now)
        cache.insert(sample(4), for: name(4), .txt, at: now)
        #expect((0..<5).map { cache.lookup(name($0), .txt, at: now) != .absent } == [true, false, false, true, true])
        #expect(cache.statistics.evictions == 2)
        #expect(cache.statistics.entries == 3)
    }

    @Test("a large answer makes room by dropping several, and one that is too large is not kept")
    func boundsLargeAnswers() {
        let many = (0..<40).map { DNSRecord(name: dnsName("a.test"), timeToLive: 60, data: .txt([[UInt8($0)]])) }
        let large = Result<DNSAnswer, DNSFailure>.success(DNSAnswer(records: many, canonicalName: dnsName("a.test")))
        let largeSize = DNSCache.size(of: large, for: domain("a.test"))
        #expect(largeSize > 5 * sampleSize)
        var cache = DNSCache(limits: DNSCache.Limits(bytes: largeSize))
        for number in 0..<5 { cache.insert(sample(number), for: name(number), .txt, at: .zero) }
        cache.insert(large, for: domain("a.test"), .txt, at: .zero)
        #expect(cache.statistics.entries == 1)
        #expect(cache.statistics.evictions == 5)
        var small = DNSCache(limits: DNSCache.Limits(bytes: largeSize - 1))
        small.insert(sample(0), for: domain("a.test"), .txt, at: .zero)
        small.insert(large, for: domain("a.test"), .txt, at: .zero)
        #expect(small.lookup(domain("a.test"), .txt, at: .zero) == .absent)
        #expect(small.statistics.entries == 0)
    }

    @Test("a flood of names never exceeds the bound")
    func survivesFloods() {
        let limits = DNSCache.Limits(bytes: 64 << 10)
        var cache = DNSCache(limits: limits)
        for number in 0..<20_000 {
            let result = number.isMultiple(of: 3) ? .failure(.noSuchDomain(denial(60))) : sample(number)
            cache.insert(result, for: name(number), .txt, at: .milliseconds(number))
            #expect(cache.statistics.bytes <= limits.bytes)
        }
        #expect(cache.statistics.entries > 100)
        #expect(cache.placeCount < 1_000)
        cache.removeAll()
        #expect(cache.statistics.entries == 0)
        #expect(cache.statistics.bytes == 0)
    }

    @Test("nothing is kept where there is no room at all")
    func keepsNothingWithoutRoom() {
        for bytes in [Int.min, 0, 1] {
            var cache = DNSCache(limits: DNSCache.Limits(bytes: bytes))
            cache.insert(sample(1), for: name(1), .txt, at: .zero)
            #expect(cache.lookup(name(1), .txt, at: .zero) == .absent)
        }
    }

    @Test("every kind of data counts")
    func countsData() {
        let long = dnsName("a-long-name.of-a-host.example.test")
        let authority = StartOfAuthority(
            primary: long, responsible: long, serial: 1, refresh: 1, retry: 1, expire: 1, minimum: 1)
        let octets = [UInt8](repeating: 7, count: 100)
        let kinds: [DNSRecordData] = [
            .mx(preference: 1, exchange: long), .txt([octets]), .cname(long), .ns(long), .ptr(long), .soa(authority),
            .srv(priority: 1, weight: 1, port: 1, target: long), .other(.opt, octets),
            .tlsa(usage: 3, selector: 1, matching: 1, association: octets), .caa(flags: 0, tag: octets, value: octets),
        ]
        func size(_ data: DNSRecordData) -> Int {
            let record = DNSRecord(name: dnsName("a.test"), timeToLive: 60, data: data)
            let answer = DNSAnswer(records: [record], canonicalName: dnsName("a.test"))
            return DNSCache.size(of: .success(answer), for: domain("a.test"))
        }
        let least = size(.other(.opt, []))
        for data in kinds { #expect(size(data) >= least + 64) }
    }
}
