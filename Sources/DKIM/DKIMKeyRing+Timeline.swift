import MailAddressing
import MailCryptography

extension DKIMKeyRing {
    /// How long records stand in the DNS before and behind the use of their keys.
    public struct Timing: Hashable, Sendable {
        /// How many seconds before its first use a key is published.
        ///
        /// Default two days: whoever asked for the name before may hold the answer that there is none for a day (RFC 2308,
        /// section 5), and the secondary servers of a zone may take as long to learn of a change.
        public let publishAhead: Int64
        /// How many seconds behind its last use a key stays published.
        ///
        /// Default seven days: a signed message may wait in queues for five (RFC 5321, section 4.5.4.1), and some check it
        /// again when it is fetched or forwarded.
        public let retention: Int64

        /// The defaults: two days ahead, seven days behind.
        public static let standard = Timing()

        /// Makes a timing; negative numbers count as zero.
        ///
        /// - Parameters:
        ///   - publishAhead: how many seconds before its first use a key is published.
        ///   - retention: how many seconds behind its last use a key stays published.
        public init(publishAhead: Int64 = 2 * 86_400, retention: Int64 = 7 * 86_400) {
            self.publishAhead = max(0, publishAhead)
            self.retention = max(0, retention)
        }
    }

    /// When one key signs and its record stands; the earliest and latest times there are stand for no bound.
    struct Timeline {
        /// When the key signs, in order; they do not touch.
        var uses: [Range<Int64>] = []
        /// From when the record stands.
        var publishedFrom: Int64 = .min
        /// From when the record says that the key was taken back, if ever.
        var revokedFrom: Int64?
        /// From when no record need stand.
        var publishedUntil: Int64 = .max

        /// Makes the timeline of a key that is used at times; of one that never is, the time it was to begin counts.
        init(uses: [Range<Int64>], of use: Use, timing: Timing) {
            self.uses = uses
            publishedFrom = Self.shifted(uses.first?.lowerBound ?? use.begin, by: -timing.publishAhead)
            publishedUntil = Self.shifted(uses.last?.upperBound ?? use.begin, by: timing.retention)
            guard let revokedFrom = use.revokedFrom, revokedFrom < publishedUntil else { return }
            guard revokedFrom > publishedFrom else {
                // It was taken back before anybody saw it.
                publishedUntil = revokedFrom
                return
            }
            self.revokedFrom = revokedFrom
            publishedUntil = max(revokedFrom, Self.shifted(revokedFrom, by: timing.retention))
        }

        /// Whether the key signs at a time.
        func isUsed(at time: Int64) -> Bool { uses.contains { $0.contains(time) } }

        /// The state of the key at a time.
        func state(at time: Int64) -> State {
            if time >= publishedUntil { return .finished }
            if time < publishedFrom { return .upcoming }
            if let revokedFrom, time >= revokedFrom { return .revoked }
            if isUsed(at: time) { return .signing }
            return time >= uses.last?.upperBound ?? .max ? .retired : .announced
        }

        /// The times at which the state may change, in no order.
        var bounds: [Int64] {
            uses.flatMap { [$0.lowerBound, $0.upperBound] } + [publishedFrom, publishedUntil]
                + (revokedFrom.map { [$0] } ?? [])
        }

        /// A time moved by seconds; what stands for no bound stays where it is.
        private static func shifted(_ time: Int64, by seconds: Int64) -> Int64 {
            guard time != .min, time != .max else { return time }
            let (sum, overflow) = time.addingReportingOverflow(seconds)
            return overflow ? (seconds < 0 ? .min : .max) : sum
        }
    }
}

extension DKIMKeyRing.Timeline {
    /// The timelines of all entries: of the keys of one domain and algorithm, the one that began last signs.
    static func timelines(
        of entries: [DKIMKeyRing.Entry], at positions: [DomainName: [Int]], timing: DKIMKeyRing.Timing
    ) throws(DKIMKeyRing.Mistake) -> [Self] {
        var uses = entries.map { [$0.use.begin..<$0.use.end].filter { !$0.isEmpty } }
        for positions in positions.values {
            for algorithm in [KeyAlgorithm.rsa, .ed25519] {
                let rivals = positions.filter {
                    entries[$0].signer != nil && entries[$0].publicKey.algorithm == algorithm && !uses[$0].isEmpty
                }
                for (position, times) in try Self.uses(of: rivals, among: entries) { uses[position] = times }
            }
        }
        return zip(entries, uses).map { Self(uses: $1, of: $0.use, timing: timing) }
    }

    /// When each of the keys signs that stand in for one another, by position.
    private static func uses(
        of rivals: [Int], among entries: [DKIMKeyRing.Entry]
    ) throws(DKIMKeyRing.Mistake) -> [Int: [Range<Int64>]] {
        let newestFirst = rivals.sorted { (entries[$1].use.begin, $0) < (entries[$0].use.begin, $1) }
        for (newer, older) in zip(newestFirst, newestFirst.dropFirst()) {
            guard entries[newer].use.begin > entries[older].use.begin else {
                throw .sameBeginning(entries[newer].keyName, entries[older].keyName)
            }
        }
        var uses: [Int: [Range<Int64>]] = [:]
        let bounds = Set(rivals.flatMap { [entries[$0].use.begin, entries[$0].use.end] }).sorted()
        for (start, end) in zip(bounds, bounds.dropFirst()) {
            let active = newestFirst.first { entries[$0].use.begin <= start && start < entries[$0].use.end }
            guard let active else { continue }
            if let last = uses[active]?.last, last.upperBound == start {
                uses[active, default: []].removeLast()
                uses[active, default: []].append(last.lowerBound..<end)
            } else {
                uses[active, default: []].append(start..<end)
            }
        }
        return uses
    }
}
