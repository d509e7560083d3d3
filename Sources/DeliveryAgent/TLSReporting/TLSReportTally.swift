/// What came of the sessions of one day in UTC, by policy domain and policy: what reports to domains are made of.
///
/// A value of bounded size (``TLSReportLimits``). What finds no room of its own is counted all the same: with the
/// sessions of other domains, under a policy's type, or by the kind of a failure.
public struct TLSReportTally: Hashable, Sendable {
    /// The day.
    public let day: TLSReportDay
    /// How much is told apart.
    public let limits: TLSReportLimits
    /// What was counted, by whose it is.
    private var tallies: [TLSReportScope: TLSDomainTally] = [:]
    /// How many octets the durable forms have together.
    private(set) var octetCount = 0

    /// Makes the counts of a day on which there was no session yet.
    ///
    /// - Parameters:
    ///   - day: the day.
    ///   - limits: how much is told apart.
    public init(day: TLSReportDay, limits: TLSReportLimits = TLSReportLimits()) {
        self.day = day
        self.limits = limits
    }

    /// Whether there was no session.
    public var isEmpty: Bool { tallies.isEmpty }

    /// What was counted, by domain in the order of their names; all others together come last.
    public var domains: [TLSDomainTally] { tallies.values.sorted { $0.scope < $1.scope } }

    /// Finds what was counted of a domain, or of all others.
    ///
    /// - Parameter scope: whose sessions.
    /// - Returns: the counts; nil where there was no session.
    public func domain(_ scope: TLSReportScope) -> TLSDomainTally? { tallies[scope] }

    /// Counts a session.
    ///
    /// - Parameter result: what came of it; that of another day is not counted.
    /// - Returns: with whose sessions it was counted; nil where it was not.
    @discardableResult
    public mutating func count(_ result: TLSSessionResult) -> TLSReportScope? {
        guard TLSReportDay(result.time) == day else { return nil }
        let scope = scope(for: .domain(result.policyDomain))
        change(scope) { tally, limits, room in tally.count(result, within: limits, room: room) }
        return scope
    }

    /// Counts what was counted elsewhere of other sessions of the same day.
    ///
    /// - Parameter other: the counts; those of another day are not counted.
    /// - Returns: with whose sessions they were counted.
    @discardableResult
    public mutating func merge(_ other: TLSReportTally) -> Set<TLSReportScope> {
        guard other.day == day else { return [] }
        var scopes: Set<TLSReportScope> = []
        for tally in other.domains {
            let scope = scope(for: tally.scope)
            change(scope) { own, limits, room in own.merge(tally, within: limits, room: room) }
            scopes.insert(scope)
        }
        return scopes
    }

    /// Puts counts in the place of those of the same domain, whatever room there is: those that were kept.
    ///
    /// - Parameter tally: the counts of a domain on the same day.
    mutating func restore(_ tally: TLSDomainTally) {
        octetCount += tally.octetCount - (tallies[tally.scope]?.octetCount ?? 0)
        tallies[tally.scope] = tally
    }

    /// Where sessions are counted: under their own domain, where it is there or finds room.
    private func scope(for scope: TLSReportScope) -> TLSReportScope {
        guard tallies[scope] == nil else { return scope }
        let domainCount = tallies.count - (tallies[.others] == nil ? 0 : 1)
        return domainCount < limits.domains ? scope : .others
    }

    /// Changes the counts of a domain, which are made where there are none.
    private mutating func change(
        _ scope: TLSReportScope, _ change: (inout TLSDomainTally, TLSReportLimits, _ room: Int) -> Void
    ) {
        // Taken out, so that the change makes no copy of it.
        var tally: TLSDomainTally
        if let known = tallies.removeValue(forKey: scope) {
            tally = known
            octetCount -= known.octetCount
        } else {
            tally = TLSDomainTally(day: day, scope: scope)
        }
        change(&tally, limits, limits.octetsPerDay - octetCount - tally.octetCount)
        octetCount += tally.octetCount
        tallies[scope] = tally
    }
}
