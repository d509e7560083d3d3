extension DNSCache {
    /// A time since any start, in the eight octets that a cache of many entries can afford.
    ///
    /// It counts nanoseconds for 292 years either way; what is further away is as far as that.
    struct Moment: Comparable, Sendable {
        private let nanoseconds: Int64

        private init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

        /// Makes a moment.
        init(_ time: Duration) {
            let (seconds, attoseconds) = time.components
            let (whole, isTooFar) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
            let (sum, isOver) = whole.addingReportingOverflow(attoseconds / 1_000_000_000)
            nanoseconds = isTooFar || isOver ? (seconds < 0 ? .min : .max) : sum
        }

        /// The time since the start.
        var time: Duration { .nanoseconds(nanoseconds) }

        /// Orders moments by time.
        static func < (left: Moment, right: Moment) -> Bool { left.nanoseconds < right.nanoseconds }

        /// The moment so much later.
        static func + (moment: Moment, time: Duration) -> Moment {
            let added = Moment(time).nanoseconds
            let (sum, isOver) = moment.nanoseconds.addingReportingOverflow(added)
            return Moment(nanoseconds: isOver ? (added < 0 ? .min : .max) : sum)
        }
    }
}
