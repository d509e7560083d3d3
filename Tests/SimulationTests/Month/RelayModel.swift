/// The relay: a host that is ours to use, with limits and troubles of its own.
struct RelayModel {
    /// When it does not answer: some hours a month.
    let outages: Spells
    /// How many messages it takes in an hour: more than there are on average, less than there are by day.
    let hourly = 60
    /// How long a session with it takes, in milliseconds.
    let session: ClosedRange<VirtualTime.Moment> = 300...2_000
    /// How long a message waits there before it is sent on, in milliseconds.
    let latency: ClosedRange<VirtualTime.Moment> = 5_000...240_000
    /// How long it tries, in milliseconds.
    let patience = 5 * 24 * Spells.hour
    /// How long after a mailbox has room again it notices, in milliseconds.
    let noticing: ClosedRange<VirtualTime.Moment> = 0...7_200_000

    /// Makes a relay.
    ///
    /// - Parameters:
    ///   - chance: decides when it is down.
    ///   - end: when that does not matter any more.
    init(_ chance: MonthChance, until end: VirtualTime.Moment) {
        var random = chance.random("relay")
        outages = Spells(sound: 90...290, ill: 1...6, until: end, using: &random)
    }
}
