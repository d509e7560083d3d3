import BenchmarkMemory
import MXResolver
import MailAddressing

/// Look-ups that a cache answers, and what a cached domain costs.
///
/// What is behind the cache makes its answers up: an MX record for a domain, and an address for a host.
struct Cached {
    private let options: Options

    init(_ options: Options) { self.options = options }

    /// Asks for domains that are known, until the time is up.
    func run() async {
        let names = Self.names(options.domains)
        let resolver = await Self.filled(with: names)
        let clock = ContinuousClock()
        let before = Usage.processorTime()
        let start = clock.now
        let end = start + .seconds(options.seconds)
        let found = await withTaskGroup(of: Int.self, returning: Int.self) { group in
            for task in 0..<options.tasks {
                group.addTask {
                    var generator = UInt64(task &+ 1)
                    var found = 0
                    while clock.now < end {
                        for _ in 0..<Self.batch {
                            generator = generator &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                            let name = names[Int(generator >> 33) % names.count]
                            if case .success = await resolver.query(name, .mx) { found += 1 }
                        }
                    }
                    return found
                }
            }
            return await group.reduce(0, +)
        }
        let seconds = (clock.now - start).inSeconds
        let used = Usage.processorTime() - before
        let statistics = resolver.statistics.cache
        print("found \(found) perSecond \(Int(Double(found) / seconds)) perCoreSecond \(Int(Double(found) / used))")
        print("hits \(statistics.hits) misses \(statistics.misses)")
    }

    /// Fills a cache and says what it costs.
    func fill() async {
        let names = Self.names(options.domains)
        let before = residentOctets()
        let resolver = await Self.filled(with: names)
        let after = residentOctets()
        let statistics = resolver.statistics.cache
        print("entries \(statistics.entries) residentOctetsEach \((after - before) / max(1, statistics.entries))")
        print("estimatedOctetsEach \(statistics.bytes / max(1, statistics.entries))")
    }

    /// How many look-ups lie between two looks at the clock.
    private static let batch = 64

    private static func names(_ count: Int) -> [DomainName] {
        (0..<count).compactMap { try? DomainName("customer\($0).example.com") }
    }

    private static func filled(with names: [DomainName]) async -> CachingResolver {
        let limits = DNSCache.Limits(bytes: 1 << 32)
        let resolver = CachingResolver(before: MadeUp(), options: CachingResolver.Options(limits: limits))
        for name in names { _ = await resolver.query(name, .mx) }
        return resolver
    }

    /// A resolver that makes its answers up: one mail host for each domain.
    private struct MadeUp: DNSResolver {
        func query(_ name: DomainName, _ type: DNSRecordType) async -> Result<DNSAnswer, DNSFailure> {
            guard let exchange = try? name.prefixed(by: "mx") else { return .failure(.noData()) }
            let record = DNSRecord(
                name: DNSName(name), timeToLive: 3_600, data: .mx(preference: 10, exchange: DNSName(exchange)))
            return .success(DNSAnswer(records: [record], canonicalName: DNSName(name)))
        }
    }
}
