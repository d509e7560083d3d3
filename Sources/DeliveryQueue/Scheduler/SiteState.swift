/// What the scheduler has of a site, but for its name, its paths and the deliveries themselves.
struct SiteState: Sendable {
    /// The deliveries that name it, whatever has become of them.
    var uses: Int32 = 0
    /// Those whose time has come, void ones and those set aside among them.
    var ready: Int32 = 0
    /// Those of the ready ones that were set aside, as their sender or domain is suspended.
    var aside: Int32 = 0
    /// Those under way.
    var underWay: Int32 = 0
    /// Its first path's place, or negative: the others follow in the order of the sources.
    var firstPath = Chain.nowhere
    /// The senders' queues of each priority, in rings: the place of the last.
    var lanes = Lanes()
    /// The next site in the turns, or among the places that are free.
    var next = Chain.nowhere
    /// Whether there is a site here at all.
    var isKnown = false
    /// Whether a rule has chosen the way there, so that no relay takes its place.
    var isRuled = false
    /// Whether that way leads to hosts of our own choice, who see no new source: a relay, a mailbox server.
    var isOwnWay = false
    /// Whether it has a place among the turns.
    var isInTurns = false
    /// Whether it waits for something other than its turn: a time, a delivery's end, what people do.
    var isParked = false
    /// Which lists of waiting sites it is in.
    var waitsFor: WaitingList = []
    /// When it is woken, in milliseconds.
    var alarm = Int64.max
    /// Of which state of the suspensions the answer below is.
    var epoch: UInt32 = 0
    /// Until when it is suspended, in milliseconds.
    var suspendedUntil = Int64.min

    /// Lists of sites that wait for something that is not their own.
    struct WaitingList: OptionSet, Sendable {
        let rawValue: UInt8
        /// A source's warm-up, which a delivery that was not tried may give room.
        static let warmUp = WaitingList(rawValue: 1)
        /// A place at the overflow relay.
        static let overflow = WaitingList(rawValue: 2)
        /// State that is to be written first.
        static let writing = WaitingList(rawValue: 4)
    }
}
