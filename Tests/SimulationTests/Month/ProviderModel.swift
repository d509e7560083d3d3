/// A receiver of mail: what it does with what comes from our own address, and with what comes from the relay's.
///
/// What it does not name is in good order.
struct ProviderModel {
    /// How it treats senders and recipients that it does not know.
    struct Greylisting {
        /// How long it takes until it knows them, in milliseconds.
        var wait: VirtualTime.Moment
        /// How long it knows those that nothing comes from, in milliseconds.
        var memory: VirtualTime.Moment
    }

    /// A network between us and it that loses connections, the more of them the busier the hour is.
    struct Flakiness {
        /// The share of connections that are lost at the best hour, 0 to 1.
        var least: Double
        /// The same at the worst hour.
        var most: Double
        /// The worst hour of the day, 0 to 23; the best one is half a day from it.
        var worstHour: Double
        /// The share of those lost that are lost after MAIL, 0 to 1; with the others nobody answers.
        var lateShare: Double

        /// The share that is lost at a moment.
        func share(at moment: VirtualTime.Moment) -> Double {
            let hour = Double(moment % (24 * Spells.hour)) / Double(Spells.hour)
            let distance = abs(hour - worstHour)
            return most - (most - least) * min(distance, 24 - distance) / 12
        }
    }

    /// What the relay's address meets while it is in bad standing.
    struct Standing {
        /// When it is.
        var spells: Spells
        /// The share of messages that the relay takes and gives back later, 0 to 1.
        var returned: Double
        /// How much longer the others take, in milliseconds.
        var delay: ClosedRange<VirtualTime.Moment>
    }

    /// What is unhealthy of it; sites with the same name are counted together.
    var name: String
    /// The site of its hosts.
    var site: String
    /// Its share of all messages, in hundredths.
    var share: Int
    /// How long a session from us takes when it works, in milliseconds.
    var session: ClosedRange<VirtualTime.Moment> = 200...2_000
    /// When it refuses our address.
    var blocks = Spells.none
    /// How it treats those it does not know, or nil for like all others.
    var greylisting: Greylisting?
    /// How many messages an hour it takes from us, or nil for as many as there are.
    var hourly: Int?
    /// How the network loses connections, or nil for not at all.
    var flakiness: Flakiness?
    /// What the relay's address meets, or nil for nothing in particular.
    var standing: Standing?

    /// The domains whose mail it takes.
    var domains: [String] {
        let parent = site.split(separator: ".").dropFirst().joined(separator: ".")
        return (0..<3).map { "d\($0).\(parent)" }
    }
}
