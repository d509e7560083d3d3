extension DeliveryScheduler {
    /// A delivery that is under way, and how it is to be done.
    public struct Delivery: Hashable, Sendable {
        /// What is delivered.
        public var item: Item
        /// The address to send from.
        public let source: DeliverySource
        /// Which way out it takes.
        public let way: DeliveryWay
        /// Whether it finds out how the way does that the site's mail does not take.
        let isTrial: Bool
        /// How much may be asked of the site from this source.
        public let limits: ShapingLimits
        /// Where the scheduler keeps it.
        let place: Int32
        /// The number that it was added under, so that it is ended once.
        let number: UInt64
    }

    /// How a delivery has ended, as far as its path is concerned; complete.
    public enum Conclusion: Hashable, Sendable {
        /// Nobody was asked: the path's rate and the source's warm-up count it no more.
        case notTried
        /// Nobody was asked, as with `notTried`, and the path pauses.
        case paused(PathPause)
        /// It was tried.
        case tried(PathSignal)
    }
}
