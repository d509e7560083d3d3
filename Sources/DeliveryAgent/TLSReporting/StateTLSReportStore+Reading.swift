public import DeliveryQueue
import MailCryptography
import NIOConcurrencyHelpers

extension StateTLSReportStore {
    /// Reads the counts of today, so that a store that cannot be read shows at once, and opens the others.
    ///
    /// - Parameters:
    ///   - disk: the store, which must be open for as long as the counts are used.
    ///   - limits: how much is told apart of a day.
    ///   - clock: civil time, by which old days are removed.
    /// - Returns: the counts.
    /// - Throws: `QueueStoreError` where the store cannot be read. A value that cannot be is counted in ``unreadable`` and
    ///   is no error: mail must go out, whatever became of one count.
    public static func open(
        _ disk: any StateStore, limits: TLSReportLimits = TLSReportLimits(), clock: any QueueClock = SystemQueueClock()
    ) async throws(QueueStoreError) -> StateTLSReportStore {
        let store = StateTLSReportStore(disk, limits: limits, clock: clock)
        let today = TLSReportDay(clock.now())
        let tally = try await store.readDisk(today)
        store.contents.withLockedValue { $0.days[today] = OpenDay(tally: tally, isWhole: true) }
        return store
    }

    /// Tells of which days there are counts, those that are not on the disk yet included.
    ///
    /// - Returns: the days, the oldest first.
    /// - Throws: `QueueStoreError` where the store cannot be read.
    public func days() async throws(QueueStoreError) -> [TLSReportDay] {
        await turns.begin(Self.space)
        defer { turns.end(Self.space) }
        var found = contents.withLockedValue { contents in
            Set(contents.days.values.lazy.map(\.tally).filter { !$0.isEmpty }.map(\.day))
        }
        var place: String?
        // One key of each day is looked at, and the others are passed by.
        while let key = try await disk.values(in: Self.space, after: place, limit: 1).first?.key {
            let day = TLSReportDay(key.prefix(10))
            if let day { found.insert(day) }
            let end = day.map(Self.end) ?? key
            place = key.utf8.lexicographicallyPrecedes(end.utf8) ? end : key
        }
        return found.sorted()
    }

    /// Reads the counts of a day, those that are not on the disk yet included.
    ///
    /// - Parameter day: the day.
    /// - Returns: the counts; empty ones where there was no session.
    /// - Throws: `QueueStoreError` where the store cannot be read.
    public func tally(of day: TLSReportDay) async throws(QueueStoreError) -> TLSReportTally {
        await turns.begin(Self.space)
        defer { turns.end(Self.space) }
        if let open = contents.withLockedValue({ $0.days[day] }), open.isWhole { return open.tally }
        var tally = try await readDisk(day)
        // Only who has the turn makes a day whole.
        if let open = contents.withLockedValue({ $0.days[day] }) { tally.merge(open.tally) }
        return tally
    }

    /// Reads what is on the disk of a day.
    func readDisk(_ day: TLSReportDay) async throws(QueueStoreError) -> TLSReportTally {
        var tally = TLSReportTally(day: day, limits: limits)
        var (unreadable, place, isOver) = (0, "\(day)/", false)
        while !isOver {
            let page = try await disk.values(in: Self.space, after: place, limit: Self.batch)
            isOver = page.count < Self.batch
            for (key, value) in page {
                guard key.utf8.starts(with: "\(day)/".utf8) else {
                    isOver = true
                    break
                }
                if let domain = TLSDomainTally(decoding: value), domain.day == day,
                    Self.stateKey(of: domain.scope, on: day) == key
                {
                    tally.restore(domain)
                } else {
                    unreadable += 1
                }
                place = key
            }
        }
        contents.withLockedValue { $0.unreadable += unreadable }
        return tally
    }

    /// Under what the counts of a domain are kept: the day and the name, or the name's digest where it is too long for
    /// a key, which has more digits than a label of a name may have.
    static func stateKey(of scope: TLSReportScope, on day: TLSReportDay) -> String {
        let key = "\(day)/\(scope)"
        guard key.utf8.count >= maximumKeyLength else { return key }
        let digits = Array("0123456789abcdef".utf8)
        let octets = SHA256.hash(of: Array(scope.description.utf8))
            .flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return "\(day)/\(String(decoding: octets, as: UTF8.self))"
    }

    /// What comes behind all keys of a day and before those of the next: no name has a tilde.
    private static func end(of day: TLSReportDay) -> String { "\(day)/~" }

    /// The longest key that a store takes.
    private static let maximumKeyLength = 255
}
