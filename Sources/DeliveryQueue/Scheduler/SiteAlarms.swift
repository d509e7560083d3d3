import HeapModule

/// When sites are to be woken, the earliest first.
///
/// Some of them were woken otherwise, or are to be earlier: whoever takes an alarm asks the site.
struct SiteAlarms: Sendable {
    private struct Alarm: Comparable, Sendable {
        var time: Int64
        var site: Int32

        static func < (left: Alarm, right: Alarm) -> Bool { (left.time, left.site) < (right.time, right.site) }
    }

    private var alarms: Heap<Alarm> = []

    /// How many there are.
    var count: Int { alarms.count }

    /// When the first rings; nil where there is none.
    var next: Int64? { alarms.min?.time }

    /// The site of the first.
    var first: Int32? { alarms.min?.site }

    /// Sets an alarm.
    mutating func set(_ time: Int64, for site: Int32) { alarms.insert(Alarm(time: time, site: site)) }

    /// Takes the first alarm, whatever its time.
    mutating func popFirst() -> (time: Int64, site: Int32)? { alarms.popMin().map { ($0.time, $0.site) } }
}
