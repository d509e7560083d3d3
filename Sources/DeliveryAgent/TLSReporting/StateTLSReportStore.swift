import DeliveryQueue
import NIOConcurrencyHelpers

/// What came of TLS day by day, counted in memory and kept in the small durable state of a queue's store.
///
/// A session is counted at once, without waiting for anything. What was counted goes to the disk when ``flush()`` is
/// called, as whoever has the store does every few seconds and at the end: what was counted since is lost with the
/// process. Days older than ``retainedDays`` are removed then.
///
/// The counts of each day and policy domain lie in the space `tls`, in the durable form of a ``TLSDomainTally``, under a
/// key such as `2026-11-28/example.com`. Nobody else may write to that space while the store is open, and it is open once
/// only.
public final class StateTLSReportStore: TLSReportObserver {
    /// How long a day is kept after it, in days: reports are due the day after, and somebody may ask for what was in
    /// them.
    public static let retainedDays = 30

    let disk: any StateStore
    let clock: any QueueClock
    let limits: TLSReportLimits
    let contents = NIOLockedValueBox(Contents())
    /// Whoever reads or writes the disk has the turn, so that nobody sees a day half written.
    let turns = KeyTurns<StateSpace>()

    /// A day that is counted, or was of late.
    struct OpenDay: Sendable {
        /// What was counted: the whole day, or what came since it was let go.
        var tally: TLSReportTally
        /// Whether what is on the disk is part of it.
        var isWhole: Bool
        /// Whose counts are other ones than on the disk.
        var changed: Set<TLSReportScope> = []
    }

    /// What is in memory.
    struct Contents: Sendable {
        var days: [TLSReportDay: OpenDay] = [:]
        /// How many values could not be read so far.
        var unreadable = 0
        /// The first day that is kept, as it was when the older ones were removed.
        var firstKept: TLSReportDay?
    }

    /// Whose keys these are in the state of the store.
    static let space = StateSpace("tls")
    /// How many values are read or written at once.
    static let batch = 256

    init(_ disk: any StateStore, limits: TLSReportLimits, clock: any QueueClock) {
        self.disk = disk
        self.limits = limits
        self.clock = clock
    }

    /// How many values could not be read so far: damaged ones, and those of a later version.
    ///
    /// They count nothing, and stay where they are until a session of the same domain and day comes, or the day is
    /// removed.
    public var unreadable: Int { contents.withLockedValue { $0.unreadable } }

    /// Counts a session, without waiting.
    ///
    /// - Parameter result: what came of it.
    public func established(_ result: TLSSessionResult) async { count(result) }

    /// Counts a session.
    ///
    /// - Parameter result: what came of it; that of a day that is kept no more is not counted.
    public func count(_ result: TLSSessionResult) {
        let day = TLSReportDay(result.time)
        contents.withLockedValue { contents in
            // Taken out, so that counting makes no copy of it.
            var open =
                contents.days.removeValue(forKey: day)
                ?? OpenDay(tally: TLSReportTally(day: day, limits: limits), isWhole: false)
            if let scope = open.tally.count(result) { open.changed.insert(scope) }
            contents.days[day] = open
        }
    }
}
