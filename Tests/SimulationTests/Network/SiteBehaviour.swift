/// How the hosts of a simulated site behave.
struct SiteBehaviour {
    /// A limit of the site on what comes from one address.
    struct Throttle {
        /// The most sessions at once.
        var sessions: Int
        /// The most messages in `span`.
        var messages: Int
        /// In how many milliseconds.
        var span: Int64
        /// Whether it says how long to wait.
        var saysWhen: Bool
        /// The reply, as a provider writes it.
        var reply: String
    }

    /// How long a connection and the commands before the final dot take, in milliseconds.
    var session: ClosedRange<Int64> = 20...400
    /// How long the reply to the final dot takes, in milliseconds.
    var reply: ClosedRange<Int64> = 10...600
    /// When nobody answers, in milliseconds from the beginning.
    var outages: [Range<Int64>] = []
    /// Whether connections are refused then, rather than timing out.
    var refusesConnections = false
    /// When everything is refused with a 5xx, whoever it is for.
    var blocks: [Range<Int64>] = []
    /// How long a sender and recipient must have been known, in milliseconds.
    var greylisting: Int64?
    /// What it allows an address.
    var throttle: Throttle?
    /// How many of a thousand recipients do not exist.
    var unknownRecipients = 0
    /// How many of a thousand recipients have a full mailbox, until the world is sound.
    var fullMailboxes = 0
    /// How many of a thousand replies to the final dot are lost.
    var lostReplies = 0
    /// How many of a thousand sessions break off before the final dot.
    var brokenSessions = 0

    /// Whether everything goes well.
    var isSound: Bool {
        outages.isEmpty && blocks.isEmpty && throttle == nil && lostReplies == 0 && brokenSessions == 0
            && fullMailboxes == 0 && greylisting == nil
    }

    /// The behaviour when all trouble is over.
    var healed: SiteBehaviour {
        var healed = SiteBehaviour()
        healed.unknownRecipients = unknownRecipients
        return healed
    }
}
