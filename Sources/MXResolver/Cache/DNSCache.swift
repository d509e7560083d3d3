public import MailAddressing

/// Answers of the DNS, kept as long as they hold; without a clock, a thread or a socket.
///
/// Time comes in as the time since any start and is expected to go forward; when it goes back, it stands still here.
///
/// Guarantees: nothing is given out as fresh longer than its time to live, brought within the limits; a denial without
/// a SOA record is not kept (RFC 2308, section 5); the failure of a server is kept for seconds, never in the place of
/// an answer (RFC 2308, section 7; RFC 9520). A look-up and an eviction take constant time, and the estimated size
/// never exceeds the limit; what was not used for the longest time goes first, to the second.
///
/// An answer that has run out is still found, as stale (RFC 8767). A denial is not: mail would bounce on a statement
/// that nobody makes any more, or do without a certificate check that has been published meanwhile.
public struct DNSCache: Sendable {
    /// What a look-up found.
    ///
    /// Complete: something holds, or it held once, or there is nothing.
    public enum Found: Hashable, Sendable {
        /// What holds now, its times to live lowered by its age: an answer, a denial, or a failure of seconds ago.
        case fresh(Result<DNSAnswer, DNSFailure>)
        /// An answer that ran out at `since`, its times to live those of stale answers.
        ///
        /// When it `isDue`, servers are to be asked first; it is not for a while after they failed.
        case stale(DNSAnswer, since: Duration, isDue: Bool)
        /// Nothing.
        case absent
    }

    /// What is kept and for how long.
    public let limits: Limits
    /// What is kept, the most recently used first.
    var table = RecencyTable<DNSQuestionKey, Entry>()
    /// The estimated size of what is kept, in bytes.
    var bytes = 0
    /// The latest time that came in.
    private var latest: Moment?
    private var hits = 0
    private var staleHits = 0
    private var misses = 0
    private var evictions = 0

    /// Makes an empty cache.
    ///
    /// - Parameter limits: what is kept and for how long.
    public init(limits: Limits = Limits()) { self.limits = limits }

    /// How the cache fared so far, and what it holds.
    public var statistics: CacheStatistics {
        CacheStatistics(
            hits: hits, staleHits: staleHits, misses: misses, evictions: evictions, entries: table.count, bytes: bytes)
    }

    /// How many places the table has, those of entries that are gone among them.
    package var placeCount: Int { table.nodes.count }

    /// Finds what is known of a question.
    ///
    /// - Parameters:
    ///   - name: the name that is asked for.
    ///   - type: the type that is asked for.
    ///   - now: the time since any start.
    /// - Returns: what was kept, or that there is nothing.
    public mutating func lookup(_ name: DomainName, _ type: DNSRecordType, at now: Duration) -> Found {
        let now = advance(to: Moment(now))
        guard let index = table.index(of: DNSQuestionKey(name, type)) else {
            misses &+= 1
            return .absent
        }
        if now < table.nodes[index].value.expires {
            if now >= table.nodes[index].value.agedAt + .seconds(1) { table.nodes[index].value.age(to: now) }
            use(index, at: now)
            hits &+= 1
            return .fresh(table.nodes[index].value.result)
        }
        guard let answer = table.nodes[index].value.staleAnswer(at: now, within: limits.stale) else {
            remove(index)
            misses &+= 1
            return .absent
        }
        use(index, at: now)
        staleHits &+= 1
        let stale = answer.mappingTimesToLive { [limits] _ in limits.staleTimeToLive.wholeSeconds }
        let entry = table.nodes[index].value
        return .stale(stale, since: entry.expires.time, isDue: now >= entry.retryAt)
    }

    /// Keeps what came of a question, if and as long as that may be kept.
    ///
    /// A failure takes the place of nothing that holds; where there is a stale answer it only delays the next query.
    /// A cancelled query changes nothing.
    ///
    /// - Parameters:
    ///   - result: what came of the question.
    ///   - name: the name that was asked for.
    ///   - type: the type that was asked for.
    ///   - now: the time since any start.
    public mutating func insert(
        _ result: Result<DNSAnswer, DNSFailure>, for name: DomainName, _ type: DNSRecordType, at now: Duration
    ) {
        let now = advance(to: Moment(now))
        switch result {
        case .success(let answer):
            let kept = answer.mappingTimesToLive(limits.bounded)
            let expires = now + .seconds(kept.timeToLive)
            let entry = Entry(.success(kept), at: now, expires: expires)
            replace(name, type, with: entry)
        case .failure(.cancelled): break
        case .failure(let failure):
            if let denial = failure.denial {
                let seconds = denial.timeToLive.map(limits.boundedDenial) ?? 0
                let kept = failure.settingTimeToLive(seconds)
                let expires = now + .seconds(seconds)
                replace(name, type, with: Entry(.failure(kept), at: now, expires: expires))
            } else {
                insert(temporary: failure, for: name, type, at: now)
            }
        }
    }

    /// Forgets what is known of a question.
    ///
    /// - Parameters:
    ///   - name: the name that is asked for.
    ///   - type: the type that is asked for.
    public mutating func remove(_ name: DomainName, _ type: DNSRecordType) {
        if let index = table.index(of: DNSQuestionKey(name, type)) { remove(index) }
    }

    /// Forgets everything but the counts.
    public mutating func removeAll() {
        table = RecencyTable()
        bytes = 0
    }

    private mutating func insert(
        temporary failure: DNSFailure, for name: DomainName, _ type: DNSRecordType, at now: Moment
    ) {
        if let index = table.index(of: DNSQuestionKey(name, type)) {
            guard now >= table.nodes[index].value.expires || table.nodes[index].value.isTemporary else { return }
            if table.nodes[index].value.staleAnswer(at: now, within: limits.stale) != nil {
                table.nodes[index].value.retryAt = now + limits.staleRetry
                return
            }
        }
        let expires = now + limits.failure
        replace(name, type, with: Entry(.failure(failure), at: now, expires: expires))
    }

    /// Puts an entry in the place of another, and drops the least recently used ones until it fits.
    private mutating func replace(_ name: DomainName, _ type: DNSRecordType, with entry: Entry) {
        let key = DNSQuestionKey(name, type)
        if let index = table.index(of: key) { remove(index) }
        let size = Self.size(of: entry.result, for: name)
        guard entry.expires > entry.agedAt, size <= min(limits.bytes, Int(Int32.max)) else { return }
        while bytes > limits.bytes - size, let oldest = table.oldest {
            remove(oldest)
            evictions &+= 1
        }
        var entry = entry
        entry.size = Int32(clamping: size)
        table.insert(entry, for: key)
        bytes += size
    }

    private mutating func remove(_ index: Int) {
        bytes -= Int(table.nodes[index].value.size)
        table.remove(index, leaving: .nothing)
    }

    /// Notes a use, to the second: those of an hour ago are told from those of a minute ago at a fraction of the cost.
    private mutating func use(_ index: Int, at now: Moment) {
        guard now >= table.nodes[index].value.usedAt + .seconds(1) else { return }
        table.nodes[index].value.usedAt = now
        table.use(index)
    }

    private mutating func advance(to now: Moment) -> Moment {
        if let latest, now <= latest { return latest }
        latest = now
        return now
    }
}
