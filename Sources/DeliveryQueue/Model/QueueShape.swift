/// What waits in a queue, by destination and by age: where mail piles up, and since when.
///
/// A table with a row for each domain and a column for each span of ages, each twice as long as the one before. A
/// domain that is down fills its later columns; a flood fills the first ones.
///
/// It is counted up from recipients one by one. Its memory grows with the number of domains, some hundred octets for
/// each, and not with that of recipients.
public struct QueueShape: Sendable {
    /// A line of the table.
    public struct Row: Hashable, Sendable {
        /// The domain or address literal, or nil where several are counted together.
        public let domain: String?
        /// How many recipients there are of each span of ages, in the order of `QueueShape.ageLimits`.
        ///
        /// The last number is of those that are older than all of them.
        public let counts: [Int]

        /// How many recipients there are of any age.
        public var total: Int { counts.reduce(0, +) }

        /// Makes a line.
        ///
        /// - Parameters:
        ///   - domain: the domain, or nil for several.
        ///   - counts: how many recipients there are of each span, one number more than there are limits.
        public init(domain: String?, counts: [Int]) {
            self.domain = domain
            self.counts = counts
        }
    }

    /// Where one span of ages ends and the next begins: 5 minutes, and twice as much each time, to 1,280 minutes.
    ///
    /// Postfix's administrators know these from `qshape`. An age that is a limit is in the later span.
    public static let ageLimits: [Duration] = (0..<9).map { .milliseconds(firstLimit << $0) }
    private static let firstLimit: Int64 = 300_000

    /// How many spans of ages there are.
    private static let spans = 10

    /// When the ages are counted.
    public let now: WallTime
    /// Which row of `counts` is of a domain.
    private var rows: [String: Int] = [:]
    /// The numbers of all domains, a row behind the other.
    private var counts: [UInt32] = []

    /// Makes a table of nothing.
    ///
    /// - Parameter now: when the ages are counted.
    public init(at now: WallTime) { self.now = now }

    /// How many domains there are.
    public var domainCount: Int { rows.count }

    /// Counts a recipient.
    ///
    /// - Parameters:
    ///   - domain: the domain that it is counted under, in the form in which all are given.
    ///   - start: since when it waits; a moment after `now` counts as now.
    public mutating func add(_ domain: String, since start: WallTime) {
        let row: Int
        if let known = rows[domain] {
            row = known
        } else {
            row = counts.count
            rows[domain] = row
            counts.append(contentsOf: repeatElement(0, count: Self.spans))
        }
        counts[row + Self.span(ofAge: now - start)] += 1
    }

    /// Counts a recipient under the domain that it is in, since its message was accepted.
    ///
    /// - Parameter recipient: a recipient that is not settled.
    public mutating func add(_ recipient: OpenRecipient) { add(recipient.host, since: recipient.acceptedAt) }

    /// All recipients in one line.
    public var total: Row {
        var sums = Array(repeating: 0, count: Self.spans)
        for (index, count) in counts.enumerated() { sums[index % Self.spans] += Int(count) }
        return Row(domain: nil, counts: sums)
    }

    /// The domains with the most recipients, and the others in one line.
    ///
    /// - Parameter count: the most domains to name, 0 or more.
    /// - Returns: the rows, those with the most recipients first and by name where as many wait; and what all other
    ///   domains have together, or nil where every domain is named.
    public func busiest(_ count: Int) -> (rows: [Row], rest: Row?) {
        let sums = rows.map { (domain: $0.key, row: $0.value, total: total(ofRow: $0.value)) }
        let ordered = sums.sorted { $0.total == $1.total ? $0.domain < $1.domain : $0.total > $1.total }
        let named = ordered.prefix(max(0, count)).map { Row(domain: $0.domain, counts: numbers(ofRow: $0.row)) }
        guard named.count < ordered.count else { return (named, nil) }
        var rest = total.counts
        for row in named {
            for (index, count) in row.counts.enumerated() { rest[index] -= count }
        }
        return (named, Row(domain: nil, counts: rest))
    }

    private func numbers(ofRow row: Int) -> [Int] { counts[row..<row + Self.spans].map { Int($0) } }

    private func total(ofRow row: Int) -> Int { counts[row..<row + Self.spans].reduce(0) { $0 + Int($1) } }

    /// Which span an age is in.
    private static func span(ofAge age: Duration) -> Int {
        // Each further bit of the quotient is one doubling.
        let quotient = max(0, age.milliseconds) / firstLimit
        return min(Int64.bitWidth - quotient.leadingZeroBitCount, spans - 1)
    }
}
