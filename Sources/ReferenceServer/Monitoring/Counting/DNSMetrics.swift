import CoreMetrics
import MXResolver
import MailAddressing
import NIOConcurrencyHelpers

/// Stands before a resolver, counts and times what it is asked, and remembers whether anybody answers.
///
/// It belongs below the cache, so that what the cache knows counts for nothing here. The answers are those of the resolver.
final class DNSMetrics: DNSResolver {
    /// Whether anybody answers, as far as somebody has asked.
    struct Standing: Hashable, Sendable {
        /// How many queries in succession nobody has answered.
        var unanswered = 0
        /// When the first of them came to its end.
        var since: ContinuousClock.Instant?
        /// When the last of them did.
        var until: ContinuousClock.Instant?
    }

    private let base: any DNSResolver
    private let factory: any MetricsFactory
    private let now: @Sendable () -> ContinuousClock.Instant
    private let timer: Timer
    private let state = NIOLockedValueBox(Standing())

    /// The types that are told apart: those that mail asks for.
    private static let types: [DNSRecordType] = [.a, .aaaa, .mx, .txt, .tlsa, .cname, .ptr, .ns, .soa]

    /// Makes a resolver.
    ///
    /// - Parameters:
    ///   - base: who is asked.
    ///   - factory: the metrics system.
    ///   - now: the time.
    init(
        before base: any DNSResolver, factory: any MetricsFactory,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.base = base
        self.factory = factory
        self.now = now
        timer = Timer(label: "waxwing_dns_query", dimensions: [], factory: factory)
    }

    /// Whether anybody answers.
    var standing: Standing { state.withLockedValue { $0 } }

    /// Asks the resolver.
    ///
    /// - Parameters:
    ///   - name: the name to ask for.
    ///   - type: the type of the records.
    /// - Returns: what the resolver answers.
    func query(_ name: DomainName, _ type: DNSRecordType) async -> Result<DNSAnswer, DNSFailure> {
        let start = now()
        let result = await base.query(name, type)
        note(result, type, after: start)
        return result
    }

    private func note(
        _ result: Result<DNSAnswer, DNSFailure>, _ type: DNSRecordType, after start: ContinuousClock.Instant
    ) {
        let end = now()
        let word = result.word
        let kind = Self.types.contains(type) ? "\(type)" : "other"
        Counter(label: "waxwing_dns_queries", dimensions: [("type", kind), ("outcome", word)], factory: factory)
            .increment()
        switch result {
        // Who was asked did not get to answer.
        case .failure(.cancelled): return
        case .failure(.timeout), .failure(.unreachable):
            state.withLockedValue { standing in
                standing.unanswered = min(standing.unanswered, .max - 1) + 1
                standing.since = standing.since ?? end
                standing.until = end
            }
        case .success, .failure: state.withLockedValue { $0 = Standing() }
        }
        let time = (end - start) / .nanoseconds(1)
        timer.recordNanoseconds(Int64(exactly: time.rounded()) ?? .max)
    }
}

extension Result<DNSAnswer, DNSFailure> {
    /// What came of a query, in a word.
    fileprivate var word: String {
        switch self {
        case .success: "answer"
        case .failure(.noSuchDomain): "no-such-domain"
        case .failure(.noData): "no-data"
        case .failure(.refused): "refused"
        case .failure(.serverFailure): "server-failure"
        case .failure(.unexpectedResponse): "unexpected"
        case .failure(.timeout): "timeout"
        case .failure(.unreachable): "unreachable"
        case .failure(.malformed): "malformed"
        case .failure(.cancelled): "cancelled"
        }
    }
}
